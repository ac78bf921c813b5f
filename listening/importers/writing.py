"""Rows of a sheet of quotes become notes of one session, each by its speaker."""

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm.access.actors import Actor
from crm.imports.mapping import Plan
from crm.imports.models import ImportBatch, ImportRow
from crm.imports.reading import Row
from listening.finding.folding import fold
from listening.importers.columns import HEADINGS, NO_SPEAKER, NoteColumns
from listening.models import GuideQuestion, ListeningSession, Note, SessionParticipant
from listening.notes.caution import cautions
from listening.services.notes import noting
from listening.services.rounds import joining
from listening.services.sessions import participants


@dataclass
class Said:
    row: Row
    values: dict[str, str]
    reasons: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_wrong(self) -> bool:
        return bool(self.row.problem) or not self.values["quote"]


class NoteWriter:
    """`key` of a note follows from file and row, so that the same file again makes nothing twice."""

    def __init__(self, batch: ImportBatch, plan: Plan, by: Actor):
        self.batch, self.plan, self.by = batch, plan, by
        fields = NoteColumns().fields
        self.columns = [(c["header"], c["field"], fields[c["field"]]) for c in plan.columns]
        sessions = ListeningSession.objects.visible_to(by).filter(pk=plan.options.get("session") or None)
        self.session = sessions.first()
        guide = self.session.guide_id if self.session else None
        self.questions: dict[str, uuid.UUID] = {}
        for question in GuideQuestion.objects.visible_to(by).filter(guide_id=guide).order_by("position"):
            for name in (
                str(question.position),
                f"q{question.position}",
                question.key,
                question.text_en,
                question.text_es,
            ):
                self.questions.setdefault(" ".join(fold(name).split()), question.pk)

    def prepare(self, rows: Sequence[Row]) -> list[Said]:
        return [self._cleaned(row) for row in rows]

    def watch(self, rows: Iterable[Row]) -> None:
        """No row refers to another: speakers are found again by a key."""

    def _cleaned(self, row: Row) -> Said:
        values = dict.fromkeys(HEADINGS, "")
        said = Said(row, values, [{"code": row.problem}] if row.problem else [])
        given = {**row.values, **self.plan.corrections.get(str(row.line), {})}
        for header, name, column in self.columns:
            value, _guess, reason = column.read(given.get(header, ""))
            values[name] = value
            if reason:
                said.reasons.append({"code": reason, "column": header})
        if not values["quote"] and not row.problem:
            said.reasons.append({"code": "note.no_words"})
        if len(values["quote"]) > joining.LONGEST:
            values["quote"] = ""
            said.reasons.append({"code": "note.too_long"})
        if cautions(f"{values['quote']}\n{values['translation']}"):
            said.reasons.append({"code": "note.caution"})
        asked = " ".join(fold(values["question"]).split())
        if asked and asked not in self.questions:
            said.reasons.append({"code": "note.unknown_question"})
        values["question"] = asked
        return said

    def write(self, chunk: Sequence[Said]) -> Counter[str]:
        if self.session is None:
            rows = [self._outcome(said, "error", None, [{"code": "note.no_session"}]) for said in chunk]
        else:
            rows = [self._one(said) for said in chunk]
        ImportRow.objects.bulk_create(rows)
        return Counter(row.outcome for row in rows)

    def _one(self, said: Said) -> ImportRow:
        if said.row.problem == "row.repeated_header":
            return self._outcome(said, "skipped", None)
        if said.is_wrong:
            return self._outcome(said, "error", None)
        key = uuid.uuid5(self.session.pk, f"note {self.batch.sha256} {said.row.line}")
        there = Note.objects.filter(organization_id=self.batch.organization_id, client_uuid=key).first()
        if there:
            return self._outcome(said, "unchanged", there.pk)
        values, new = said.values, []
        speaker, is_new = self._speaker(values)
        if is_new:
            new = [{"code": "note.new_voice", "name": speaker.pseudonym}]
        spoken = values["language"] or (speaker.language if speaker else "") or self.plan.options["language"]
        note = noting.bring_note(
            by=self.by,
            author_id=self.batch.made_by_id,
            session=self.session,
            participant=speaker,
            body=values["quote"],
            language=spoken,
            fidelity=values["fidelity"] or Note.Fidelity.NEAR,
            confidentiality=self.plan.options["confidentiality"],
            question_id=self.questions.get(values["question"]),
            client_uuid=key,
            translation=values["translation"],
            translation_language=values["translation_language"] or ("es" if spoken == "en" else "en"),
        )
        return self._outcome(said, "created", note.pk, new)

    def _speaker(self, values: dict[str, str]) -> tuple[SessionParticipant | None, bool]:
        """By pseudonym; a name makes somebody new, under the next pseudonym, and is not kept."""
        label = " ".join(fold(values["speaker"]).split())
        if label in NO_SPEAKER:
            return None, False
        rows = SessionParticipant.objects.filter(
            organization_id=self.batch.organization_id, session=self.session
        )
        if known := rows.filter(pseudonym__iexact=label).first():
            return known, False
        key = uuid.uuid5(self.batch.pk, f"speaker {hashlib.sha256(label.encode()).hexdigest()}")
        if known := rows.filter(client_uuid=key).first():
            return known, False
        made = participants.add_participant(
            by=self.by,
            session=self.session,
            constituencies=[values["constituency"]] if values["constituency"] else [],
            language=values["language"],
            client_uuid=key,
        )
        return made, True

    def _outcome(
        self, said: Said, outcome: str, pk: uuid.UUID | None, more: Sequence[dict[str, Any]] = ()
    ) -> ImportRow:
        return ImportRow(
            organization_id=self.batch.organization_id,
            batch_id=self.batch.pk,
            line=said.row.line,
            part=0,
            outcome=outcome,
            reasons=[*said.reasons, *more],
            object_id=pk,
            raw=dict(said.row.values) if outcome in ("error", "skipped") else None,
        )
