"""The reminder-subject socket: what reminder plans can speak of. A higher room gives an audience, merge fields and a
guard that is asked again at the moment of sending.

    subjects.add(Subject("campaigns.action", _("Actions"), ...))                    # in AppConfig.ready()

`load` tells what happens when and where, or None where it is gone; `participants` who stands how with it; both are asked
inside the organization's transaction, by the machine. The room calls `tasks.services.keep_plan` when either changes.
"""

import datetime
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.utils.functional import Promise

from crm.access.actors import Actor
from crm.access.roles import Permission


@dataclass(frozen=True)
class Happening:
    id: uuid.UUID
    title: str
    starts_at: datetime.datetime
    zone: str  # IANA name of the place where it happens: hours of a plan are hours there
    ends_at: datetime.datetime | None = None
    place: str = ""
    is_off: bool = False
    off_since: datetime.datetime | None = None  # cancelled, called back and cancelled again is told twice
    url: str = ""  # its page for members

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


@dataclass(frozen=True)
class Participant:
    """A contact, or a member where the subject is about members."""

    status: str
    since: datetime.datetime
    contact_id: uuid.UUID | None = None
    member_id: uuid.UUID | None = None
    host_id: uuid.UUID | None = None  # the member who asked them


@dataclass(frozen=True)
class Field:
    """A merge field: what it stands for, in words, and what the preview puts in."""

    label: str | Promise
    sample: str | Promise


@dataclass(frozen=True)
class Audiences:
    """Which statuses of a subject the standard sequence means."""

    joined: tuple[str, ...] = ()  # just said that they would
    coming: tuple[str, ...] = ()  # said so, perhaps twice
    likely: tuple[str, ...] = ()  # those, and who may yet
    came: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Traits:
    """By what plans tell subjects of one sort apart."""

    kind: str
    owner_id: uuid.UUID


@dataclass(frozen=True)
class Subject:
    kind: str
    label: str | Promise
    statuses: list[tuple[str, str | Promise]]
    load: Callable[[Actor, uuid.UUID], Happening | None]
    participants: Callable[[Actor, uuid.UUID, Collection[uuid.UUID] | None], list[Participant]]
    manage: Permission  # who may turn a plan on
    fields: dict[str, Field] = field(default_factory=dict)
    values: Callable[[Actor, Happening, str], dict[str, str]] = lambda actor, happening, language: {}
    answer: Callable[[Actor, uuid.UUID, uuid.UUID, bool], None] | None = None  # coming or not, from a link
    upcoming: Callable[[Actor, datetime.datetime], list[Happening]] = lambda actor, now: []
    audiences: Audiences = Audiences()
    # For plans that not every new one uses: its kind and its owner, and the kinds there are. None: all are alike.
    traits: Callable[[Actor, uuid.UUID], Traits | None] | None = None
    kinds: list[tuple[str, str | Promise]] = field(default_factory=list)
    about_members: bool = False
    standard: str = "event"  # the sequence of tasks.standard to begin with


_subjects: dict[str, Subject] = {}


def add(subject: Subject) -> None:
    _subjects[subject.kind] = subject


def get(kind: str) -> Subject | None:
    return _subjects.get(kind)


def subjects() -> list[Subject]:
    return list(_subjects.values())
