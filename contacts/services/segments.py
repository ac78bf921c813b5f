"""Keeping a filter as a list of one's own or for everybody."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Segment
from contacts.segments.definition import parse
from contacts.segments.reading import askable
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit


@transaction.atomic
def save_segment(
    *,
    by: Actor,
    name: str,
    definition: Mapping[str, Any],
    is_shared: bool = False,
    segment: Segment | None = None,
) -> Segment:
    """A new one, or another question and name for one of one's own. Raises Malformed."""
    require(by, Permission.EDIT_CONTACTS)
    name = " ".join(name.split())
    if not name:
        raise DomainError(_("Give the list a name."), field="name")
    asked = parse(definition)
    if not askable(asked, by):
        raise NotAllowed
    kept = _locked(by, segment) if segment else Segment(
        organization_id=by.organization_id, owner_id=by.membership_id
    )  # fmt: skip
    before = {"name": kept.name, "is_shared": kept.is_shared}
    kept.name, kept.definition, kept.is_shared = name, asked.as_json(), is_shared
    kept.save(force_insert=segment is None)
    changes = {key: (old, getattr(kept, key)) for key, old in before.items() if old != getattr(kept, key)}
    verb = "contacts.segment_changed" if segment else "contacts.segment_saved"
    audit.record(verb, by=by, target=kept, changes=changes if segment else None)
    return kept


@transaction.atomic
def retire_segment(*, by: Actor, segment: Segment) -> Segment:
    """Out of the tabs; it can be taken back."""
    kept = _locked(by, segment)
    if kept.retired_at is None:
        kept.retired_at = timezone.now()
        kept.save(update_fields=["retired_at", "updated_at"])
        audit.record("contacts.segment_retired", by=by, target=kept)
    return kept


@transaction.atomic
def restore_segment(*, by: Actor, segment: Segment) -> Segment:
    kept = _locked(by, segment)
    if kept.retired_at is not None:
        kept.retired_at = None
        kept.save(update_fields=["retired_at", "updated_at"])
        audit.record("contacts.segment_restored", by=by, target=kept)
    return kept


def may_change(actor: Actor) -> bool:
    """Of those one sees: one's own, and those for everybody. Whoever only reads people changes none."""
    return actor.can(Permission.EDIT_CONTACTS)


def _locked(by: Actor, segment: Segment) -> Segment:
    found = Segment.objects.visible_to(by).select_for_update().filter(pk=segment.pk).first()
    if found is None or not may_change(by):
        raise NotAllowed
    return found
