"""Writes a chunk: finds out who is known, inserts new people in bulk, changes known ones under the column policies."""

import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Count, Max
from django.utils import timezone

from contacts.importers import asking
from contacts.importers import statements as sql
from contacts.importers.answers import ANSWERS, NEW_ANSWERS
from contacts.importers.changing import Changer
from contacts.importers.chunks import (
    ALL,
    CHANGES,
    CONSENTS,
    EXTERNALS,
    METHODS,
    OUTCOMES,
    STAKES,
    Chunk,
    Preparer,
    outcome_line,
)
from contacts.importers.deciding import Decisions
from contacts.importers.guarding import GUARDED, NEW_GUARDED
from contacts.importers.households import keep_together, same_row, whom
from contacts.importers.judging import Candidate, judge, policies
from contacts.importers.people import Followed
from contacts.importers.reaching import NEW_PREFERENCES, PREFERENCES
from contacts.importers.schools import SchoolBook, StatesMissing
from contacts.importers.suppressing import keep_suppressed, mark_suppressed, suppress
from contacts.importers.told import NEW_RACES, RACES
from contacts.importers.tying import Ties, Walk
from contacts.models import Suppression
from crm.access.actors import Actor
from crm.imports.kinds import Asked, Came
from crm.imports.mapping import Plan
from crm.imports.models import ImportBatch
from crm.imports.reading import Row
from crm.imports.staging import array, prepare_stages

NEW = (sql.NEW_PEOPLE, sql.NEW_METHODS, sql.NEW_STAKES, sql.NEW_TAG_LINKS, sql.NEW_CONSENTS, sql.NEW_EXTERNALS,
       sql.NEW_TOKENS, NEW_ANSWERS, NEW_RACES, NEW_GUARDED, NEW_PREFERENCES,
       sql.NEW_OUTCOMES)  # fmt: skip
NEEDS = {
    sql.NEW_STAKES: STAKES,
    sql.NEW_CONSENTS: CONSENTS,
    sql.NEW_EXTERNALS: EXTERNALS,
    sql.NEW_METHODS: METHODS,
    NEW_ANSWERS: ANSWERS,
    NEW_RACES: RACES,
    NEW_GUARDED: GUARDED,
    NEW_PREFERENCES: PREFERENCES,
}


class ContactWriter:
    """One run over one file. `prepare` is called in a thread; everything else inside the organization's transaction."""

    def __init__(
        self,
        batch: ImportBatch,
        plan: Plan,
        preparer: Preparer,
        book: SchoolBook,
        language: str,
        earlier: uuid.UUID | None,
        namesake: uuid.UUID | None,
        walk: Walk,
        by: Actor,
    ):
        self.batch, self.preparer, self.book = batch, preparer, book
        overwritten, added_to, only_blank = policies(plan)
        self.parameters = {
            "org": batch.organization_id, "batch": batch.pk, "language": language, "earlier": earlier, "namesake": namesake,
            "only_blank": only_blank, "today": timezone.localdate(), "zone": timezone.get_current_timezone_name(),
        }  # fmt: skip
        self.changer = Changer(batch.organization_id, self.parameters, overwritten, added_to)
        self.ties = Ties(self.parameters, plan, walk, by, batch.file_name)
        self._last: Chunk
        self._begin: Callable[[], None] = lambda: None
        self._chunks = 0
        self._suppressions: dict[str, Any] = {}
        self.decisions = Decisions(batch)
        preparer.same_rows = self.decisions.same_rows
        self.refresh()

    def prepare(self, rows: Sequence[Row]) -> Chunk | Sequence[Followed]:
        """Rows whose states' schools are not loaded come back uncleaned: `write` loads them and prepares again."""
        followed = self.preparer.cleaner.follow(rows)
        try:
            chunk = self.preparer.prepare(followed)
        except StatesMissing:
            return followed
        self.ties.put_down(chunk)
        return chunk

    def before_long_work(self, begin: Callable[[], None]) -> None:
        self._begin = begin

    def watch(self, rows: Iterable[Row]) -> None:
        self.preparer.cleaner.follow(self.ties.watch(rows))

    def refresh(self) -> None:
        """The suppressions as they are now. Erasure is the strictest reason a number can have."""
        there = Suppression.objects.filter(organization_id=self.batch.organization_id)
        state = there.aggregate(count=Count("digest"), latest=Max("at"))
        if state == self._suppressions:
            return
        self._suppressions, digests = state, {}
        for digest, reason in there.values_list("digest", "reason"):
            if digests.get(bytes(digest)) != Suppression.Reason.ERASED:
                digests[bytes(digest)] = reason
        self.preparer.know_suppressed(digests)

    def write(self, prepared: Chunk | Sequence[Followed]) -> Counter[str]:
        chunk = self._last = self.current(prepared)
        with connection.cursor() as cursor:
            cursor.execute(sql.IN_TURN, self.parameters)
            self._chunks += 1
            if self._chunks == 2:
                # An organization that was empty is not any more, and nobody told PostgreSQL: it would look each phone
                # up by an index of persons, all of them each time. That took a quarter of an import of 50,000 rows.
                cursor.execute("select contacts_know_sizes()")
            if self.parameters["earlier"]:
                self._begin()  # mostly known people: no long statement comes, all of them are short
            self._stage(cursor, chunk)
            outcomes: Counter[str] = Counter()
            known, again = self._match(cursor, chunk)
            self._write_new(cursor, chunk, [*known, *(n for n, _ in again), *(n for n, _ in self._apart)])
            lines = self._unwritten(chunk, outcomes)
            there = [*known.items(), *again]
            suppressed = suppress(cursor, self.parameters, chunk, there, [n for n, _ in self._apart])
            while known:
                lines += self.changer.change(cursor, chunk, known, suppressed, outcomes)
                known, again = self._next_round(cursor, again)
            OUTCOMES.fill(cursor, lines)
            cursor.execute(sql.OTHER_OUTCOMES, self.parameters)
            keep_suppressed(cursor, self.parameters, suppressed)
            outcomes += self._put_together(cursor, chunk)
            outcomes += self.ties.write(
                cursor, chunk, some_known=bool(there), is_tried=bool(connection.savepoint_ids)
            )
            mark_suppressed(cursor, self.parameters, chunk, some_are=bool(self.preparer.suppressed))
        outcomes["created"] += sum(1 for p in chunk.people if p.part == 0) - self._counted
        return outcomes

    def _write_new(self, cursor: Any, chunk: Chunk, apart: list[int]) -> None:
        """Everybody but those apart, in one round trip: the thread beside this one holds Python's lock meanwhile."""
        cursor.execute(sql.TAGS, [self.batch.organization_id, sorted(chunk.tags)])
        self._begin()
        if len(apart) < len(chunk.people):
            needed = (text for text in NEW if text not in NEEDS or NEEDS[text] in chunk.filled)
            cursor.execute(";".join(needed), {**self.parameters, "apart": array(apart)})

    def current(self, prepared: Chunk | Sequence[Followed]) -> Chunk:
        """Made with the suppressions and schools that hold now; cleaned again if they changed meanwhile."""
        self.refresh()
        if isinstance(prepared, Chunk) and prepared.version == self.preparer.version:
            return prepared
        rows = prepared.rows if isinstance(prepared, Chunk) else prepared
        while True:
            try:
                chunk = self.preparer.prepare(rows)
            except StatesMissing as missing:
                self.book.load(missing.states)
            else:
                self.ties.put_down(chunk)
                return chunk

    def _stage(self, cursor: Any, chunk: Chunk) -> None:
        # Inside an outer transaction (a preview, a dry run) the tables are not emptied by a commit.
        prepare_stages(cursor, ALL, empty=bool(connection.savepoint_ids))
        for stage in ALL:
            if lines := chunk.lines.pop(stage, None):
                stage.fill(cursor, lines)
                chunk.filled.add(stage)

    def _match(self, cursor: Any, chunk: Chunk) -> tuple[dict[int, uuid.UUID], list[tuple[int, uuid.UUID]]]:
        """Known people by n, and those who are in the same chunk once more. `_apart` is neither known nor new."""
        by_person = self._candidates(cursor, chunk)
        for n in self.decisions.of(chunk.people):
            by_person.setdefault(n, [])
        known: dict[int, uuid.UUID] = {}
        again: list[tuple[int, uuid.UUID]] = []
        apart: list[tuple[int, str]] = []  # neither new nor known: skipped, to decide
        taken: set[uuid.UUID] = set()
        noted: list[int] = []
        for n, candidates in sorted(by_person.items()):
            person = chunk.people[n]
            verdict, found = judge(person, candidates, self.decisions.about(person))
            if verdict == "known":
                if found in taken:
                    again.append((n, found))
                else:
                    known[n] = found
                    taken.add(found)
            elif verdict:
                apart.append((n, verdict))
            else:
                noted.append(n)
        if noted:
            cursor.execute(sql.REASONS, [noted, [json.dumps(chunk.people[n].reasons) for n in noted]])
        self._apart = apart
        self._counted = sum(1 for n, _ in (*known.items(), *again, *apart) if chunk.people[n].part == 0)
        return known, again

    def _candidates(self, cursor: Any, chunk: Chunk) -> dict[int, list[Candidate]]:
        asked = (
            (sql.SAME_FILE, self.parameters["earlier"]),
            (sql.OWN_IDS, any(p.own_id for p in chunk.people)),
            (sql.OTHER_IDS, EXTERNALS in chunk.filled),
            (sql.REACHED_BY, METHODS in chunk.filled),
            (sql.NAMED_ONLY, any(not (p.methods or p.external_ids or p.own_id) for p in chunk.people)),
        )
        found: dict[int, list[Candidate]] = defaultdict(list)
        if needed := [statement for statement, some_have in asked if some_have]:
            cursor.execute(" union all ".join(needed), self.parameters)
            for row in cursor.fetchall():
                found[row[0]].append(Candidate(*row))
        return found

    def only_look(self) -> None:
        self.preparer.same_rows = {}
        self.ties.only_look()

    def only(self, places: Collection[tuple[int, int]]) -> None:
        self.preparer.only = places

    def questions(self, prepared: Chunk | Sequence[Followed]) -> list[Asked]:
        """Whom the people of a chunk may be. The temporary tables are filled, nothing else is."""
        chunk = self.current(prepared)
        with connection.cursor() as cursor:
            self._stage(cursor, chunk)
            return asking.questions(
                cursor, self.batch.organization_id, chunk, self._candidates(cursor, chunk)
            )

    def came(self) -> list[Came]:
        with connection.cursor() as cursor:
            return whom(cursor, self.parameters, self._last)

    def _put_together(self, cursor: Any, chunk: Chunk) -> Counter[str]:
        """Households and guardians, once everybody of the chunk has a record."""
        pairs = [*self.decisions.households(chunk.people), *same_row(chunk)]
        if not pairs:
            return Counter()
        return keep_together(cursor, self.parameters, chunk, pairs)

    def _unwritten(self, chunk: Chunk, outcomes: Counter[str]) -> list[str]:
        """Outcomes of rows that make nobody: unreadable, skipped, to decide, the same person once more."""
        lines = []
        for row, outcome in chunk.bad:
            lines.append(outcome_line(row.line, 0, outcome, [{"code": row.problem}], raw=row.values))
            outcomes[outcome] += 1
        for person, outcome in (*chunk.settled, *((chunk.people[n], verdict) for n, verdict in self._apart)):
            lines.append(outcome_line(person.line, person.part, outcome, person.reasons, raw=person.raw))
            outcomes[outcome] += person.part == 0
        for person, twin, adds in chunk.twins:
            reasons = [*person.reasons, {"code": "row.same_as_line", "line": twin.line}]
            outcome = "updated" if adds else "unchanged"
            lines.append(outcome_line(person.line, person.part, outcome, reasons))
            outcomes[outcome] += person.part == 0
        return lines

    def _next_round(self, cursor: Any, again: list) -> tuple[dict[int, uuid.UUID], list]:
        """The same known person twice in a chunk is changed twice, one after the other."""
        following: dict[int, uuid.UUID] = {}
        later = []
        for n, found in again:
            if found in following.values():
                later.append((n, found))
            else:
                following[n] = found
        if following:
            prepare_stages(cursor, [CHANGES], empty=True)
        return following, later
