"""The handover sheet: for each person, their story, the last talk and what was promised. As far as its reader may see."""

import datetime
import uuid
from dataclasses import dataclass, field

from contacts.models import Contact
from contacts.visibility import sight
from crm.access.actors import Actor
from crm.timeline.entries import Entry, timeline
from tasks.models import Sweep, Task

LINES = 3  # of the last talk, and of what came after it
READ = 20  # lines of the timeline among which these are looked for
A_PAGE = 40
A_TALK = datetime.timedelta(days=3)  # notes of a talk are written up to so long after it


@dataclass
class Person:
    contact: Contact
    story: str
    said: list[Entry]  # the last talk: how it went, what was said and noted
    since: list[Entry]  # what else happened up to the handover
    promises: list[Task] = field(default_factory=list)

    @property
    def last_talk_at(self) -> datetime.datetime | None:
        return self.contact.last_talk_at


@dataclass
class Sheet:
    people: list[Person]
    total: int  # people on all pages
    others: list[Task]  # steps about nobody, or about somebody whom the reader may not see
    hidden: int  # people whom the reader may not see
    page: int
    pages: int


def sheet(actor: Actor, sweep: Sweep, *, page: int = 1) -> Sheet:
    steps = list(
        Task.objects.visible_to(actor)
        .open()
        .filter(pk__in=[item[0] for item in sweep.moved])
        .select_related("contact", "owner__user")
        .order_by("due_at", "pk")
    )
    wanted = {uuid.UUID(pk) for pk in sweep.people} | {task.contact_id for task in steps if task.contact_id}
    seen = list(
        Contact.objects.visible_to(actor)
        .current()
        .filter(pk__in=wanted)
        .select_related("district")
        .order_by("sort_name", "pk")
    )
    pages = max(1, -(-len(seen) // A_PAGE))
    page = min(max(page, 1), pages)
    shown = seen[(page - 1) * A_PAGE : page * A_PAGE]
    visible = {contact.pk for contact in seen}
    promised = Task.objects.visible_to(actor).open().filter(contact__in=shown).select_related("owner__user")
    by_person: dict[uuid.UUID, list[Task]] = {}
    for task in promised.order_by("due_at", "pk"):
        by_person.setdefault(task.contact_id, []).append(task)
    return Sheet(
        people=[_person(actor, sweep, contact, by_person.get(contact.pk, [])) for contact in shown],
        total=len(seen),
        others=[task for task in steps if task.contact_id not in visible] if page == pages else [],
        hidden=len(wanted - visible),
        page=page,
        pages=pages,
    )


def _person(actor: Actor, sweep: Sweep, contact: Contact, promises: list[Task]) -> Person:
    seen = sight(actor, contact)
    entries = timeline(actor, contact.pk, limit=READ) if seen.facts else []
    before = [entry for entry in entries if entry.at < sweep.created_at]
    talks = [entry for entry in before if entry.is_talk]
    return Person(
        contact=contact,
        story=contact.about if seen.story else "",
        said=[entry for entry in talks if talks[0].at - entry.at < A_TALK][:LINES],
        since=[entry for entry in before if not entry.is_talk][:LINES],
        promises=promises,
    )
