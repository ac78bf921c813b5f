"""What a step came of, as a line that leads back there. The room of the source registers it:

sources.add("listening.attempt", talks)      # in AppConfig.ready(); the task's `origin`

def talks(actor, ids) -> dict[uuid.UUID, Source]: ...      # only what the actor may see
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from crm.access.actors import Actor
from tasks.models import Task


@dataclass(frozen=True)
class Source:
    label: str | Promise
    url: str = ""


Resolve = Callable[[Actor, list[uuid.UUID]], dict[uuid.UUID, Source]]
_resolvers: dict[str, Resolve] = {}


def add(origin: str, resolve: Resolve) -> None:
    _resolvers[origin] = resolve


def sources_of(actor: Actor, tasks: Iterable[Task]) -> dict[uuid.UUID, Source]:
    """By task; one call for each kind of origin."""
    wanted: dict[str, dict[uuid.UUID, list[Task]]] = defaultdict(lambda: defaultdict(list))
    for task in tasks:
        if task.source_id and task.origin in _resolvers:
            wanted[task.origin][task.source_id].append(task)
    return {
        task.pk: source
        for origin, by_source in wanted.items()
        for source_id, source in _resolvers[origin](actor, list(by_source)).items()
        for task in by_source.get(source_id, [])
    }
