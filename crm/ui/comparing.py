"""Two records side by side, and the four answers to "is this one person?": data for `ui/_compare.html`.

    Comparison(
        left=Side(_("On the sheet, row 14")),
        right=Side(_("In Earshot"), hint=_("since Aug 21"), url=detail_url),
        lines=[Line(_("Name"), ["Lupe Reyes"], ["Guadalupe Reyes"], field="name", keep=RIGHT)],
        reasons=[_("Same phone")],
    )

A line whose `field` is set offers a choice: the form sends `keep_<field>` = left or right. Keys press the buttons
(crm/ui/static/ui/earshot.js); without JavaScript they are plain buttons of a form.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
LEFT, RIGHT = "left", "right"
SAME, DIFFERENT, HOUSEHOLD, LATER = "same", "different", "household", "later"


@dataclass(frozen=True)
class Side:
    title: Text
    hint: Text = ""
    url: str = ""


@dataclass(frozen=True)
class Line:
    """One fact on both sides. Values are texts (or safe HTML), none where nothing is known."""

    label: Text
    left: Sequence[Any]
    right: Sequence[Any]
    field: str = ""  # set: the reader chooses which side stays
    keep: str = LEFT
    note: Text = ""
    alike: bool | None = None  # None: alike when they read the same

    @property
    def state(self) -> str:
        """same, differs, or which side alone knows it."""
        if not self.left or not self.right:
            return RIGHT if self.right else LEFT
        alike = self.alike
        if alike is None:
            alike = [str(value).casefold() for value in self.left] == [
                str(value).casefold() for value in self.right
            ]
        return "same" if alike else "differs"

    @property
    def is_choice(self) -> bool:
        return bool(self.field) and self.state == "differs"


@dataclass(frozen=True)
class Answer:
    value: str
    label: Text
    key: str
    is_main: bool = False


ANSWERS = (
    Answer(SAME, _("Same person"), "1"),
    Answer(DIFFERENT, _("Different"), "2"),
    Answer(HOUSEHOLD, _("Household"), "3"),
    Answer(LATER, _("Later"), "0"),
)


@dataclass(frozen=True)
class Comparison:
    left: Side
    right: Side
    lines: Sequence[Line]
    reasons: Sequence[Text] = ()
    likely: str = SAME  # the answer that is green
    answers: Sequence[Answer] = field(default=ANSWERS)

    @property
    def offered(self) -> list[Answer]:
        return [
            Answer(answer.value, answer.label, answer.key, answer.value == self.likely)
            for answer in self.answers
        ]
