"""The metrics socket: figures with their definition, for overviews and roll-ups."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Period:
    """From `start` up to but not including `end`, as local dates of the organization."""

    start: datetime.date
    end: datetime.date


@dataclass(frozen=True)
class Metric:
    """`count(organization_id, period)` maps each key of the figure to a number, inside a tenant block.

    `counts_people`: cells are persons by an attribute; what leaves the organization goes through crm.cells, and only flows
    of closed quarters do. `keys` then is its fixed shape (a person may be counted under several), `whole` the key under which
    `count` gives all of them, each once. Otherwise the figure counts activity and always shows.
    """

    name: str
    label: str | Promise
    definition: str | Promise
    count: Callable[[uuid.UUID, Period], dict[str, int]]
    counts_people: bool = False
    is_flow: bool = True  # of a period; a stock is as of its end
    keys: tuple[str, ...] = ()
    whole: str = ""


_metrics: dict[str, Metric] = {}


def add(metric: Metric) -> None:
    _metrics[metric.name] = metric


def metrics() -> list[Metric]:
    return list(_metrics.values())


def metric(name: str) -> Metric:
    return _metrics[name]
