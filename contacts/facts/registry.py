"""What facts there are. Rooms add theirs in AppConfig.ready(); the order of registration is the order in forms."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contacts.facts.asking import Asking, Brief
from contacts.facts.kinds import Fact
from contacts.models import Contact
from crm.access.actors import Actor

_facts: dict[str, Fact] = {}
_sources: dict[str, "Source"] = {}


@dataclass(frozen=True)
class Source:
    """Facts that an organization makes: `named` gives one by its name, `offered` all of the actor's."""

    prefix: str
    named: Callable[[str], Fact | None]
    offered: Callable[[Actor], Sequence[Fact]]


def add(*facts: Fact) -> None:
    """Adding the same name again replaces it."""
    for one in facts:
        _facts[one.name] = one


def add_source(source: Source) -> None:
    _sources[source.prefix] = source


def facts() -> list[Fact]:
    return list(_facts.values())


def fact(name: str) -> Fact | None:
    if name in _facts:
        return _facts[name]
    return next((source.named(name) for prefix, source in _sources.items() if name.startswith(prefix)), None)


def facts_for(actor: Actor) -> list[Fact]:
    """Those that the actor may ask."""
    made = [one for source in _sources.values() for one in source.offered(actor)]
    return [one for one in (*_facts.values(), *made) if actor.can(one.needs)]


def brief_of(name: str, asking: Asking, people: Sequence[Contact]) -> Mapping[Any, Brief] | None:
    """One cell for each person of a page, in one statement. None where no room tells this fact."""
    one = _facts.get(name)
    if one is None or one.brief is None or not asking.actor.can(one.needs):
        return None
    return one.brief(asking, people)
