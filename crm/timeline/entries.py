"""The timeline socket: what stands on a contact's page, newest first, from every room that knows something."""

import datetime
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from heapq import nlargest

from django.utils.functional import Promise

from crm.access.actors import Actor


@dataclass(frozen=True)
class Entry:
    """One line. `text` is ours (sans), `words` are theirs (serif) and come already through the consent gate."""

    at: datetime.datetime
    title: str | Promise
    icon: str = ""
    text: str | Promise = ""
    words: str = ""
    words_language: str = ""
    url: str = ""
    by: str = ""
    is_talk: bool = False  # a talk, or what was said or noted in one


Source = Callable[[Actor, uuid.UUID, int], Iterable[Entry]]
_sources: dict[str, Source] = {}


def add(name: str, source: Source) -> None:
    """`source(actor, contact_id, limit)` gives its newest entries, already limited to what the actor may see."""
    _sources[name] = source


def timeline(actor: Actor, contact_id: uuid.UUID, *, limit: int = 50) -> list[Entry]:
    entries = (entry for source in _sources.values() for entry in source(actor, contact_id, limit))
    return nlargest(limit, entries, key=lambda entry: entry.at)
