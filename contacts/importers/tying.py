"""Relationships and households that a file of ours tells, once both people have a record, and the histories beside them.

An Earshot ID means whoever has it here, else the person of that row of the same file: what was one organization's
comes to another with all that binds its people. Whoever stands further down is waited for; nobody is made for it.
"""

import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from contacts.importers import binding, homes
from contacts.importers.binding import OF_CHUNK, OF_FILE, PLACES, TIES, TOLD
from contacts.importers.chunks import Chunk
from contacts.importers.histories import Histories
from contacts.importers.homes import HOMES, settle_homes
from contacts.importers.households import first_rows
from contacts.importers.kin import REFERRED, Home, Tie, read_ties
from contacts.importers.links import Bond, settle_ties
from contacts.models.relationships import MUTUAL
from crm.access.actors import Actor
from crm.imports.mapping import Plan
from crm.imports.reading import Row
from crm.imports.staging import NULL, line, prepare_stages
from crm.lib.ids import uuid7_texts

Place = tuple[int, int]  # line and part
Walk = Callable[[], Iterator[Row]]
FIELDS = frozenset({"relationships", "households"})
AT_ONCE = 5_000  # rows of a walk


class Told:
    """What became of rows that had to be looked at one by one, by line and part."""

    def __init__(self) -> None:
        self.added: dict[Place, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        self.reasons: dict[Place, list[dict[str, Any]]] = defaultdict(list)

    def say(self, place: Place, code: str, **params: Any) -> None:
        self.reasons[place].append({"code": code, **params})

    def lines(self) -> list[str]:
        """In the order of what was said, and before what is said of many at once."""
        found = [
            line((*map(str, place), str(n), "", NULL, json.dumps(reason)))
            for place, reasons in self.reasons.items()
            for n, reason in enumerate(reasons, start=-len(reasons))
        ]
        return found + [
            line((*map(str, place), "0", key, json.dumps(value), ""))
            for place, added in self.added.items()
            for key, values in added.items()
            for value in values
        ]


class Ties:
    """Of one run. Costs a file without such columns nothing. `walk` gives the rows of the file anew."""

    def __init__(self, parameters: dict[str, Any], plan: Plan, walk: Walk, by: Actor, file_name: str):
        self.parameters, self.walk = {**parameters, "mutual": list(MUTUAL)}, walk
        self.header = {column["field"]: column["header"] for column in reversed(plan.columns)}
        self.is_told = not FIELDS.isdisjoint(self.header)
        self.histories = Histories(parameters, self.header, walk, by, file_name)
        self.behind = 0  # the last row that was written before a crash
        self._knows_the_file = False
        self._some_tied = False  # in this chunk or one before: somebody may wait for a row
        self.same_homes: dict[str, uuid.UUID] = {}  # a household of the file that is called otherwise here

    def watch(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Rows that were written before a crash: what they say of later rows still waits for these."""
        for row in self.histories.watch(rows):
            self.behind = row.line
            yield row

    def only_look(self) -> None:
        self.is_told = self.histories.are_told = False

    def put_down(self, chunk: Chunk) -> None:
        """In the thread that cleans: what the rows tell, in the form of COPY."""
        if not self.is_told:
            return
        first, ties, lives = first_rows(chunk), [], []
        for person in (*chunk.people, *(again for again, _first, _adds in chunk.twins)):
            place = (person.line, person.part)
            place = first.get(place, place)
            ties += [(place, tie) for tie in person.answers.get("relationships", ())]
            lives += [(place, home) for home in person.answers.get("households", ())]
        chunk.lines[TIES] = _lines(ties)
        chunk.lines[HOMES] = homes.lines_of(self.parameters["org"], lives)

    def write(self, cursor: Any, chunk: Chunk, *, some_known: bool, is_tried: bool) -> Counter[str]:
        """How the outcomes of rows change by it. `is_tried`: nothing of it will be committed."""
        told = Told()
        if self.histories.are_told:
            self.histories.write(cursor, chunk, told)
        ties, lives = chunk.lines.pop(TIES, []), chunk.lines.pop(HOMES, [])
        self._some_tied = self._some_tied or bool(ties or (self.is_told and self.behind))
        if not (chunk.rows and (self._some_tied or lives or told.reasons or told.added)):
            return Counter()
        prepare_stages(cursor, (*OF_CHUNK, HOMES, *OF_FILE), empty=False)
        if is_tried:
            prepare_stages(cursor, (*OF_CHUNK, HOMES), empty=True)
        if self._some_tied:
            self._know_the_file(cursor)
        TIES.fill(cursor, ties)
        HOMES.fill(cursor, lives)
        parameters = {
            **self.parameters,
            "first": min(row.line for row, _values in chunk.rows),
            "last": max(row.line for row, _values in chunk.rows),
        }
        cursor.execute(binding.COME, parameters)
        if self._some_tied:
            self._tie(cursor, parameters, told)
        if lives:
            self._house(cursor, parameters, told)
        TOLD.fill(cursor, told.lines())
        changed = 0
        if some_known or chunk.twins:
            cursor.execute(binding.NOW_UPDATED, parameters)
            changed = sum(1 for (part,) in cursor.fetchall() if part == 0)
        cursor.execute(binding.KEEP, parameters)
        return Counter(updated=changed, unchanged=-changed) if changed else Counter()

    def _know_the_file(self, cursor: Any) -> None:
        """Once in a run: where the people stand whom the cells mean by their Earshot IDs, and what rows behind wait for."""
        if self._knows_the_file:
            return
        self._knows_the_file = True
        prepare_stages(cursor, OF_FILE, empty=True)
        told, own = self.header.get("relationships"), self.header.get("own_id", "")
        if not told:
            return
        rows = self.walk() if own or self.behind else iter(())
        while some := list(islice(rows, AT_ONCE)):
            ids = ((row.values.get(own, "").strip().lower(), row) for row in some if not row.problem)
            PLACES.fill(cursor, [f"{pk}\t{row.line}" for pk, row in ids if REFERRED.fullmatch(f"[{pk}]")])
            if some[0].line <= self.behind:
                TIES.fill(cursor, _lines(said for row in some for said in self._behind(row, told)))
        cursor.execute(binding.INDEXES)
        if self.behind:
            cursor.execute(binding.WAIT_AGAIN, {**self.parameters, "behind": self.behind})
            prepare_stages(cursor, (TIES,), empty=True)

    def _behind(self, row: Row, header: str) -> Iterator[tuple[Place, Tie]]:
        if row.line <= self.behind and (cell := row.values.get(header)):
            for tie in read_ties(cell).value:
                if isinstance(tie, Tie):
                    yield (row.line, 0), tie

    def _tie(self, cursor: Any, parameters: dict[str, Any], told: Told) -> None:
        cursor.execute(";".join((binding.MEAN, binding.WAIT, binding.ARRIVE)), parameters)
        cursor.execute(binding.NOBODY, parameters)
        for at, part, pk, target in cursor.fetchall():
            if target:
                told.say((at, part), "tie.row_unwritten", line=target)
            else:
                told.say((at, part), "tie.unknown_id", id=str(pk))
        cursor.execute(binding.TIE_UP, parameters)
        bonds = [
            Bond((row[0], row[1]), (row[2], row[3]), row[4], row[5], Tie(row[6], True, "", 0, *row[7:10]))
            for row in cursor.fetchall()
        ]
        settle_ties(self.parameters["org"], bonds, told)

    def _house(self, cursor: Any, parameters: dict[str, Any], told: Told) -> None:
        cursor.execute(homes.KNOWN, parameters)
        lives = [
            ((row[0], row[1]), row[2], Home(str(row[3]), row[4], row[5], row[6], tuple(row[7:11])))
            for row in cursor.fetchall()
        ]
        if lives:
            settle_homes(self.parameters["org"], lives, self.same_homes, told)
        same = {"same": list(self.same_homes), "here": list(self.same_homes.values())}
        cursor.execute(homes.MOVE_IN, {**parameters, **same})


def _lines(said: Iterable[tuple[Place, Tie]]) -> list[str]:
    said = list(said)
    return [
        line((
            pk, str(at), str(part), tie.other or NULL, str(tie.line), tie.kind, "t" if tie.is_of else "f", tie.starts,
            tie.ends, tie.note,
        ))
        for pk, ((at, part), tie) in zip(uuid7_texts(len(said)), said, strict=True)
    ]  # fmt: skip
