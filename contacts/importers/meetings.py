"""Reports of video meetings: whoever left and came back is one person, with the minutes they were there.

A first walk over the rows, before the run: who comes again is known only at the end of the file.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from crm.imports.reading import Row
from crm.lib import dates, emails, names

FIELDS = frozenset({"join_time", "leave_time", "minutes"})
Span = tuple[datetime.datetime, datetime.datetime]


class Stay(NamedTuple):
    """What is known of a row: the line where this person first stands, how long they stayed, in how many visits."""

    first: int
    minutes: int
    visits: int


class _Visit(NamedTuple):
    line: int
    name: str
    span: Span | None
    minutes: int


def is_meeting(columns: Iterable[dict[str, Any]]) -> bool:
    return not FIELDS.isdisjoint(column["field"] for column in columns)


def stays(rows: Iterable[Row], columns: Sequence[dict[str, Any]], order: str = "mdy") -> dict[int, Stay]:
    """By line. People are told apart by address, else by name; a second device without an address joins the one
    person of its name."""
    header = {column["field"]: column["header"] for column in reversed(columns)}
    by_address: dict[str, list[_Visit]] = defaultdict(list)
    nameless: list[_Visit] = []
    for row in rows:
        if row.problem:
            continue
        visit = _visit(row, header, order)
        found = emails.parse(row.values.get(header.get("email", ""), "")).value
        if found:
            by_address[found[0]].append(visit)
        elif visit.name:
            nameless.append(visit)
    owners: dict[str, set[str]] = defaultdict(set)
    for address, visits in by_address.items():
        for visit in visits:
            owners[visit.name].add(address)
    groups: dict[str, list[_Visit]] = dict(by_address)
    for visit in nameless:
        mine = owners.get(visit.name, ())
        groups.setdefault(next(iter(mine)) if len(mine) == 1 else f" {visit.name}", []).append(visit)
    return {
        visit.line: Stay(min(v.line for v in visits), _minutes(visits), len(visits))
        for visits in groups.values()
        for visit in visits
    }


def _visit(row: Row, header: dict[str, str], order: str) -> _Visit:
    def cell(field: str) -> str:
        return row.values.get(header.get(field, ""), "")

    shown = names.display(cell("display_name") or cell("full_name"))
    name = " ".join(filter(None, (shown.person.given, shown.person.family)))
    name = name or f"{cell('given_name')} {cell('family_name')}"
    start, end = dates.moment(cell("join_time"), order).value, dates.moment(cell("leave_time"), order).value
    span = (start, end) if start and end and start <= end else None
    return _Visit(row.line, names.fold(name), span, _whole(cell("minutes")))


def _minutes(visits: Sequence[_Visit]) -> int:
    """Two devices at once count once; without clock times the minutes are added up."""
    spans = sorted(visit.span for visit in visits if visit.span)
    if len(spans) < len([visit for visit in visits if visit.minutes]):
        return sum(visit.minutes for visit in visits)
    total, until = 0.0, None
    for start, end in spans:
        start = max(start, until) if until else start
        total += max(0.0, (end - start).total_seconds())
        until = max(end, until) if until else end
    return round(total / 60)


def _whole(cell: str) -> int:
    digits = cell.strip().split(".")[0]
    return int(digits) if digits.isdigit() and len(digits) < 6 else 0
