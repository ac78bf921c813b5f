"""What stands in a member's calendar. A higher room adds what it knows of:

    feed.add("listening.sessions", sessions)      # on import, by AppConfig.ready()

    def sessions(actor, since) -> Iterable[crm.lib.ics.Item]: ...     # only what the member may see

A calendar leaves the house: it lies with a provider. A minor, somebody restricted, or somebody whom the member may not
see stands there as initials, without the words of the step; the rest is behind the sign-in.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.urls import reverse

from contacts.models import Contact
from crm.access.actors import Actor, Member
from crm.lib.ics import Item
from tasks.lines import visible_contacts
from tasks.models import Task

KEEPS = datetime.timedelta(days=30)  # of what is past
MOST = 500
HALF_AN_HOUR = datetime.timedelta(minutes=30)

Source = Callable[[Member, datetime.datetime], Iterable[Item]]
_sources: dict[str, Source] = {}


def add(name: str, source: Source) -> None:
    _sources[name] = source


def items(actor: Member, *, now: datetime.datetime) -> Iterator[Item]:
    """Everything in the member's calendar, from 30 days ago on."""
    since = now - KEEPS
    for source in _sources.values():
        yield from source(actor, since)


def steps(actor: Member, since: datetime.datetime) -> list[Item]:
    mine = Task.objects.visible_to(actor).open().of(actor.membership_id).filter(due_at__gte=since)
    found = list(mine.select_related("contact", "owner__user").order_by("due_at", "pk")[:MOST])
    seen = visible_contacts(actor, found)
    return [step(task, seen.get(task.contact_id)) for task in found]


def item_of(actor: Actor, task: Task) -> Item:
    return step(task, visible_contacts(actor, [task]).get(task.contact_id))


def step(task: Task, contact: Contact | None) -> Item:
    """`contact` None: nobody, or somebody whom the reader may not see."""
    starts = task.due_at if task.due_time else task.due_on
    return Item(
        uid=f"step-{task.pk}@earshot",
        summary=_words(task, contact),
        starts=starts,
        ends=task.due_at + HALF_AN_HOUR if task.due_time else None,
        zone=task.owner.user.time_zone,
        url=settings.PUBLIC_URL + reverse("tasks:task", args=[task.pk]),
        changed_at=task.changed_at,
        sequence=task.version,
        is_free=not task.due_time,
    )


def _words(task: Task, contact: Contact | None) -> str:
    if task.contact is None:
        return task.title
    is_open = contact and not contact.is_minor and contact.confidentiality == Contact.Confidentiality.NORMAL
    if contact and is_open:
        return f"{task.title} ({contact.display_name})"
    return f"{task.get_kind_display()} ({task.contact.initials})"


add("tasks.steps", steps)
