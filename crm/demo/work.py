"""Next steps and their reminders, as tasks.services would have left them."""

import datetime
import uuid

from contacts.models import Contact
from crm.accounts.models import User
from crm.demo.team import Member
from crm.demo.world import STOPPED_DAYS_AGO, Someone, World
from crm.lib import moments
from crm.organizations.models import Membership
from tasks import letters
from tasks.models import Message, Notice, Reminder, Task
from tasks.services.following import due_instant

REMIND_AT = datetime.time(9)
HOUR = datetime.timedelta(hours=1)
DROPPED = 0.08
# Of steps that fell due so many days ago at most, this share is still open.
LATE = {"steady": (18, 0.4), "star": (10, 0.05), "stuck": (70, 0.6), "stopped": (STOPPED_DAYS_AGO + 40, 0.5)}


class Work:
    def __init__(self, world: World):
        self.world = world
        self.members = {member.id: _membership(world, member) for member in world.team.members}

    def add(
        self,
        *,
        kind: str,
        title: str,
        owner: Member,
        due_on: datetime.date,
        created_at: datetime.datetime,
        someone: Someone | None = None,
        due_time: datetime.time | None = None,
        origin: str = "",
        source_id: str | None = None,
        client_uuid: str | None = None,
        state: str = "",
        closed_at: datetime.datetime | None = None,
        outcome: str = "",
    ) -> str:
        """One step; its state follows from its day and the pace of the organization, unless it is given."""
        world = self.world
        if not state:
            state, closed_at = self._became(due_on, created_at, someone)
        task = {
            "id": world.ids(),
            "kind": kind,
            "title": title[:200],
            "owner_id": owner.id,
            "contact_id": someone.id if someone else None,
            "due_on": due_on,
            "due_time": due_time,
            "due_at": due_instant(due_on, due_time, owner.zone),
            "state": state,
            "outcome": outcome,
            "closed_at": closed_at,
            "closed_by_id": owner.id if closed_at else None,
            "origin": origin,
            "source_id": source_id,
            "client_uuid": client_uuid,
            "created_by_id": owner.id,
            "created_at": created_at,
        }
        world.sheets.add(Task, **task)
        if state == "open":
            self._remind(task, owner, someone)
        return task["id"]

    def _became(
        self, due_on: datetime.date, created_at: datetime.datetime, someone: Someone | None
    ) -> tuple[str, datetime.datetime | None]:
        world, clock = self.world, self.world.clock
        days_late = (clock.today - due_on).days
        lasts, share = LATE[world.partner.pace]
        is_left = world.partner.pace == "stopped" and days_late < STOPPED_DAYS_AGO
        if days_late <= 0 or is_left:
            closes = days_late < 0 and not is_left and world.chance(0.12)
        else:
            closes = not (days_late < lasts and world.chance(share))
        if someone and not someone.is_open:
            closes = True
        if not closes:
            return "open", None
        day = min(due_on, clock.today) - datetime.timedelta(days=world.dice.randint(0, 2))
        closed_at = clock.past(day, world.dice.randint(9, 18), world.dice.randint(0, 59))
        closed_at = min(max(closed_at, created_at + HOUR), clock.now)
        gone = (someone and not someone.is_open) or world.chance(DROPPED)
        return ("dropped" if gone else "done"), closed_at

    def _remind(self, task: dict, owner: Member, someone: Someone | None) -> None:
        """One reminder a step. Those whose hour has passed before today were shown and sent; the others wait."""
        world = self.world
        at = (
            task["due_at"] - HOUR
            if task["due_time"]
            else moments.instant(task["due_on"], REMIND_AT, owner.zone)
        )
        if at <= task["created_at"]:
            return
        on = moments.local_date(at, owner.zone)
        was_shown = on < world.clock.today
        reminder_id = world.ids()
        world.sheets.add(
            Reminder,
            id=reminder_id,
            task_id=task["id"],
            recipient_id=owner.id,
            occurrence_on=on,
            due_at=at,
            state="shown" if was_shown else "waiting",
            shown_at=at if was_shown else None,
        )
        if was_shown:
            self._tell(task, owner, someone, reminder_id, at)

    def _tell(
        self, task, owner: Member, someone: Someone | None, reminder_id: str, at: datetime.datetime
    ) -> None:
        world = self.world
        contact = Contact(id=someone.id, **_named(someone)) if someone else None
        step = Task(id=task["id"], kind=task["kind"], title=task["title"], due_on=task["due_on"])
        step.due_time, step.contact = task["due_time"], contact
        letter = letters.reminder(step, self.members[owner.id], sees_contact=True)
        world.sheets.add(
            Notice,
            id=world.ids(),
            recipient_id=owner.id,
            reminder_id=reminder_id,
            task_id=task["id"],
            text="Para hoy" if owner.language == "es" else "Due today",
            created_at=at,
            read_at=at + 3 * HOUR if world.chance(0.6) else None,
        )
        world.sheets.add(
            Message,
            id=world.ids(),
            key=f"reminder.{reminder_id}",
            channel="email",
            copy_to="",
            subject_kind="",
            reminder_id=reminder_id,
            recipient_id=owner.id,
            contact_id=someone.id if someone else None,
            to_address=owner.email,
            language=owner.language,
            subject=letter.subject,
            text=letter.text,
            template_version=letters.VERSION,
            state="sent",
            due_at=at,
            attempts=1,
            sent_at=at + datetime.timedelta(seconds=4),
            created_at=at,
        )


def _membership(world: World, member: Member) -> Membership:
    user = User(id=uuid.UUID(member.user_id), email=member.email, name=member.name, language=member.language)
    return Membership(
        id=uuid.UUID(member.id), organization_id=world.organization_id, user=user, role=member.role
    )


def _named(someone: Someone) -> dict:
    return {key: someone.values[key] for key in ("given_name", "family_name", "chosen_name", "is_minor")}
