"""What merging, erasing and exporting do with this room's rows."""

from crm.records.policies import Erase, Export, Loose, Merge, declare
from tasks.models import (
    Comment,
    Inbound,
    Message,
    Notice,
    PlannedReminder,
    PlanStep,
    PlanUse,
    Reminder,
    ReminderPlan,
    ReminderSetting,
    RuleSetting,
    SendingSetting,
    Sweep,
    Task,
    Template,
)

# A step may name the person in its title, so it goes with them; reminders and notices hang on it.
declare(
    Task,
    merge=Merge.MOVE,
    erase=Erase.DELETE,
    export=Export.WITH_CONTACT,
    loose={"source_id": Loose.NOBODY},  # the talk or the action it came of
)
declare(Reminder, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.NEVER)
declare(Notice, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.NEVER, retain_days=365)
declare(
    Message,
    merge=Merge.MOVE,
    erase=Erase.DELETE,
    export=Export.WITH_CONTACT,
    retain_days=730,
    loose={"subject_id": Loose.NOBODY, "sender": Loose.NOBODY},  # what it is about, and the job that sends it
)
declare(ReminderSetting, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER)
declare(Comment, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.WITH_CONTACT)
declare(Sweep, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER, retain_days=365)
declare(RuleSetting, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER)
# Words of our own: they name nobody. What was written to a person is in their messages.
for model in (ReminderPlan, PlanStep, Template):
    declare(model, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE)
declare(PlanUse, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER, loose={"subject_id": Loose.NOBODY})
declare(SendingSetting, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER)


def reminded_once(into: dict, row: dict) -> dict:
    """Of two reminders of one thing that turn out to be for one person: what was written is not written again."""
    if into["state"] == PlannedReminder.State.WAITING and row["state"] == PlannedReminder.State.MADE:
        return {"state": row["state"], "due_at": row["due_at"], "reason": row["reason"]}
    return {}


declare(
    PlannedReminder,
    merge=Merge.MOVE,
    combine=reminded_once,
    erase=Erase.DELETE,
    export=Export.NEVER,
    retain_days=730,
    loose={"subject_id": Loose.NOBODY},  # what it is about: an action, a session, a step
)
declare(Inbound, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER, retain_days=730)
