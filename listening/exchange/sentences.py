"""Why a file was not read, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, str | Promise] = {
    "too_big": _("The file is larger than we read."),
    "too_much": _("The file holds more codes, texts or codings than we read at once."),
    "too_deep": _("Its parts are nested deeper than the standard allows."),
    "not_a_project": _("This is not a REFI-QDA project: there is no project.qde in it."),
    "not_a_codebook": _("This is not a REFI-QDA codebook."),
    "no_codes": _("There are no codes in it."),
    "bomb": _("It unpacks to far more than it shows. We do not open it."),
    "names": _("It wants to write outside of its own folder. We do not open it."),
    "password": _("It is locked with a password."),
    "damaged": _("It is damaged."),
    "xml": _("Its XML cannot be read, or holds what could do harm."),
    "twice": _("Two of its codes have the same id."),
    "no_columns": _(
        "There is no column named tag. A codebook from Taguette has tag, parent and description."
    ),
    "locked": _("This codebook is locked: its codes are the owner's. Copy it first, or choose another."),
    "kind": _("Choose a file that ends in .qdpx, .qdc or .csv."),
}


def refusal(code: str) -> str | Promise:
    return REFUSALS.get(code, REFUSALS["damaged"])
