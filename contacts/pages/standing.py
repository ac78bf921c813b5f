"""The ladder and the assessment as the page shows them: the words beside the number, the reason, the history."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from contacts.models import Assessment, Contact, Rung, RungStep
from crm.access.actors import Actor

WIDTH, LOW, HIGH = 31, 14.4, 40.8


@dataclass(frozen=True)
class Bar:
    kind: str  # on, now or nothing
    x: int
    y: str  # as text: a template would write a comma in Spanish
    height: str


@dataclass(frozen=True)
class Drawing:
    """Rungs rising from left to right, the current one marked; the words say the same."""

    bars: list[Bar]
    label: str
    words: str

    @property
    def width(self) -> int:
        return WIDTH * len(self.bars)


def standing_of(actor: Actor, contact: Contact) -> dict[str, Any]:
    steps = RungStep.objects.visible_to(actor).filter(contact=contact).select_related("rung")
    steps = list(steps.order_by("-since", "-at"))
    now = next((step for step in steps if step.until is None), None)
    rungs = list(Rung.objects.visible_to(actor).in_use().order_by("position", "pk"))
    if now and now.rung.retired_at:
        rungs.append(now.rung)
        rungs.sort(key=lambda rung: rung.position)
    lines = (
        Assessment.objects.visible_to(actor).filter(contact=contact).order_by("campaign_id", "-since", "-at")
    )
    lines = list(lines)
    return {
        "rung_now": now,
        "ladder": bool(rungs),
        "drawing": _drawing(rungs, now.rung) if now else None,
        "past_steps": [step for step in steps if step.until is not None],
        "assessments": [line for line in lines if line.until is None],
        "past_assessments": [line for line in lines if line.until is not None],
    }


def _drawing(rungs: list[Rung], now: Rung) -> Drawing:
    place = [rung.pk for rung in rungs].index(now.pk)
    rise = (HIGH - LOW) / max(len(rungs) - 1, 1)
    bars = []
    for number in range(len(rungs)):
        height = round(LOW + rise * number, 1)
        kind = "on" if number < place else "now" if number == place else ""
        bars.append(Bar(kind, 1 + WIDTH * number, str(round(41 - height, 1)), str(height)))
    words = _("%(rung)s, rung %(number)d of %(all)d") % {
        "rung": now,
        "number": place + 1,
        "all": len(rungs),
    }
    return Drawing(bars, words, words)
