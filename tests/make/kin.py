"""Households, relationships, ladders, questions: bare rows."""

import itertools

from contacts.models import (
    Contact,
    CustomField,
    ExternalId,
    Household,
    HouseholdMember,
    Relationship,
    Rung,
)
from crm.access.tenancy import tenant
from crm.organizations.models import Organization

numbers = itertools.count(1)


def household(of: Organization, *members: Contact, name: str = "Reyes household", **fields) -> Household:
    with tenant(of.id):
        made = Household.objects.create(organization_id=of.id, name=name, **fields)
        for person in members:
            HouseholdMember.objects.create(organization_id=of.id, household=made, contact=person)
    return made


def relationship(of: Organization, contact: Contact, other: Contact, kind: str = "knows") -> Relationship:
    with tenant(of.id):
        return Relationship.objects.create(organization_id=of.id, contact=contact, other=other, kind=kind)


def rung(of: Organization, name: str = "", position: int = 0) -> Rung:
    number = next(numbers)
    with tenant(of.id):
        return Rung.objects.create(
            organization_id=of.id, name=name or f"Rung {number}", position=position or number
        )


def custom_field(of: Organization, kind: str = "text", name: str = "", **fields) -> CustomField:
    with tenant(of.id):
        return CustomField.objects.create(
            organization_id=of.id, name=name or f"Question {next(numbers)}", kind=kind, **fields
        )


def external_id(of: Organization, contact: Contact, system: str = "van", value: str = "") -> ExternalId:
    with tenant(of.id):
        return ExternalId.objects.create(
            organization_id=of.id, contact=contact, system=system, value=value or str(next(numbers))
        )
