"""What merging, erasing, exporting and ageing do with the rows of this room."""

from collections.abc import Sequence
from typing import Any

from contacts.models import (
    Assessment,
    BulkDeed,
    BulkPerson,
    ConsentEvent,
    ConstituencyRow,
    Contact,
    ContactMerge,
    ContactMethod,
    ContactTag,
    CustomField,
    CustomValue,
    DuplicatePair,
    DuplicateSearch,
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


def one_home(stays: Row, folded: Row) -> dict[str, Any]:
    return {"joined_on": min(filter(None, (stays["joined_on"], folded["joined_on"])), default=None)}


def newest_holds(stays: Row, coming: Row, there: Sequence[Row]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of two that both hold now the older one ends where the newer one begins: both are history."""
    if coming["since"] > stays["since"]:
        return {"until": coming["since"]}, {}
    return {}, {"until": stays["since"]}


def every_choice(
    stays: Row, coming: Row, there: Sequence[Row]
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Where several answers may be given, those of both are; where one, the kept one's."""
    mine = [row for row in there if row["field_id"] == coming["field_id"]]
    if coming["text"] is None or coming["text"] in {row["text"] for row in mine}:
        return None
    if not CustomField.objects.filter(pk=coming["field_id"], kind=CustomField.Kind.CHOICES).exists():
        return None
    return {}, {"slot": max(row["slot"] for row in mine) + 1}


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
declare(HouseholdMember, merge=Merge.MOVE, erase=Erase.DELETE, export=Export.WITH_CONTACT, combine=one_home)
# A link between two who become one stays with the one that was merged.
declare(Relationship, merge=Merge.MOVE, erase=Erase.DELETE, export=Export.WITH_CONTACT)
# Histories are joined; the newest of two that both hold now stays the current one.
declare(RungStep, merge=Merge.MOVE, erase=Erase.DELETE, export=Export.WITH_CONTACT, settle=newest_holds)
declare(
    Assessment,
    merge=Merge.MOVE,
    erase=Erase.DELETE,
    export=Export.WITH_CONTACT,
    settle=newest_holds,
    loose={"campaign_id": Loose.NOBODY},
)
declare(CustomValue, merge=Merge.MOVE, erase=Erase.DELETE, export=Export.WITH_CONTACT, settle=every_choice)
declare(TurfContact, merge=Merge.UNITE, erase=Erase.DELETE, export=Export.NEVER)
declare(Suppression, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER)
# A deed can be undone on the record it was done to, also after a merge; the image of what was before goes in 30 days.
declare(
    BulkPerson,
    merge=Merge.KEEP,
    erase=Erase.DELETE,
    export=Export.NEVER,
    retain_days=30,
    stays="what was done for many was done to the record it was done to, and is undone there",
)
declare(
    BulkDeed,
    merge=Merge.KEEP,
    erase=Erase.KEEP,
    export=Export.NEVER,
    loose={"job_id": Loose.NOBODY, "undo_job_id": Loose.NOBODY},
)
# A household is its members': who is erased leaves it, and nothing in it tells who that was.
declare(Household, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE)
for model in (Segment, Tag, Turf, Rung, CustomField):
    declare(model, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE)
declare(TurfMember, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER)
