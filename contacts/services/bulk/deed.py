"""What a kind of deed for many people is. Each tells what it changes and how that is taken back.

`apply` and `undo` get people whose rows are locked; they answer for each what became of them.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.access.actors import Actor

REASONS: dict[str, str | Promise] = {
    "same": _("It was so already."),
    "gone": _("No longer in the list, or in the bin."),
    "minor": _("A minor, and the organizer is not trained for that."),
    "closed": _("They asked not to be contacted: that is not changed for many at once."),
    "edited": _("Somebody changed it since."),
}


@dataclass(frozen=True)
class Outcome:
    """`before` is the undo image; a reason says why nothing was done."""

    before: dict[str, Any] | None = None
    reason: str = ""


Outcomes = Mapping[uuid.UUID, Outcome]


class DeedKind:
    """Subclasses are registered in KINDS."""

    key: str
    icon: str
    title: str | Promise  # the button
    done: str | Promise  # with %(what)s

    def check(self, by: Actor, parameters: Mapping[str, Any]) -> None:
        """Raises DomainError when it cannot be asked for, whoever it is for."""

    def what(self, parameters: Mapping[str, Any], organization_id: uuid.UUID) -> str | Promise:
        """The tag, the organizer, the language: by name."""
        return ""

    def apply(self, by: Actor, people: Sequence[Contact], parameters: Mapping[str, Any]) -> Outcomes:
        raise NotImplementedError

    def undo(
        self,
        by: Actor,
        people: Sequence[Contact],
        before: Mapping[uuid.UUID, dict[str, Any]],
        parameters: Mapping[str, Any],
    ) -> Mapping[uuid.UUID, str]:
        """A reason for each that stays as it is; those not named were taken back."""
        raise NotImplementedError
