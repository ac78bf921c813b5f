"""Known people of a chunk are changed as the policies of the columns say; what was there before is kept for the undo."""

import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any

from contacts import derived
from contacts.importers import quoting
from contacts.importers import statements as sql
from contacts.importers.answers import ADD_ANSWERS, ANSWERS, PREFIX, REPLACED_ANSWERS
from contacts.importers.chunks import (
    CHANGES,
    CONSENTS,
    EXTERNALS,
    METHODS,
    PEOPLE,
    STAKES,
    Chunk,
    outcome_line,
)
from contacts.importers.people import TEXTS, Person
from contacts.importers.suppressing import hexes
from contacts.importers.told import CHANGE_RACES, RACES
from crm.imports.staging import array, line

FACTS = (*TEXTS, "other_languages", "needs_interpreter", "district_id", "owner_id", "status")
BLANK = {"age_band": ("", "unknown"), "other_languages": ([], ()), "needs_interpreter": (False, None)}
ADD = [("methods", METHODS, sql.ADD_METHODS), ("stakes", STAKES, sql.ADD_STAKES), ("tags", PEOPLE, sql.ADD_TAG_LINKS),
       ("consents", CONSENTS, sql.ADD_CONSENTS), ("externals", EXTERNALS, sql.ADD_EXTERNALS)]  # fmt: skip


class Changer:
    """Of one run. `parameters` are those of its statements."""

    def __init__(
        self,
        organization_id: uuid.UUID,
        parameters: dict[str, Any],
        overwritten: Collection[str],
        added_to: Collection[str],
    ):
        self.organization_id, self.parameters = organization_id, parameters
        self.overwritten, self.added_to = overwritten, added_to

    def change(
        self, cursor: Any, chunk: Chunk, known: dict[int, uuid.UUID], suppressed: dict, outcomes: Counter[str]
    ) -> list[str]:
        parameters = {**self.parameters, "known": array(known), "ids": array(known.values())}
        added = self._add(cursor, chunk, known, parameters)
        if ANSWERS in chunk.filled:
            self._answer(cursor, added, parameters)
        if RACES in chunk.filled:
            cursor.execute(CHANGE_RACES, {**parameters, "race_replaces": "race" in self.overwritten})
            for contact_id, was in cursor.fetchall():
                added[contact_id].setdefault("race", []).append(loaded(was))
        cursor.execute(sql.KNOWN, parameters)
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
            closes = any(method.suppress for method in person.methods)
            closed = suppressed.pop(contact_id, ()) if closes else ()
            if earlier or added.get(contact_id) or closed or now_minor != is_minor:
                if earlier.keys() & {"given_name", "family_name", "chosen_name"}:
                    sort_name = derived.sort_name(
                        facts["given_name"], facts["family_name"], facts["chosen_name"]
                    )
                    renamed[contact_id] = derived.search_tokens(
                        facts["given_name"], facts["family_name"], facts["chosen_name"]
                    )
                before = {
                    "values": earlier,
                    "added": {**added.get(contact_id, {}), **hexes(closed)},
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
        retoken(cursor, self.organization_id, renamed)
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
                if quoting.is_noted(said, there):
                    continue
                said = f"{there}\n{said}"
            elif name == "status":  # a door is closed whatever the policy, and opened by none
                if said == person.answers.get("status") or derived.stricter_status(said, there) == there:
                    continue
            elif there not in BLANK.get(name, ("",)) and name not in self.overwritten:
                continue
            earlier[name], facts[name] = there, said
        return earlier

    def _add(
        self, cursor: Any, chunk: Chunk, known: Collection[int], parameters: dict[str, Any]
    ) -> dict[uuid.UUID, dict[str, list]]:
        added: dict[uuid.UUID, dict[str, list]] = defaultdict(dict)
        for name, stage, statement in ADD:
            if stage in chunk.filled:
                cursor.execute(statement, parameters)
                for contact_id, pk in cursor.fetchall():
                    added[contact_id].setdefault(name, []).append(pk)
        if any(method.status != "ok" for n in known for method in chunk.people[n].methods):
            cursor.execute(sql.CLOSE_METHODS, parameters)
            for contact_id, pk, was in cursor.fetchall():
                added[contact_id].setdefault("statuses", []).append([pk, was])
        return added

    def _answer(
        self, cursor: Any, added: dict[uuid.UUID, dict[str, list]], parameters: dict[str, Any]
    ) -> None:
        """Answers to questions of the organization's own: blanks filled, others replaced where the policy says so."""
        fields = [name.removeprefix(PREFIX) for name in self.overwritten if name.startswith(PREFIX)]
        if fields:
            cursor.execute(REPLACED_ANSWERS, {**parameters, "overwritten_fields": fields})
            for contact_id, row in cursor.fetchall():
                added[contact_id].setdefault("replaced_answers", []).append(loaded(row))
        cursor.execute(ADD_ANSWERS, parameters)
        for contact_id, pk in cursor.fetchall():
            added[contact_id].setdefault("answers", []).append(pk)

    def _kinds(self, cursor: Any, chunk: Chunk, rows: list[tuple]) -> dict[uuid.UUID, list[str]]:
        """Stakes of those whose age or stakes this file speaks of: they may become minors, or stop being any."""
        asked = [row[0] for row in rows if chunk.people[row[1]].stakes or chunk.people[row[1]].age_band]
        if not asked:
            return {}
        cursor.execute(sql.KINDS_OF, {**self.parameters, "ids": asked})
        return {**dict.fromkeys(asked, ()), **dict(cursor.fetchall())}


def retoken(cursor: Any, organization_id: uuid.UUID, tokens: dict[uuid.UUID, frozenset[str]]) -> None:
    """New search words for people whose name changed."""
    if tokens:
        pairs = [(pk, token) for pk, found in tokens.items() for token in found]
        cursor.execute(sql.FORGET_TOKENS, {"org": organization_id, "ids": list(tokens)})
        cursor.execute(
            sql.ADD_TOKENS,
            {"org": organization_id, "ids": [pk for pk, _ in pairs], "tokens": [t for _, t in pairs]},
        )


def loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def change_line(contact_id: uuid.UUID, facts: dict[str, Any], is_minor: bool, sort_name: str) -> str:
    return line((
        str(contact_id), *(facts[name] for name in TEXTS), json.dumps(facts["other_languages"]),
        "t" if facts["needs_interpreter"] else "f", facts["district_id"], facts["owner_id"], facts["status"],
        "t" if is_minor else "f", sort_name,
    ))  # fmt: skip  # fmt: skip
