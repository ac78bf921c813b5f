"""Asking for a deed, and for its undoing."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contacts.models import BulkDeed, Contact
from contacts.services.bulk import running
from contacts.services.bulk.kinds import KINDS
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.lib.ids import uuid7
from crm.queue import services as queue
from crm.queue.labels import Words

TOO_LATE = _("This can no longer be undone.")


@transaction.atomic
def ask_for_deed(
    *, by: Actor, kind: str, parameters: Mapping[str, Any], filters: Mapping[str, Any], label: Words
) -> BulkDeed:
    """A job that does this for everybody whom the filters fit when it begins, as far as the asker may see them."""
    deed = _new(by, kind, parameters, filters)
    job = queue.enqueue(
        "contacts.do_deed", by=by, key=str(deed.pk), payload={"deed_id": str(deed.pk)}, label=label
    )
    deed.job_id = job.pk
    deed.save(update_fields=["job_id"])
    audit.record("contacts.bulk_asked", by=by, target=deed, details={"kind": kind})
    return deed


@transaction.atomic
def do_at_once(
    *,
    by: Actor,
    kind: str,
    parameters: Mapping[str, Any],
    filters: Mapping[str, Any],
    people: QuerySet[Contact],
) -> BulkDeed:
    """For a page of people nobody waits for a job. It is undone like any other."""
    deed = _new(by, kind, parameters, filters)
    running.choose_people(by=by, deed=deed, people=people)
    while running.do_some(by=by, deed=deed):
        pass
    running.finish(deed=deed, state=BulkDeed.State.DONE)
    deed.refresh_from_db()
    return deed


@transaction.atomic
def ask_to_undo(*, by: Actor, deed: BulkDeed, label: Words) -> BulkDeed:
    """Within 30 days, by whoever asked for it or manages jobs."""
    require(by, Permission.EDIT_CONTACTS)
    found = BulkDeed.objects.visible_to(by).select_for_update().filter(pk=deed.pk).first()
    if found is None:
        raise NotAllowed
    deed = found
    if not deed.can_be_undone():
        raise DomainError(TOO_LATE)
    job = queue.enqueue(
        "contacts.undo_deed", by=by, key=str(deed.pk), payload={"deed_id": str(deed.pk)}, label=label
    )
    deed.undo_job_id, deed.state = job.pk, BulkDeed.State.UNDOING
    deed.save(update_fields=["undo_job_id", "state"])
    audit.record("contacts.bulk_undo_asked", by=by, target=deed, details={"kind": deed.kind})
    return deed


def _new(by: Actor, kind: str, parameters: Mapping[str, Any], filters: Mapping[str, Any]) -> BulkDeed:
    require(by, Permission.EDIT_CONTACTS)
    KINDS[kind].check(by, parameters)
    return BulkDeed.objects.create(
        id=uuid7(),
        organization_id=by.organization_id,
        kind=kind,
        parameters=dict(parameters),
        filters=dict(filters),
        asked_by_id=by.membership_id,
    )
