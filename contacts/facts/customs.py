"""Facts that an organization asks of its own: one for each of its fields.

The name carries the kind (`custom.number.<id>`), so that a kept filter is understood without reading the field.
"""

import uuid
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.facts.asking import Asking, Choice
from contacts.facts.kinds import Fact, Kind, OfRows
from contacts.facts.registry import Source, add_source
from contacts.models import CustomField, CustomValue
from crm.access.actors import Actor

OWN = _("Questions of our own")
KINDS = {
    "text": Kind.TEXT,
    "number": Kind.NUMBER,
    "date": Kind.DATE,
    "yes_no": Kind.YES_NO,
    "choice": Kind.CHOICE,
    "choices": Kind.CHOICE,
}


@dataclass(frozen=True, kw_only=True)
class OwnQuestion(OfRows):
    """Told by the answers to one field."""

    field_id: uuid.UUID

    def among(self, asking: Asking, keys: list[str]) -> Q:
        if self.kind == Kind.TEXT:  # capitals do not matter, as in every other text
            return self.having(asking, text__iexact=keys[0])
        return super().among(asking, keys)

    def at_least(self, asking: Asking, number: int) -> Q:
        return self.having(asking, number__gte=number)

    def having(self, asking: Asking, **answer) -> Q:
        return OfRows.holds(self.answered(**answer), asking)

    def answered(self, **answer) -> OfRows:
        rows = self.rows
        return OfRows(
            name=self.name,
            label=self.label,
            kind=Kind.YES_NO,
            group=self.group,
            rows=lambda asking: rows(asking).filter(**answer),
        )

    def is_gone(self, asking: Asking) -> bool:
        return not CustomField.objects.visible_to(asking.actor).in_use().filter(pk=self.field_id).exists()


def named(name: str) -> Fact | None:
    """The fact of a name that a filter kept."""
    kind, _dot, key = name.removeprefix("custom.").partition(".")
    try:
        field_id = uuid.UUID(key)
    except ValueError:
        return None
    return question(kind, field_id, lazy(_label, str)(field_id)) if kind in KINDS else None


def questions(actor: Actor) -> list[Fact]:
    """Those in use, in the organization's order: one query."""
    fields = CustomField.objects.visible_to(actor).in_use().order_by("position", "name", "pk")
    return [question(field.kind, field.pk, field.name) for field in fields]


def question(kind: str, field_id: uuid.UUID, label) -> OwnQuestion:
    only_yes = {"yes": True} if kind == "yes_no" else {}
    return OwnQuestion(
        name=f"custom.{kind}.{field_id}",
        label=label,
        kind=KINDS[kind],
        group=OWN,
        field_id=field_id,
        rows=lambda asking: CustomValue.objects.filter(field_id=field_id, **only_yes),
        at="day" if kind == "date" else "",
        of={"number": "number", "date": "day"}.get(kind, "text"),
        is_moment=False,
        options=(lambda asking: _options(asking, field_id)) if KINDS[kind] == Kind.CHOICE else None,
    )


def _label(field_id: uuid.UUID) -> str:
    # Row security keeps it within the organization; the name alone is no secret inside it.
    found = CustomField.objects.filter(pk=field_id).values_list("name", flat=True).first()
    return found or gettext("a question that is gone")


def _options(asking: Asking, field_id: uuid.UUID) -> list[Choice]:
    field = CustomField.objects.visible_to(asking.actor).filter(pk=field_id).first()
    return [Choice(option, option) for option in field.options] if field else []


add_source(Source("custom.", named, questions))
