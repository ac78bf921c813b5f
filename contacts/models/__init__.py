"""People we know: what they are called, whose stake they have, how to reach them and what they allowed."""

from contacts.models.consents import ConsentEvent, Suppression
from contacts.models.customs import CustomField, CustomValue
from contacts.models.deeds import BulkDeed, BulkPerson
from contacts.models.duplicates import ContactMerge, DuplicatePair, DuplicateSearch
from contacts.models.households import Household, HouseholdMember
from contacts.models.ladders import Assessment, Rung, RungStep
from contacts.models.methods import ContactMethod, ExternalId
from contacts.models.people import Contact
from contacts.models.relationships import Relationship
from contacts.models.segments import Segment
from contacts.models.stakes import ConstituencyRow
from contacts.models.tags import ContactTag, Tag
from contacts.models.tokens import SearchToken
from contacts.models.turfs import Turf, TurfContact, TurfMember

__all__ = [
    "Assessment",
    "BulkDeed",
    "BulkPerson",
    "ConsentEvent",
    "ConstituencyRow",
    "Contact",
    "ContactMerge",
    "ContactMethod",
    "ContactTag",
    "CustomField",
    "CustomValue",
    "DuplicatePair",
    "DuplicateSearch",
    "ExternalId",
    "Household",
    "HouseholdMember",
    "Relationship",
    "Rung",
    "RungStep",
    "SearchToken",
    "Segment",
    "Suppression",
    "Tag",
    "Turf",
    "TurfContact",
    "TurfMember",
]
