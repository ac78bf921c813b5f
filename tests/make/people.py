"""Contacts and what hangs on them."""

from contacts.models import (
    BulkDeed,
    ConsentEvent,
    ConstituencyRow,
    Contact,
    ContactMethod,
    ContactTag,
    Segment,
    Tag,
    Turf,
    TurfContact,
    TurfMember,
)
from crm.access.tenancy import tenant
from crm.organizations.models import Organization


def contact(of: Organization, given_name: str = "Ana", family_name: str = "Reyes", **fields) -> Contact:
    """A bare row; use contacts.services.create_contact where its rules matter."""
    values = {"given_name": given_name, "family_name": family_name, **fields}
    values.setdefault("sort_name", f"{family_name} {given_name}".casefold())
    with tenant(of.id):
        return Contact.objects.create(organization_id=of.id, **values)


def method(
    of: Organization, contact: Contact, value: str = "+19195550142", kind: str = "mobile"
) -> ContactMethod:
    with tenant(of.id):
        return ContactMethod.objects.create(
            organization_id=of.id,
            contact=contact,
            kind=kind,
            value=value,
            key=value,
            reversed_key=value[::-1],
        )


def consent(of: Organization, contact: Contact, value: str = "granted", **fields) -> ConsentEvent:
    """A line of the ledger: a yes to texts, unless told otherwise."""
    with tenant(of.id):
        return ConsentEvent.objects.create(
            organization_id=of.id, contact=contact, value=value, **{"purpose": "text", **fields}
        )


def stake(of: Organization, contact: Contact, kind: str = "parent", **facts) -> ConstituencyRow:
    with tenant(of.id):
        return ConstituencyRow.objects.create(organization_id=of.id, contact=contact, kind=kind, **facts)


def tag(of: Organization, name: str = "bus", *contacts: Contact) -> Tag:
    with tenant(of.id):
        made = Tag.objects.create(organization_id=of.id, name=name)
        for person in contacts:
            ContactTag.objects.create(organization_id=of.id, contact=person, tag=made)
    return made


def turf(of: Organization, *contacts: Contact, members=(), name: str = "Turf 7") -> Turf:
    with tenant(of.id):
        made = Turf.objects.create(organization_id=of.id, name=name)
        for person in contacts:
            TurfContact.objects.create(organization_id=of.id, turf=made, contact=person)
        for actor in members:
            TurfMember.objects.create(organization_id=of.id, turf=made, membership_id=actor.id)
    return made


def segment(of: Organization, name: str = "Parents", *rules: dict, **fields) -> Segment:
    """Everybody with the stake of a parent, unless rules are given."""
    said = rules or ({"fact": "contacts.stake", "is": "is", "value": ["parent"]},)
    definition = {"version": 1, "match": "all", "groups": [{"rules": list(said)}]}
    with tenant(of.id):
        return Segment.objects.create(organization_id=of.id, name=name, definition=definition, **fields)


def deed(of: Organization, kind: str = "language", **fields) -> BulkDeed:
    values = {"kind": kind, "parameters": {"value": "es"}, **fields}
    with tenant(of.id):
        return BulkDeed.objects.create(organization_id=of.id, **values)
