"""A next step as a line of a page: what this reader may know of the person, when it is due, how to reach them."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import ngettext, pgettext

from contacts.models import Contact
from crm.access.actors import Actor
from crm.lib.moments import local_date
from tasks.models import Task
from tasks.reach import Way, ways


@dataclass(frozen=True)
class Line:
    """`who` is initials where the reader may not see the person; `contact` is then None."""

    task: Task
    who: str
    contact: Contact | None
    late: str  # "3 days late", or ''
    is_today: bool
    way: Way | None
    tomorrow: datetime.date
    next_week: datetime.date

    @property
    def sign(self) -> str:
        return "bad" if self.late else "warn" if self.is_today else ""


def lines(actor: Actor, tasks: Sequence[Task], *, now: datetime.datetime | None = None) -> list[Line]:
    """For tasks read with `.select_related("contact", "owner__user")`; a fixed number of queries."""
    now = now or timezone.now()
    seen = visible_contacts(actor, tasks)
    reach = ways(actor, list(seen.values()))
    return [_line(task, seen, reach, now) for task in tasks]


def visible_contacts(actor: Actor, tasks: Iterable[Task]) -> dict[uuid.UUID, Contact]:
    ids = {task.contact_id for task in tasks if task.contact_id}
    if not ids:
        return {}
    return {contact.pk: contact for contact in Contact.objects.visible_to(actor).filter(pk__in=ids)}


def late_words(task: Task, now: datetime.datetime) -> str:
    if task.state != Task.State.OPEN or task.due_at > now:
        return ""
    days = (local_date(now, task.owner.user.time_zone) - task.due_on).days
    if days < 1:
        return pgettext("step", "Late")
    return ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}


def next_monday(today: datetime.date) -> datetime.date:
    """Never tomorrow: on a Sunday, the Monday after."""
    days = 7 - today.weekday()
    return today + timedelta(days=days if days > 1 else days + 7)


def today_of(actor: Actor, now: datetime.datetime | None = None) -> datetime.date:
    """Of the signed-in reader."""
    return timezone.localdate(now or timezone.now(), ZoneInfo(getattr(actor, "time_zone", "UTC")))


def _line(task: Task, seen: dict[uuid.UUID, Contact], reach: dict[uuid.UUID, Way], now) -> Line:
    today = local_date(now, task.owner.user.time_zone)
    contact = seen.get(task.contact_id)
    return Line(
        task=task,
        who=contact.display_name if contact else task.contact.initials if task.contact else "",
        contact=contact,
        late=late_words(task, now),
        is_today=task.due_on == today,
        way=reach.get(task.contact_id),
        tomorrow=today + timedelta(days=1),
        next_week=next_monday(today),
    )
