"""What merging, erasing, exporting and ageing do with the rows of this room."""

from contacts.models import (
    BulkDeed,
    BulkPerson,
    ConsentEvent,
    ConstituencyRow,
    Contact,
    ContactMethod,
    ContactTag,
    ExternalId,
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
declare(SearchToken, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.NEVER)
declare(TurfContact, merge=Merge.UNITE, erase=Erase.DELETE, export=Export.NEVER)
declare(Suppression, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER)
# A deed can be undone on the record it was done to, also after a merge; the image of what was before goes in 30 days.
declare(BulkPerson, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.NEVER, retain_days=30)
declare(BulkDeed, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER)
for model in (Segment, Tag, Turf):
    declare(model, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE)
declare(TurfMember, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER)
