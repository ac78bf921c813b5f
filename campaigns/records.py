"""What merging, erasing, exporting and ageing do with campaigns and sign-ups."""

from typing import Any

from campaigns.models import Action, Campaign, Demand, Signup, SignupStatus
from crm.records.policies import Erase, Export, Loose, Merge, Row, declare

# What says more about one person and one action wins: who came, came.
BY_WEIGHT = [
    "to_ask", "left_message", "invited", "maybe", "no_show", "cancelled", "declined", "yes", "confirmed", "walk_in",
    "attended",
]  # fmt: skip


def one_signup(stays: Row, folded: Row) -> dict[str, Any]:
    """Asked under two names, came once."""
    weightier = max(stays, folded, key=lambda row: BY_WEIGHT.index(row["status"]))
    return {
        "status": weightier["status"],
        "status_at": weightier["status_at"],
        "confirmations": max(stays["confirmations"], folded["confirmations"]),
    } | {
        name: stays[name] or folded[name]
        for name in ("asked_by_id", "moved_by_note_id", "moved_by_attempt_id", "task_id")
    }


for model in (Campaign, Demand, Action):
    declare(model, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE)
declare(Signup, merge=Merge.UNITE, erase=Erase.BLANK, export=Export.WITH_CONTACT, combine=one_signup)
declare(
    SignupStatus,
    merge=Merge.KEEP,
    erase=Erase.BLANK,
    export=Export.WITH_CONTACT,
    loose={"import_batch_id": Loose.NOBODY},
)
