"""What a file of ours tells beside the facts: relationships and guardians' answers once both people have a record,
households, rungs, assessments and answers.

An Earshot ID means whoever has it here, else the person of that row of the same file: what was one organization's
comes to another with all that binds its people. Whoever stands further down is waited for; nobody is made for it.
"""

import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from contacts.importers.chunks import Chunk
from contacts.importers.climbing import Stood, settle_levels, settle_rungs
from contacts.importers.heeding import GUARDIAN, SELF, Heard, settle_answers
from contacts.importers.homes import settle_homes
from contacts.importers.households import NOW_UPDATED, first_rows, of_rows
from contacts.importers.kin import Home, Tie, read_ties, referred
from contacts.importers.links import Bond, settle_ties
from contacts.importers.said import Answer, read_guardians
from contacts.importers.scales import Level, Step
from crm.access.actors import Actor
from crm.imports.mapping import Plan
from crm.imports.reading import Row

Place = tuple[int, int]  # line and part
Walk = Callable[[], Iterator[Row]]
FIELDS = frozenset({"relationships", "households", "rungs", "assessments", "uses", "guardian_answers"})
SCALES = ("rungs", "assessments")
# Of these columns a cell may speak of another row.
READERS = {"relationships": read_ties, "guardian_answers": read_guardians}
# Whoever has that number here; of a merged one, the person they were merged into.
HERE = """
select id::text, coalesce(merged_into_id, id) from contacts_contact
where organization_id = %(org)s and id = any(%(ids)s::uuid[]) and status <> 'erased'
"""
# What the undo needs, and what the row says.
KEEP = """
update imports_importrow r set reasons = r.reasons || v.reasons::jsonb,
  before = case when v.added = '{}' then r.before else coalesce(r.before, jsonb_build_object('version', c.version))
      || jsonb_build_object('added', coalesce(r.before->'added', '{}') || v.added::jsonb) end
from unnest(%(lines)s::int[], %(parts)s::int[], %(reasons)s::text[], %(added)s::text[]) as v (line, part, reasons, added),
  contacts_contact c
where r.organization_id = %(org)s and r.batch_id = %(batch)s and r.line = v.line and r.part = v.part
  and c.organization_id = %(org)s and c.id = r.object_id
"""
ROWS = """
select r.line, r.object_id from imports_importrow r
where r.organization_id = %(org)s and r.batch_id = %(batch)s and r.line = any(%(lines)s) and r.part = 0
"""


class Said(NamedTuple):
    """`at`: the row whose outcome tells of it and whose undo takes it back."""

    source: Place
    tie: Tie | Answer
    at: Place


class Told:
    """What became of the rows of a chunk, by line and part."""

    def __init__(self) -> None:
        self.added: dict[Place, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        self.reasons: dict[Place, list[dict[str, Any]]] = defaultdict(list)

    def say(self, place: Place, code: str, **params: Any) -> None:
        reason = {"code": code, **params}
        if reason not in self.reasons[place]:
            self.reasons[place].append(reason)


class Ties:
    """Of one run. Costs a file without such columns nothing. `walk` gives the rows of the file anew."""

    def __init__(self, parameters: dict[str, Any], plan: Plan, walk: Walk, by: Actor, file_name: str):
        self.parameters, self.walk, self.by = parameters, walk, by
        self.header = {column["field"]: column["header"] for column in reversed(plan.columns)}
        self.readers = [(self.header[field], read) for field, read in READERS.items() if field in self.header]
        heads = {SELF: self.header.get("uses", ""), GUARDIAN: self.header.get("guardian_answers", "")}
        self.sources = {giver: f"{head} ({file_name})"[:200] for giver, head in heads.items()}
        self.is_told = any(column["field"] in FIELDS for column in plan.columns)
        self.waiting: dict[int, list[tuple[Place, Tie | Answer]]] = defaultdict(list)
        self.same_homes: dict[str, uuid.UUID] = {}  # a household of the file that is called otherwise here

    def watch(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Rows that were written before a crash: what they say of later rows still waits for these."""
        last = 0
        for row in rows:
            last = row.line
            for header, read in self.readers:
                for tie in read(row.values.get(header, "")).value:
                    if self._waits(tie, row):
                        self.waiting[self._line(tie)].append(((row.line, 0), tie))
            yield row
        self.waiting = defaultdict(list, {n: said for n, said in self.waiting.items() if n > last})

    def _waits(self, said: Any, row: Row) -> bool:
        if not isinstance(said, Tie | Answer) or not (said.line or said.other):
            return False
        return self._line(said) > row.line and _is_taken(said, row.values.get(self.header.get("own_id", "")))

    @cached_property
    def lines(self) -> dict[str, int]:
        """Where the people stand whom the cells mean by their Earshot IDs: a walk over the file, once somebody asks."""
        if not (self.readers and "own_id" in self.header):
            return {}
        cells = (row.values.get(header, "") for row in self.walk() for header, _read in self.readers)
        wanted = {pk for cell in cells if cell for pk in referred(cell)}
        found: dict[str, int] = {}
        for row in self.walk() if wanted else ():
            pk = row.values.get(self.header["own_id"], "").strip().lower()
            if pk in wanted and not row.problem:
                found.setdefault(pk, row.line)
        return found

    def write(self, cursor: Any, chunk: Chunk) -> Counter[str]:
        """How the outcomes of rows change by it."""
        if not self.is_told:
            return Counter()
        people = [*chunk.people, *(again for again, _first, _adds in chunk.twins)]
        first, said, lives, stood, told = first_rows(chunk), self._said(chunk), [], [], Told()
        for person in people:
            place = (person.line, person.part)
            place, answers = first.get(place, place), person.answers
            said += [Said(place, tie, place) for tie in answers.get("relationships", ())]
            lives += [(place, home) for home in answers.get("households", ())]
            stood += [(place, one) for name in SCALES for one in answers.get(name, ())]
            for answer in (*answers.get("uses", ()), *answers.get("guardian_answers", ())):
                if _is_taken(answer, person.own_id):
                    said.append(Said(place, answer, place))
                else:
                    told.say(place, "consent.not_ours")
        if not (said or lives or stood or told.reasons):
            return Counter()
        self._tie(cursor, said, told)
        self._house(cursor, lives, told)
        self._climb(cursor, stood, told)
        return self._keep(cursor, told)

    def _said(self, chunk: Chunk) -> list[Said]:
        """Earlier rows that waited for one of these."""
        arrived = (
            [row.line for row, _values in chunk.rows if row.line in self.waiting] if self.waiting else []
        )
        return [Said(source, tie, (line, 0)) for line in arrived for source, tie in self.waiting.pop(line)]

    def _line(self, tie: Tie | Answer) -> int:
        return tie.line or self.lines.get(tie.other, 0)

    def _tie(self, cursor: Any, said: Sequence[Said], told: Told) -> None:
        if not said:
            return
        here = self._here(cursor, {one.tie.other for one in said if one.tie.other})
        written = self._rows(cursor, {self._line(one.tie) for one in said if one.tie.line or one.tie.other})
        own = of_rows(cursor, self.parameters, {one.source for one in said})
        bonds, heard = [], []
        for one in said:
            line = self._line(one.tie) if one.tie.line or one.tie.other else 0
            other, mine = here.get(one.tie.other) or written.get(line), own.get(one.source)
            if other is None and line and line not in written:
                self.waiting[line].append((one.source, one.tie))
            elif isinstance(one.tie, Answer):
                # The answer holds also where nobody knows any more which guardian gave it.
                heard += [Heard(one.at, one.source, mine, other, one.tie)] if mine else []
            elif other is None and line:
                told.say(one.source, "tie.row_unwritten", line=line)
            elif other is None:
                told.say(one.source, "tie.unknown_id", id=one.tie.other)
            elif mine and mine != other:
                pair = (mine, other) if one.tie.is_of else (other, mine)
                bonds.append(Bond(one.at, one.source, *pair, one.tie))
        settle_ties(self.parameters["org"], bonds, told)
        settle_answers(self.by, heard, self.sources, self.parameters["batch"], told)

    def _house(self, cursor: Any, said: Sequence[tuple[Place, Home]], told: Told) -> None:
        if said:
            own = of_rows(cursor, self.parameters, {place for place, _home in said})
            lives = [(place, own[place], home) for place, home in said if place in own]
            settle_homes(self.parameters["org"], lives, self.same_homes, told)

    def _climb(self, cursor: Any, said: Sequence[tuple[Place, Step | Level]], told: Told) -> None:
        if said:
            own = of_rows(cursor, self.parameters, {place for place, _one in said})
            stood = [Stood(place, own[place], one) for place, one in said if place in own]
            settle_rungs(self.by, [one for one in stood if isinstance(one.said, Step)], told)
            settle_levels(self.by, [one for one in stood if isinstance(one.said, Level)], told)

    def _here(self, cursor: Any, ids: set[str]) -> dict[str, uuid.UUID]:
        if not ids:
            return {}
        cursor.execute(HERE, {**self.parameters, "ids": sorted(ids)})
        return dict(cursor.fetchall())

    def _rows(self, cursor: Any, lines: set[int]) -> dict[int, uuid.UUID | None]:
        """Whom those rows became; a row that has had no outcome yet is missing."""
        cursor.execute(ROWS, {**self.parameters, "lines": sorted(lines)})
        return dict(cursor.fetchall())

    def _keep(self, cursor: Any, told: Told) -> Counter[str]:
        places = sorted({*told.added, *told.reasons})
        if not places:
            return Counter()
        values = {
            **self.parameters,
            "lines": [line for line, _part in places],
            "parts": [part for _line, part in places],
            "reasons": [json.dumps(told.reasons.get(place, [])) for place in places],
            "added": [json.dumps(told.added.get(place, {})) for place in places],
        }
        cursor.execute(KEEP, values)
        changed = [place for place in places if told.added.get(place)]
        values |= {"lines": [line for line, _part in changed], "parts": [part for _line, part in changed]}
        cursor.execute(NOW_UPDATED, values)
        count = sum(1 for (part,) in cursor.fetchall() if part == 0)
        return Counter(updated=count, unchanged=-count) if count else Counter()


def _is_taken(said: Tie | Answer, own_id: str | None) -> bool:
    """A guardian's yes stands only in a row that we have written."""
    return bool(own_id) or not (isinstance(said, Answer) and said.by_guardian and said.is_yes)
