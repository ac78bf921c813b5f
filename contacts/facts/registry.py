"""What facts there are. Rooms add theirs in AppConfig.ready(); the order of registration is the order in forms."""

from collections.abc import Mapping, Sequence
from typing import Any

from contacts.facts.asking import Asking, Brief
from contacts.facts.kinds import Fact
from contacts.models import Contact
from crm.access.actors import Actor

_facts: dict[str, Fact] = {}


def add(*facts: Fact) -> None:
    """Adding the same name again replaces it."""
    for one in facts:
        _facts[one.name] = one


def facts() -> list[Fact]:
    return list(_facts.values())


def fact(name: str) -> Fact | None:
    return _facts.get(name)


def facts_for(actor: Actor) -> list[Fact]:
    """Those that the actor may ask."""
    return [one for one in _facts.values() if actor.can(one.needs)]


def brief_of(name: str, asking: Asking, people: Sequence[Contact]) -> Mapping[Any, Brief] | None:
    """One cell for each person of a page, in one statement. None where no room tells this fact."""
    one = _facts.get(name)
    if one is None or one.brief is None or not asking.actor.can(one.needs):
        return None
    return one.brief(asking, people)
