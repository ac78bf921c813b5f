"""How a fact of each kind can be asked, in words for a form and for a summary."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Takes = Literal["nothing", "days", "day", "number", "choices", "text"]


class Kind(StrEnum):
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"
    TEXT = "text"


@dataclass(frozen=True)
class Operator:
    """`label` follows the fact's label in a form, `words` says a whole condition."""

    key: str
    label: str | Promise
    takes: Takes
    words: str | Promise


OPERATORS: dict[Kind, tuple[Operator, ...]] = {
    Kind.DATE: (
        Operator("in_last", _("in the last days"), "days", _("%(label)s in the last %(value)s days")),
        Operator(
            "not_in_last", _("not in the last days"), "days", _("%(label)s not in the last %(value)s days")
        ),
        Operator("since", _("on or after"), "day", _("%(label)s since %(value)s")),
        Operator("not_since", _("not since"), "day", _("%(label)s not since %(value)s")),
        Operator("ever", pgettext_lazy("a date", "ever"), "nothing", _("%(label)s: ever")),
        Operator("never", pgettext_lazy("a date", "never"), "nothing", _("%(label)s: never")),
    ),
    Kind.NUMBER: (
        Operator("at_least", _("at least"), "number", _("%(label)s: at least %(value)s")),
        Operator("at_most", _("at most"), "number", _("%(label)s: at most %(value)s")),
    ),
    Kind.CHOICE: (
        Operator("is", pgettext_lazy("a choice", "is one of"), "choices", _("%(label)s: %(value)s")),
        Operator("is_not", pgettext_lazy("a choice", "is none of"), "choices", _("%(label)s: not %(value)s")),
    ),
    Kind.YES_NO: (
        Operator("yes", pgettext_lazy("a fact", "yes"), "nothing", _("%(label)s: yes")),
        Operator("no", pgettext_lazy("a fact", "no"), "nothing", _("%(label)s: no")),
    ),
    Kind.TEXT: (
        Operator("is", pgettext_lazy("a text", "is"), "text", _("%(label)s: %(value)s")),
        Operator("begins", _("begins with"), "text", _("%(label)s: %(value)s…")),
        Operator("known", _("is known"), "nothing", _("%(label)s: known")),
        Operator("unknown", _("is not known"), "nothing", _("%(label)s: not known")),
    ),
}
