"""Why two records were put side by side, in words."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "name": _("Same name"),
    "swapped": _("Same name, first and last swapped"),
    "given_exact": _("Same first name"),
    "given_nickname": _("One first name is short for the other"),
    "given_part": _("One first name is part of the other"),
    "given_slip": _("First name off by a letter"),
    "given_sound": _("First names sound alike"),
    "given_initial": _("First names begin alike"),
    "given_other": _("Different first names"),
    "family_exact": _("Same last name"),
    "family_nickname": _("Last names alike"),
    "family_part": _("One last name is half of the other"),
    "family_slip": _("Last name off by a letter"),
    "family_sound": _("Last names sound alike"),
    "family_initial": _("Last names begin alike"),
    "family_other": _("Different last names"),
    "phone": _("Same phone"),
    "email": _("Same e-mail"),
    "address": _("Same address"),
    "zip": _("Same ZIP code"),
    "school": _("Same school"),
    "generations": _("One is Jr., the other Sr."),
    "ages": _("A child's age and an adult's"),
    "roles": _("One is a student, the other a parent"),
    "phones": _("Different phones"),
    "emails": _("Different e-mails"),
    "schools": _("Different schools"),
    "zips": _("Different ZIP codes"),
}


def words(codes: Iterable[str]) -> list[Promise]:
    return [WORDS[code] for code in codes if code in WORDS]
