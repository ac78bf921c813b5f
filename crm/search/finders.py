"""The search socket: what the one search box finds, grouped by room."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise

from crm.access.actors import Actor


@dataclass(frozen=True)
class Hit:
    title: str
    url: str
    detail: str | Promise = ""
    icon: str = ""


@dataclass(frozen=True)
class Group:
    name: str
    label: str | Promise
    hits: list[Hit] = field(default_factory=list)


Finder = Callable[[Actor, str, int], Iterable[Hit]]
_finders: dict[str, tuple[str | Promise, Finder, int]] = {}


def add(name: str, label: str | Promise, finder: Finder, *, order: int = 100) -> None:
    """`finder(actor, text, limit)` gives what this actor may see, best first."""
    _finders[name] = (label, finder, order)


def everything(actor: Actor, text: str, *, limit: int = 8) -> list[Group]:
    """Groups that found something, in the order of the rooms."""
    text = " ".join(text.split())[:100]
    if not text:
        return []
    groups = []
    for name, (label, finder, _order) in sorted(_finders.items(), key=lambda item: item[1][2]):
        if hits := list(finder(actor, text, limit)):
            groups.append(Group(name, label, hits))
    return groups
