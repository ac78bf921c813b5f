"""Writes a chunk: finds out who is known, inserts new people in bulk, changes known ones under the column policies."""

import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Count, Max

from contacts import derived
from contacts.importers import asking
from contacts.importers import statements as sql
from contacts.importers.answers import ADD_ANSWERS, ANSWERS, NEW_ANSWERS, PREFIX, REPLACED_ANSWERS
from contacts.importers.chunks import (
    ALL,
    CHANGES,
    CONSENTS,
    EXTERNALS,
    METHODS,
    OUTCOMES,
    STAKES,
    SUPPRESSIONS,
    Chunk,
    Preparer,
    outcome_line,
)
from contacts.importers.deciding import Decisions
from contacts.importers.households import keep_together, same_row, whom
from contacts.importers.judging import Candidate, judge, policies
from contacts.importers.people import TEXTS, Followed, Person
from contacts.importers.schools import SchoolBook, StatesMissing
from contacts.importers.told import CHANGE_RACES, NEW_RACES, RACES
from contacts.models import Suppression
from contacts.services.suppressions import suppressed_keys
from crm.imports.kinds import Asked, Came
from crm.imports.mapping import Plan
from crm.imports.models import ImportBatch
from crm.imports.reading import Row
from crm.imports.staging import line, prepare_stages

FACTS = (*TEXTS, "other_languages", "needs_interpreter", "district_id", "owner_id", "status")
BLANK = {"age_band": ("", "unknown"), "other_languages": ([], ()), "needs_interpreter": (False, None)}
NEW = (sql.NEW_PEOPLE, sql.NEW_METHODS, sql.NEW_STAKES, sql.NEW_TAG_LINKS, sql.NEW_CONSENTS, sql.NEW_EXTERNALS,
       sql.NEW_TOKENS, NEW_ANSWERS, NEW_RACES, sql.NEW_OUTCOMES)  # fmt: skip
NEEDS = {
    sql.NEW_STAKES: STAKES,
    sql.NEW_CONSENTS: CONSENTS,
    sql.NEW_EXTERNALS: EXTERNALS,
    sql.NEW_METHODS: METHODS,
    NEW_ANSWERS: ANSWERS,
    NEW_RACES: RACES,
}
ADD = {"methods": sql.ADD_METHODS, "stakes": sql.ADD_STAKES, "tags": sql.ADD_TAG_LINKS, "consents": sql.ADD_CONSENTS,
       "externals": sql.ADD_EXTERNALS}  # fmt: skip


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
    ):
        self.batch, self.preparer, self.book = batch, preparer, book
        self.overwritten, self.added_to, self.only_blank = policies(plan)
        self.parameters = {
            "org": batch.organization_id, "batch": batch.pk, "language": language, "earlier": earlier,
            "only_blank": self.only_blank,
        }  # fmt: skip
        self._last: Chunk
        self._chunks = 0
        self._suppressions: dict[str, Any] = {}
        self.decisions = Decisions(batch)
        preparer.same_rows = self.decisions.same_rows
        self.refresh()

    def prepare(self, rows: Sequence[Row]) -> Chunk | Sequence[Followed]:
        """Rows whose states' schools are not loaded come back uncleaned: `write` loads them and prepares again."""
        followed = self.preparer.cleaner.follow(rows)
        try:
            return self.preparer.prepare(followed)
        except StatesMissing:
            return followed

    def watch(self, rows: Iterable[Row]) -> None:
        self.preparer.cleaner.follow(rows)

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
            self._stage(cursor, chunk)
            outcomes: Counter[str] = Counter()
            known, again = self._match(cursor, chunk)
            cursor.execute(sql.TAGS, [self.batch.organization_id, sorted(chunk.tags)])
            needed = (text for text in NEW if text not in NEEDS or NEEDS[text] in chunk.filled)
            cursor.execute(
                ";".join(needed), self.parameters
            )  # one round trip: the thread holds Python's lock
            lines = self._unwritten(chunk, outcomes)
            suppressed = self._suppress(cursor, chunk)
            while known:
                lines += self._change(cursor, chunk, known, suppressed, outcomes)
                known, again = self._next_round(cursor, known, again)
            OUTCOMES.fill(cursor, lines)
            cursor.execute(sql.OTHER_OUTCOMES, self.parameters)
            self._keep_suppressed(cursor, suppressed)
            outcomes += self._put_together(cursor, chunk)
            self._mark_suppressed(cursor, chunk)
        outcomes["created"] += sum(1 for p in chunk.people if p.part == 0) - self._counted
        return outcomes

    def current(self, prepared: Chunk | Sequence[Followed]) -> Chunk:
        """Made with the suppressions and schools that hold now; cleaned again if they changed meanwhile."""
        self.refresh()
        if isinstance(prepared, Chunk) and prepared.version == self.preparer.version:
            return prepared
        rows = prepared.rows if isinstance(prepared, Chunk) else prepared
        while True:
            try:
                return self.preparer.prepare(rows)
            except StatesMissing as missing:
                self.book.load(missing.states)

    def _stage(self, cursor: Any, chunk: Chunk) -> None:
        # Inside an outer transaction (a preview, a dry run) the tables are not emptied by a commit.
        prepare_stages(cursor, ALL, empty=bool(connection.savepoint_ids))
        for stage in ALL:
            if lines := chunk.lines.pop(stage, None):
                stage.fill(cursor, lines)
                chunk.filled.add(stage)

    def _match(self, cursor: Any, chunk: Chunk) -> tuple[dict[int, uuid.UUID], list[tuple[int, uuid.UUID]]]:
        """Known people by n, those who are in the same chunk once more, and marks on everybody who is not new."""
        by_person = self._candidates(cursor)
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
        if known or again or apart:
            settled = [*known.items(), *((n, None) for n, _ in again), *((n, None) for n, _ in apart)]
            cursor.execute(sql.SETTLE, [[n for n, _ in settled], [found for _, found in settled]])
        if noted:
            cursor.execute(sql.REASONS, [noted, [json.dumps(chunk.people[n].reasons) for n in noted]])
        self._apart = apart
        self._counted = sum(1 for n, _ in (*known.items(), *again, *apart) if chunk.people[n].part == 0)
        return known, again

    def _candidates(self, cursor: Any) -> dict[int, list[Candidate]]:
        cursor.execute(sql.CANDIDATES, self.parameters)
        found: dict[int, list[Candidate]] = defaultdict(list)
        for row in cursor.fetchall():
            found[row[0]].append(Candidate(*row))
        return found

    def only_look(self) -> None:
        self.preparer.same_rows = {}

    def only(self, places: Collection[tuple[int, int]]) -> None:
        self.preparer.only = places

    def questions(self, prepared: Chunk | Sequence[Followed]) -> list[Asked]:
        """Whom the people of a chunk may be. The temporary tables are filled, nothing else is."""
        chunk = self.current(prepared)
        with connection.cursor() as cursor:
            self._stage(cursor, chunk)
            return asking.questions(cursor, self.batch.organization_id, chunk, self._candidates(cursor))

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

    def _change(
        self, cursor: Any, chunk: Chunk, known: dict[int, uuid.UUID], suppressed: dict, outcomes: Counter[str]
    ) -> list[str]:
        added = self._add(cursor)
        if ANSWERS in chunk.filled:
            self._answer(cursor, added)
        if RACES in chunk.filled:
            cursor.execute(CHANGE_RACES, {**self.parameters, "race_replaces": "race" in self.overwritten})
            for contact_id, was in cursor.fetchall():
                added[contact_id].setdefault("race", []).append(loaded(was))
        cursor.execute(sql.KNOWN, self.parameters)
        rows = [
            (row[0], row[1], dict(zip(FACTS, row[2:19], strict=True)), *row[19:]) for row in cursor.fetchall()
        ]
        kinds = self._kinds(cursor, chunk, rows)
        lines, changes, renamed = [], [], {}
        for contact_id, n, facts, is_minor, sort_name, version, is_archived in rows:
            person = chunk.people[n]
            facts["other_languages"] = loaded(facts["other_languages"])
            earlier = self._resolve(facts, person)
            now_minor = is_minor
            if contact_id in kinds or "age_band" in earlier:
                now_minor = derived.is_minor(facts["age_band"], kinds.get(contact_id, ()))
            if earlier or added.get(contact_id) or contact_id in suppressed or now_minor != is_minor:
                if earlier.keys() & {"given_name", "family_name", "chosen_name"}:
                    sort_name = derived.sort_name(
                        facts["given_name"], facts["family_name"], facts["chosen_name"]
                    )
                    renamed[contact_id] = derived.search_tokens(
                        facts["given_name"], facts["family_name"], facts["chosen_name"]
                    )
                before = {
                    "values": earlier,
                    "added": {**added.get(contact_id, {}), **_hexes(suppressed.pop(contact_id, ()))},
                    "version": version + 1,
                }
                changes.append(change_line(contact_id, facts, now_minor, sort_name))
                outcome = "updated"
            else:
                before, outcome = None, "unchanged"
            if is_archived:
                person.reasons.append({"code": "row.in_bin"})
            lines.append(
                outcome_line(person.line, person.part, outcome, person.reasons, str(contact_id), before)
            )
            outcomes[outcome] += person.part == 0
        CHANGES.fill(cursor, changes)
        if changes:
            cursor.execute(sql.CHANGE, self.parameters)
        retoken(cursor, self.batch.organization_id, renamed)
        return lines

    def _resolve(self, facts: dict[str, Any], person: Person) -> dict[str, Any]:
        """Put the file's values where the policies let them; what was there before, by field."""
        earlier = {}
        for name in FACTS:
            said, there = getattr(person, name), facts[name]
            if name == "needs_interpreter":
                if said is None or said == there:
                    continue
            elif not said:
                continue
            elif name == "other_languages":
                said = list(said)
            if said == there:
                continue
            if name == "about" and name in self.added_to and there:
                if said in there:
                    continue
                said = f"{there}\n{said}"
            elif name == "status":
                pass  # a door is closed whatever the policy
            elif there not in BLANK.get(name, ("",)) and name not in self.overwritten:
                continue
            earlier[name], facts[name] = there, said
        return earlier

    def _add(self, cursor: Any) -> dict[uuid.UUID, dict[str, list]]:
        added: dict[uuid.UUID, dict[str, list]] = defaultdict(dict)
        for name, statement in ADD.items():
            cursor.execute(statement, self.parameters)
            for contact_id, pk in cursor.fetchall():
                added[contact_id].setdefault(name, []).append(pk)
        cursor.execute(sql.CLOSE_METHODS, self.parameters)
        for contact_id, pk, was in cursor.fetchall():
            added[contact_id].setdefault("statuses", []).append([pk, was])
        return added

    def _answer(self, cursor: Any, added: dict[uuid.UUID, dict[str, list]]) -> None:
        """Answers to questions of the organization's own: blanks filled, others replaced where the policy says so."""
        fields = [name.removeprefix(PREFIX) for name in self.overwritten if name.startswith(PREFIX)]
        if fields:
            cursor.execute(REPLACED_ANSWERS, {**self.parameters, "overwritten_fields": fields})
            for contact_id, row in cursor.fetchall():
                added[contact_id].setdefault("replaced_answers", []).append(loaded(row))
        cursor.execute(ADD_ANSWERS, self.parameters)
        for contact_id, pk in cursor.fetchall():
            added[contact_id].setdefault("answers", []).append(pk)

    def _kinds(self, cursor: Any, chunk: Chunk, rows: list[tuple]) -> dict[uuid.UUID, list[str]]:
        """Stakes of those whose age or stakes this file speaks of: they may become minors, or stop being any."""
        asked = [row[0] for row in rows if chunk.people[row[1]].stakes or chunk.people[row[1]].age_band]
        if not asked:
            return {}
        cursor.execute(sql.KINDS_OF, {**self.parameters, "ids": asked})
        return {**dict.fromkeys(asked, ()), **dict(cursor.fetchall())}

    def _next_round(self, cursor: Any, known: dict, again: list) -> tuple[dict[int, uuid.UUID], list]:
        """The same known person twice in a chunk is changed twice, one after the other."""
        if not again:
            return {}, []
        cursor.execute("update import_person set is_known = false where is_known")
        prepare_stages(cursor, [CHANGES], empty=True)
        following: dict[int, uuid.UUID] = {}
        later = []
        for n, found in again:
            if found in following.values():
                later.append((n, found))
            else:
                following[n] = found
        cursor.execute(sql.SETTLE, [list(following), list(following.values())])
        return following, later

    def _suppress(self, cursor: Any, chunk: Chunk) -> dict[uuid.UUID, list[tuple[str, str]]]:
        if SUPPRESSIONS not in chunk.filled:
            return {}
        cursor.execute(sql.SUPPRESS, self.parameters)
        found: dict[uuid.UUID, list[tuple[str, str]]] = defaultdict(list)
        for contact_id, digest, reason in cursor.fetchall():
            found[contact_id].append((digest, reason))
        return found

    def _mark_suppressed(self, cursor: Any, chunk: Chunk) -> None:
        """Everybody's method with a number or address that must not be reached any more."""
        keys = {m.key for p in chunk.people for m in p.methods if m.suppress}
        keys |= (
            {m.key for p in chunk.people for m in p.methods if m.status != "ok"}
            if self.preparer.suppressed
            else set()
        )
        if keys:
            keys = suppressed_keys(self.batch.organization_id, keys)
            cursor.execute(sql.MARK_SUPPRESSED, {**self.parameters, "keys": sorted(keys)})

    def _keep_suppressed(self, cursor: Any, suppressed: dict[uuid.UUID, list]) -> None:
        """What new people closed, so that an undo opens it again."""
        if suppressed:
            befores = [json.dumps({"added": _hexes(pairs), "version": 1}) for pairs in suppressed.values()]
            cursor.execute(
                sql.SUPPRESSED_BEFORE, {**self.parameters, "ids": list(suppressed), "befores": befores}
            )


def retoken(cursor: Any, organization_id: uuid.UUID, tokens: dict[uuid.UUID, frozenset[str]]) -> None:
    """New search words for people whose name changed."""
    if tokens:
        pairs = [(pk, token) for pk, found in tokens.items() for token in found]
        cursor.execute(sql.FORGET_TOKENS, {"org": organization_id, "ids": list(tokens)})
        cursor.execute(
            sql.ADD_TOKENS,
            {"org": organization_id, "ids": [pk for pk, _ in pairs], "tokens": [t for _, t in pairs]},
        )


def _hexes(pairs: Iterable[tuple[str, str]]) -> dict[str, list]:
    pairs = [list(pair) for pair in pairs]
    return {"suppressions": pairs} if pairs else {}


def loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def change_line(contact_id: uuid.UUID, facts: dict[str, Any], is_minor: bool, sort_name: str) -> str:
    return line((
        str(contact_id), *(facts[name] for name in TEXTS), json.dumps(facts["other_languages"]),
        "t" if facts["needs_interpreter"] else "f", facts["district_id"], facts["owner_id"], facts["status"],
        "t" if is_minor else "f", sort_name,
    ))  # fmt: skip
