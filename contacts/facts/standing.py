"""Facts about how deep a relation goes and where somebody stands now. Both are judgements, kept with their words."""

from django.utils.translation import gettext_lazy as _

from contacts.facts.asking import Asking, Choice
from contacts.facts.kinds import Kind, OfRows
from contacts.facts.registry import add
from contacts.models import Assessment, Rung, RungStep

STANDING = _("Where they stand")


def rungs(asking: Asking) -> list[Choice]:
    found = Rung.objects.visible_to(asking.actor).order_by("position", "pk")
    return [Choice(str(rung.pk), str(rung), rung.retired_at is not None) for rung in found]


def levels(asking: Asking) -> list[Choice]:
    """The words always stand beside the number."""
    return [Choice(str(level), f"{level} · {words}") for level, words in Assessment.Level.choices]


def overall(asking: Asking):
    return Assessment.objects.now().filter(campaign_id=None)


add(
    OfRows(
        name="contacts.rung",
        label=_("Rung"),
        kind=Kind.CHOICE,
        group=STANDING,
        rows=lambda asking: RungStep.objects.now(),
        of="rung_id",
        options=rungs,
        words={"is": _("on the rung %(value)s"), "is_not": _("not on the rung %(value)s")},
    ),
    OfRows(
        name="contacts.rung_since",
        label=_("On their rung"),
        kind=Kind.DATE,
        group=STANDING,
        rows=lambda asking: RungStep.objects.now(),
        at="since",
        is_moment=False,
        words={
            "in_last": _("on their rung for less than %(value)s days"),
            "not_in_last": _("on no new rung for %(value)s days"),
            "since": _("on their rung since %(value)s"),
            "not_since": _("on no new rung since %(value)s"),
            "ever": _("on a rung"),
            "never": _("on no rung"),
        },
    ),
    OfRows(
        name="contacts.assessment",
        label=_("Assessment"),
        kind=Kind.CHOICE,
        group=STANDING,
        rows=overall,
        of="level",
        options=levels,
        words={"is": _("assessed %(value)s"), "is_not": _("not assessed %(value)s")},
    ),
    OfRows(
        name="contacts.assessed",
        label=_("Assessed"),
        kind=Kind.DATE,
        group=STANDING,
        rows=overall,
        at="since",
        is_moment=False,
        words={
            "in_last": _("assessed in the last %(value)s days"),
            "not_in_last": _("not assessed in the last %(value)s days"),
            "since": _("assessed since %(value)s"),
            "not_since": _("not assessed since %(value)s"),
            "ever": _("assessed"),
            "never": _("never assessed"),
        },
    ),
)
