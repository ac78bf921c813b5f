"""What merging, erasing, exporting and ageing do with the rows of this room."""

from contacts.models import (
    Assessment,
    BulkDeed,
    BulkPerson,
    ConsentEvent,
    ConstituencyRow,
    Contact,
    ContactMethod,
    ContactTag,
    CustomField,
    CustomValue,
    ExternalId,
    Household,
    HouseholdMember,
    Relationship,
    Rung,
    RungStep,
    SearchToken,
    Segment,
    Suppression,
    Tag,
    Turf,
    TurfContact,
    TurfMember,
)
from crm.records.policies import Erase, Export, Merge, declare

declare(Contact, merge=Merge.KEEP, erase=Erase.BLANK, export=Export.ALONE)
declare(ContactMethod, merge=Merge.MOVE, erase=Erase.DELETE, export=Export.WITH_CONTACT)
declare(ConstituencyRow, merge=Merge.MOVE, erase=Erase.DELETE, export=Export.WITH_CONTACT)
declare(ContactTag, merge=Merge.UNITE, erase=Erase.DELETE, export=Export.WITH_CONTACT)
# Lines stay where they were said: the ledger is never rewritten. contacts.consent reads both and takes the stricter.
declare(ConsentEvent, merge=Merge.STRICTEST, erase=Erase.DELETE, export=Export.WITH_CONTACT)
declare(ExternalId, merge=Merge.MOVE, erase=Erase.DELETE, export=Export.WITH_CONTACT)
declare(HouseholdMember, merge=Merge.MOVE, erase=Erase.DELETE, export=Export.WITH_CONTACT)
# A link between two who become one stays with the one that was merged.
declare(Relationship, merge=Merge.MOVE, erase=Erase.DELETE, export=Export.WITH_CONTACT)
# Histories are joined; the newest of two that both hold now stays the current one.
for model in (RungStep, Assessment, CustomValue):
    declare(model, merge=Merge.MOVE, erase=Erase.DELETE, export=Export.WITH_CONTACT)
declare(SearchToken, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.NEVER)
declare(TurfContact, merge=Merge.UNITE, erase=Erase.DELETE, export=Export.NEVER)
declare(Suppression, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER)
# A deed can be undone on the record it was done to, also after a merge; the image of what was before goes in 30 days.
declare(BulkPerson, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.NEVER, retain_days=30)
declare(BulkDeed, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER)
# A household is its members': who is erased leaves it, and nothing in it tells who that was.
declare(Household, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE)
for model in (Segment, Tag, Turf, Rung, CustomField):
    declare(model, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE)
declare(TurfMember, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER)
