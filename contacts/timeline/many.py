"""Deeds for many in the past of one person: the audit names the deed once, not each of its people."""

import uuid
from collections.abc import Iterable

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.models import BulkDeed, BulkPerson
from contacts.services.bulk import KINDS
from contacts.timeline import names_of
from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.audit.models import AuditEvent
from crm.timeline import entries
from crm.timeline.entries import Entry

State = BulkPerson.State


def deeds_for_many(actor: Actor, contact_id: uuid.UUID, limit: int) -> Iterable[Entry]:
    """What was done to them among others, and what of it was taken back."""
    if not actor.can(Permission.VIEW_ALL_CONTACTS):
        return
    theirs = BulkPerson.objects.visible_to(actor).filter(
        contact_id=contact_id, state__in=[State.DONE, State.UNDONE, State.KEPT]
    )
    rows = list(theirs.select_related("deed").order_by("-deed__created_at")[:limit])
    by = names_of(actor, {row.deed.asked_by_id for row in rows})
    taken_back = _when_undone(actor, [row.deed_id for row in rows if row.state == State.UNDONE])
    own = set(BulkDeed.objects.visible_to(actor).filter(pk__in=[row.deed_id for row in rows]).values_list("pk", flat=True))  # fmt: skip
    for row in rows:
        kind = KINDS[row.deed.kind]
        title = kind.done % {"what": kind.what(row.deed.parameters, actor.organization_id)}
        facts = {
            "url": reverse("contacts:deed", args=[row.deed_id]) if row.deed_id in own else "",
            "by": by.get(row.deed.asked_by_id, ""),
        }
        text = _("among many")
        yield Entry(row.deed.created_at, title, icon=kind.icon, text=text, **facts)
        if row.state == State.UNDONE:
            at = taken_back.get(row.deed_id, row.deed.created_at)
            yield Entry(at, _("Taken back: %(deed)s") % {"deed": title}, icon="undo-2", text=text, url=facts["url"])  # fmt: skip


def _when_undone(actor: Actor, deed_ids: list[uuid.UUID]) -> dict:
    events = AuditEvent.objects.filter(
        organization_id=actor.organization_id, target_id__in=deed_ids, verb="contacts.bulk_undone"
    )
    return dict(events.values_list("target_id").annotate(at=Max("at")).order_by())


entries.add("contacts.many", deeds_for_many)
