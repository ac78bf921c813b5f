"""Who is what to whom."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact, Relationship
from contacts.models.relationships import MUTUAL
from contacts.services.rows import locked, refuse_odd_day, require_hearing
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit

Kind = Relationship.Kind


@transaction.atomic
def relate(
    *,
    by: Actor,
    contact: Contact,
    other: Contact,
    kind: str,
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
    note: str = "",
    source: str = "organizer",
) -> Relationship:
    """`contact` is `kind` of `other`: relate(contact=rosa, other=ana, kind="guardian"). One that holds comes back
    unchanged, whichever way round a mutual one was said."""
    require_hearing(by)
    if contact.pk == other.pk:
        raise DomainError(_("Choose somebody else: these are the same person."), field="other")
    refuse_odd_day(starts_on, "starts_on")
    refuse_odd_day(ends_on, "ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        raise DomainError(_("The end comes before the beginning."), field="ends_on")
    people = {person.pk: locked(by, person) for person in sorted((contact, other), key=lambda one: one.pk)}
    contact, other = people[contact.pk], people[other.pk]
    if kind == Kind.GUARDIAN and contact.is_minor:
        raise DomainError(
            _("A guardian is an adult. %s is a minor here.") % contact.display_name, field="kind"
        )
    if ends_on is None and (held := _held(contact, other, kind)):
        return held
    made = Relationship.objects.create(
        organization_id=by.organization_id,
        contact=contact,
        other=other,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        note=note,
        source=source,
    )
    _tell(by, "contacts.related", made)
    return made


@transaction.atomic
def end_relationship(
    *, by: Actor, relationship: Relationship, on: datetime.date | None = None
) -> Relationship:
    """It no longer holds from `on` (today), and stays as history."""
    require(by, Permission.EDIT_CONTACTS)
    try:
        held = Relationship.objects.select_for_update().get(
            organization_id=by.organization_id, pk=relationship.pk
        )
    except Relationship.DoesNotExist:
        raise NotAllowed from None
    refuse_odd_day(on, "ends_on")
    on = on or timezone.localdate()
    if held.starts_on and on < held.starts_on:
        raise DomainError(_("The end comes before the beginning."), field="ends_on")
    held.ends_on = on
    held.save(update_fields=["ends_on"])
    _tell(by, "contacts.relationship_ended", held)
    return held


def _held(contact: Contact, other: Contact, kind: str) -> Relationship | None:
    ways = Q(contact=contact, other=other)
    if kind in MUTUAL:
        ways |= Q(contact=other, other=contact)
    holds = Relationship.objects.filter(
        ways, organization_id=contact.organization_id, kind=kind, ends_on=None
    )
    return holds.first()


def _tell(by: Actor, verb: str, link: Relationship) -> None:
    """Both have it in their history."""
    for person, other_id in ((link.contact, link.other_id), (link.other, link.contact_id)):
        audit.record(verb, by=by, target=person, details={"kind": link.kind, "other": str(other_id)})
