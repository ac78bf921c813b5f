"""Doing a deed chunk by chunk: who it is for is written down first, then each chunk commits with its audit event."""

import datetime
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from contacts.models import BulkDeed, BulkPerson, Contact
from contacts.models.deeds import UNDO_FOR
from contacts.services.bulk.deed import Outcome
from contacts.services.bulk.kinds import KINDS
from crm.access.actors import Actor
from crm.audit import services as audit

CHUNK = 500
State = BulkPerson.State


@transaction.atomic
def choose_people(*, by: Actor, deed: BulkDeed, people: QuerySet[Contact]) -> int:
    """Write down whom it is for. Doing it again adds nobody."""
    if deed.person_count is not None:
        return deed.person_count
    ids = people.order_by("pk").values_list("pk", flat=True)
    rows = (
        BulkPerson(organization_id=deed.organization_id, deed_id=deed.pk, contact_id=pk)
        for pk in ids.iterator(chunk_size=5000)
    )
    BulkPerson.objects.bulk_create(rows, batch_size=5000, ignore_conflicts=True)
    count = BulkPerson.objects.filter(organization_id=deed.organization_id, deed=deed).count()
    _mine(deed).update(person_count=count, state=BulkDeed.State.DOING)
    return count


@transaction.atomic
def do_some(*, by: Actor, deed: BulkDeed) -> Counter[str]:
    """The next chunk as the asker, with the rights they have now; nothing when all are through."""
    ids = _next(deed, State.WAITING)
    people = Contact.objects.visible_to(by).current().filter(pk__in=ids)
    locked = list(people.select_for_update(of=("self",)).order_by("pk"))
    outcomes: dict[Any, Outcome] = dict.fromkeys(ids, Outcome(reason="gone"))
    outcomes |= KINDS[deed.kind].apply(by, locked, deed.parameters)
    states = {pk: State.SKIPPED if outcome.reason else State.DONE for pk, outcome in outcomes.items()}
    _write_down(
        BulkPerson(
            organization_id=deed.organization_id,
            deed_id=deed.pk,
            contact_id=pk,
            state=states[pk],
            reason=outcome.reason,
            before=outcome.before,
        )
        for pk, outcome in outcomes.items()
    )
    counts: Counter[str] = Counter(states.values())
    _mine(deed).update(
        done_count=F("done_count") + counts[State.DONE],
        skipped_count=F("skipped_count") + counts[State.SKIPPED],
    )
    if counts[State.DONE]:
        details = {"kind": deed.kind, "count": counts[State.DONE]}
        audit.record("contacts.bulk_done", by=by, target=deed, details=details)
    return counts


@transaction.atomic
def undo_some(*, by: Actor, deed: BulkDeed) -> Counter[str]:
    """Take the next chunk back. Who was changed since stays as they are, with the reason."""
    ids = _next(deed, State.DONE)
    rows = BulkPerson.objects.filter(organization_id=deed.organization_id, deed=deed, contact_id__in=ids)
    before = {pk: image or {} for pk, image in rows.values_list("contact_id", "before")}
    found = Contact.objects.filter(organization_id=deed.organization_id, pk__in=ids).exclude(
        status__in=[Contact.Status.MERGED, Contact.Status.ERASED]
    )
    locked = list(found.select_for_update().order_by("pk"))
    kept = dict.fromkeys(set(ids) - {person.pk for person in locked}, "gone")
    kept |= KINDS[deed.kind].undo(by, locked, before, deed.parameters)
    _write_down(
        BulkPerson(
            organization_id=deed.organization_id,
            deed_id=deed.pk,
            contact_id=pk,
            state=State.KEPT if pk in kept else State.UNDONE,
            reason=kept.get(pk, ""),
            before=before[pk],
        )
        for pk in ids
    )
    counts: Counter[str] = Counter(State.KEPT if pk in kept else State.UNDONE for pk in ids)
    _mine(deed).update(
        undone_count=F("undone_count") + counts[State.UNDONE], kept_count=F("kept_count") + counts[State.KEPT]
    )
    if counts[State.UNDONE]:
        details = {"kind": deed.kind, "count": counts[State.UNDONE]}
        audit.record("contacts.bulk_undone", by=by, target=deed, details=details)
    return counts


@transaction.atomic
def finish(*, deed: BulkDeed, state: str) -> None:
    _mine(deed).update(state=state)


@transaction.atomic
def forget_images(*, by: Actor, now: datetime.datetime | None = None) -> int:
    """After 30 days nobody can undo it, so nobody needs what stood there before."""
    old = BulkDeed.objects.visible_to(by).filter(created_at__lt=(now or timezone.now()) - UNDO_FOR)
    people = BulkPerson.objects.visible_to(by).filter(deed_id__in=old.values("pk"))
    return people.delete()[0]


def _next(deed: BulkDeed, state: str) -> list:
    rows = BulkPerson.objects.filter(organization_id=deed.organization_id, deed=deed, state=state)
    return list(rows.order_by("contact_id").values_list("contact_id", flat=True)[:CHUNK])


def _write_down(rows: Iterable[BulkPerson]) -> None:
    BulkPerson.objects.bulk_create(
        list(rows),
        update_conflicts=True,
        unique_fields=["organization_id", "deed_id", "contact_id"],
        update_fields=["state", "reason", "before"],
    )


def _mine(deed: BulkDeed) -> QuerySet[BulkDeed]:
    return BulkDeed.objects.filter(organization_id=deed.organization_id, pk=deed.pk)
