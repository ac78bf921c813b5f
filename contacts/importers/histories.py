"""Where people stood, and what they and their guardians allowed, as a file of ours tells it.

An answer may name a guardian by an Earshot ID: whoever has it here, else the person of that row of the same file. Whoever
stands further down is waited for, and the answer holds also where nobody knows any more which guardian gave it.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from contacts.importers.chunks import Chunk
from contacts.importers.climbing import Stood, settle_levels, settle_rungs
from contacts.importers.heeding import GUARDIAN, SELF, Heard, settle_answers
from contacts.importers.households import first_rows, of_rows
from contacts.importers.kin import referred
from contacts.importers.said import Answer, read_guardians
from contacts.importers.scales import Level, Step
from crm.access.actors import Actor
from crm.imports.reading import Row

Place = tuple[int, int]  # line and part
SCALES = ("rungs", "assessments")
ANSWERS = ("uses", "guardian_answers")
# Whoever has that number here; of a merged one, the person they were merged into.
HERE = """
select id::text, coalesce(merged_into_id, id) from contacts_contact
where organization_id = %(org)s and id = any(%(ids)s::uuid[]) and status <> 'erased'
"""
ROWS = """
select r.line, r.object_id from imports_importrow r
where r.organization_id = %(org)s and r.batch_id = %(batch)s and r.line = any(%(lines)s) and r.part = 0
"""


class Said(NamedTuple):
    """`at`: the row whose outcome tells of it and whose undo takes it back."""

    source: Place
    answer: Answer
    at: Place


class Histories:
    """Of one run. Costs a file without such columns nothing. `header`: the file's name of each column, by its field."""

    def __init__(
        self,
        parameters: dict[str, Any],
        header: dict[str, str],
        walk: Callable[[], Iterator[Row]],
        by: Actor,
        file_name: str,
    ):
        self.parameters, self.header, self.walk, self.by = parameters, header, walk, by
        self.guardians, self.own_id = header.get("guardian_answers", ""), header.get("own_id", "")
        heads = {SELF: header.get("uses", ""), GUARDIAN: self.guardians}
        self.sources = {giver: f"{head} ({file_name})"[:200] for giver, head in heads.items()}
        self.are_told = not header.keys().isdisjoint((*SCALES, *ANSWERS))
        self.waiting: dict[int, list[tuple[Place, Answer]]] = defaultdict(list)

    def watch(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Rows that were written before a crash: what they say of later rows still waits for these."""
        last = 0
        for row in rows:
            last = row.line
            if cell := row.values.get(self.guardians, "") if self.guardians else "":
                for answer in read_guardians(cell).value:
                    if isinstance(answer, Answer) and _is_taken(answer, row.values.get(self.own_id)):
                        self.waiting[self._line(answer)].append(((row.line, 0), answer))
            yield row
        self.waiting = defaultdict(list, {n: said for n, said in self.waiting.items() if n > last})

    def write(self, cursor: Any, chunk: Chunk, told: Any) -> None:
        first, said, stood = first_rows(chunk), self._arrived(chunk), []
        for person in (*chunk.people, *(again for again, _first, _adds in chunk.twins)):
            place = (person.line, person.part)
            place = first.get(place, place)
            stood += [(place, one) for name in SCALES for one in person.answers.get(name, ())]
            for answer in (one for name in ANSWERS for one in person.answers.get(name, ())):
                if _is_taken(answer, person.own_id):
                    said.append(Said(place, answer, place))
                else:
                    told.say(place, "consent.not_ours")
        self._heed(cursor, said, told)
        self._climb(cursor, stood, told)

    def _arrived(self, chunk: Chunk) -> list[Said]:
        rows = (row.line for row, _values in chunk.rows)
        arrived = [line for line in rows if line in self.waiting] if self.waiting else ()
        return [
            Said(source, answer, (line, 0)) for line in arrived for source, answer in self.waiting.pop(line)
        ]

    def _heed(self, cursor: Any, said: Sequence[Said], told: Any) -> None:
        if not said:
            return
        here = self._here(cursor, {one.answer.guardian for one in said if one.answer.guardian})
        written = self._rows(cursor, {self._line(one.answer) for one in said} - {0})
        own = of_rows(cursor, self.parameters, {one.source for one in said})
        heard = []
        for one in said:
            line = self._line(one.answer)
            guardian = here.get(one.answer.guardian) or written.get(line)
            if guardian is None and line and line not in written:
                self.waiting[line].append((one.source, one.answer))
            elif mine := own.get(one.source):
                heard.append(Heard(one.at, one.source, mine, guardian, one.answer))
        settle_answers(self.by, heard, self.sources, self.parameters["batch"], told)

    def _climb(self, cursor: Any, said: Sequence[tuple[Place, Step | Level]], told: Any) -> None:
        if not said:
            return
        own = of_rows(cursor, self.parameters, {place for place, _one in said})
        stood = [Stood(place, own[place], one) for place, one in said if place in own]
        settle_rungs(self.by, [one for one in stood if isinstance(one.said, Step)], told)
        settle_levels(self.by, [one for one in stood if isinstance(one.said, Level)], told)

    def _line(self, answer: Answer) -> int:
        """The row of the file in which the guardian stands; 0: in none."""
        return self._lines.get(answer.guardian, 0) if answer.guardian else 0

    @cached_property
    def _lines(self) -> dict[str, int]:
        """Where the guardians stand whom the cells mean: a walk over the file, once somebody asks."""
        if not (self.guardians and self.own_id):
            return {}
        cells = (row.values.get(self.guardians, "") for row in self.walk())
        wanted = {pk for cell in cells if cell for pk in referred(cell)}
        found: dict[str, int] = {}
        for row in self.walk() if wanted else ():
            pk = row.values.get(self.own_id, "").strip().lower()
            if pk in wanted and not row.problem:
                found.setdefault(pk, row.line)
        return found

    def _here(self, cursor: Any, ids: set[str]) -> dict[str, uuid.UUID]:
        if not ids:
            return {}
        cursor.execute(HERE, {**self.parameters, "ids": sorted(ids)})
        return dict(cursor.fetchall())

    def _rows(self, cursor: Any, lines: set[int]) -> dict[int, uuid.UUID | None]:
        """Whom those rows became; a row that has had no outcome yet is missing."""
        if not lines:
            return {}
        cursor.execute(ROWS, {**self.parameters, "lines": sorted(lines)})
        return dict(cursor.fetchall())


def _is_taken(answer: Answer, own_id: str | None) -> bool:
    """A guardian's yes stands only in a row that we have written."""
    return bool(own_id) or not (answer.by_guardian and answer.is_yes)
