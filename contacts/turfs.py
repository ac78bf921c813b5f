"""How far a turf is: of its people whom the reader sees, tried and talked with since it was cut."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.fields import BooleanField

from contacts import facts
from contacts.facts import Asking, OfRows
from contacts.models import Contact, Turf, TurfContact
from crm.access.actors import Actor

TRIED = "listening.tried"  # told by a higher room, where there is one
SHOWN = ("left", "tried", "talked")


@dataclass(frozen=True)
class Progress:
    people: int = 0
    tried: int = 0
    talked: int = 0

    @property
    def left(self) -> int:
        """Nobody tried yet."""
        return self.people - self.tried


def progress(actor: Actor, turfs: Iterable[Turf]) -> dict[uuid.UUID, Progress]:
    """One statement for all of them."""
    ids = [turf.pk for turf in turfs]
    seen = Contact.objects.visible_to(actor).current()
    links = TurfContact.objects.visible_to(actor).filter(turf_id__in=ids, contact_id__in=seen.values("pk"))
    talked = Q(contact__last_talk_at__gte=F("turf__created_at"))
    rows = (
        links.annotate(was_tried=_tried(actor, "contact_id", OuterRef("turf__created_at")))
        .values("turf_id")
        .annotate(
            people=Count("contact_id"),
            tried=Count("contact_id", filter=Q(was_tried=True) | talked),
            talked=Count("contact_id", filter=talked),
        )
    )
    found = {row["turf_id"]: Progress(row["people"], row["tried"], row["talked"]) for row in rows}
    return {pk: found.get(pk, Progress()) for pk in ids}


def people_of(actor: Actor, turf: Turf, show: str = "") -> QuerySet[Contact]:
    """Each with `was_tried` and `was_talked`; `show` narrows to those left, tried without a talk, or talked with."""
    links = TurfContact.objects.visible_to(actor).filter(turf_id=turf.pk)
    found = (
        Contact.objects.visible_to(actor)
        .current()
        .filter(pk__in=links.values("contact_id"))
        .annotate(was_tried=_tried(actor, "pk", turf.created_at))
    )
    talked = Q(last_talk_at__gte=turf.created_at, last_talk_at__isnull=False)
    match show:
        case "left":
            return found.exclude(talked).filter(was_tried=False)
        case "tried":
            return found.exclude(talked).filter(was_tried=True)
        case "talked":
            return found.filter(talked)
    return found


def _tried(actor: Actor, contact: str, since):
    told = facts.fact(TRIED)
    if not isinstance(told, OfRows):
        return Value(False, output_field=BooleanField())
    return Exists(told.theirs(Asking(actor), contact).filter(**{f"{told.at}__gte": since}))
