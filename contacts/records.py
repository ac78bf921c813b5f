"""What merging, erasing, exporting and ageing do with the rows of this room."""

from typing import Any

from contacts.models import (
    ConsentEvent,
    ConstituencyRow,
    Contact,
    ContactMerge,
    ContactMethod,
    ContactTag,
    DuplicatePair,
    DuplicateSearch,
    ExternalId,
    SearchToken,
    Suppression,
    Tag,
    Turf,
    TurfContact,
    TurfMember,
)
from crm.records.policies import Erase, Export, Loose, Merge, Row, declare

BY_STATE = ["ok", "bad", "wrong_person", "unsubscribed"]


def one_method(stays: Row, folded: Row) -> dict[str, Any]:
    """The same number twice: what does not work for one does not for the other; whose it is, as the stricter says."""
    labels = {stays["label"], folded["label"]}
    return {
        "status": max(stays["status"], folded["status"], key=BY_STATE.index),
        "label": next((label for label in ("guardian", "shared") if label in labels), stays["label"]),
        "is_preferred": stays["is_preferred"] or folded["is_preferred"],
    }


def one_stake(stays: Row, folded: Row) -> dict[str, Any]:
    """The same stake twice holds from the earlier known day to the later; as long as one has no end, it holds."""
    starts, ends = (stays["starts_on"], folded["starts_on"]), (stays["ends_on"], folded["ends_on"])
    return {
        "starts_on": min(starts) if all(starts) else next(filter(None, starts), None),
        "ends_on": max(ends) if all(ends) else None,
    }


# Records that were merged into somebody go along when that person is merged: the signpost names who is kept now.
declare(
    Contact,
    merge=Merge.MOVE,
    erase=Erase.BLANK,
    export=Export.ALONE,
    loose={"import_batch_id": Loose.NOBODY},
)
declare(
    ContactMethod,
    merge=Merge.MOVE,
    erase=Erase.DELETE,
    export=Export.WITH_CONTACT,
    combine=one_method,
)
declare(
    ConstituencyRow,
    merge=Merge.MOVE,
    erase=Erase.DELETE,
    export=Export.WITH_CONTACT,
    alike=("kind", "subtype", "district_id", "school_id", "school_text", "grade"),
    combine=one_stake,
)
declare(ContactTag, merge=Merge.UNITE, erase=Erase.DELETE, export=Export.WITH_CONTACT)
# Lines stay where they were said: the ledger is never rewritten. contacts.consent reads both and takes the stricter.
declare(
    ConsentEvent,
    merge=Merge.STRICTEST,
    erase=Erase.DELETE,
    export=Export.WITH_CONTACT,
    loose={"participant_id": Loose.NOBODY, "session_id": Loose.NOBODY},
)
declare(ExternalId, merge=Merge.MOVE, erase=Erase.DELETE, export=Export.WITH_CONTACT)
declare(
    SearchToken,
    merge=Merge.KEEP,
    erase=Erase.DELETE,
    export=Export.NEVER,
    loose={"contact_id": Loose.STAYS},  # made from each record's own names
)
declare(
    DuplicatePair,
    merge=Merge.KEEP,
    erase=Erase.DELETE,
    export=Export.NEVER,
    stays="Answers are read through merged_into: who is different from the merged one is from the kept one.",
)
declare(
    ContactMerge,
    merge=Merge.KEEP,
    erase=Erase.DELETE,
    export=Export.NEVER,
    stays="It says which two records became one, whoever they were merged into later.",
)
declare(DuplicateSearch, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER)
declare(TurfContact, merge=Merge.UNITE, erase=Erase.DELETE, export=Export.NEVER)
declare(Suppression, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER)
for model in (Tag, Turf):
    declare(model, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE)
declare(TurfMember, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER)
