"""A spreadsheet of what people said: one note a row, all of one session."""

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from import_export import resources

from crm.access.actors import Actor
from crm.imports import kinds
from crm.imports.columns import Column
from crm.imports.mapping import Plan
from crm.imports.models import ImportBatch, ImportRow
from crm.imports.reading import ColumnGuess, Row, Table
from crm.imports.reading.headers import normalise
from crm.lib import languages
from crm.lib.guess import Guess
from listening import reading, services
from listening.caution import cautions
from listening.finding.folding import fold
from listening.forms import LANGUAGES
from listening.models import GuideQuestion, ListeningSession, Note, SessionParticipant

HEADINGS = {
    "quote": "quote|quotes|what was said|their words|what they said|note|notes|words|response|comment|answer|cita|lo que dijo|"
    "lo que se dijo|nota|notas|respuesta|comentario|palabras",
    "speaker": "speaker|participant|voice|who said it|pseudonym|who|participante|quien lo dijo|voz|seudonimo|quien",
    "constituency": "constituency|i am a|who they are|role|stake|soy|papel|quienes son",
    "language": "language|language of the words|idioma|lengua",
    "question": "question|question number|answer to|prompt|pregunta",
    "fidelity": "fidelity|how written down|verbatim|fidelidad|como se anoto",
    "translation": "translation|in english|en ingles|traduccion|english|in spanish",
    "translation_language": "translation language|idioma de la traduccion",
}
SURELY = frozenset({"quote", "quotes", "what was said", "their words", "what they said", "cita", "lo que dijo", "lo que se dijo"})  # fmt: skip
STAKES = {
    "student": "student|students|estudiante|alumno|alumna|youth|joven",
    "parent": "parent|parents|parent caregiver|guardian|caregiver|family|mother|father|madre|padre|mama|papa|familia|tutor|abuela|abuelo",
    "educator": "educator|teacher|staff|teachers|maestra|maestro|docente|personal",
    "board": "board|board member|school board|junta",
    "neighbor": "neighbor|community|ally|vecino|vecina|comunidad",
}
FIDELITIES = {
    "verbatim": "verbatim|word for word|exact|literal|palabra por palabra",
    "near": "near|nearly word for word|almost|close|casi literal|casi palabra por palabra",
    "paraphrase": "paraphrase|summary|in the listener s words|resumen|parafrasis",
    "memory": "memory|from memory|de memoria",
}
NO_SPEAKER = frozenset({"", "anonymous", "unknown", "anonimo", "anonima", "nobody", "group", "grupo"})
LONGEST_LABEL = 80


def words(cell: str) -> Guess[str]:
    return Guess(services.kept_as(cell))


def line(cell: str) -> Guess[str]:
    return Guess(" ".join(cell.split())[:LONGEST_LABEL])


def language(cell: str) -> Guess[str]:
    found, is_guess, reason = languages.parse(cell)
    return Guess(found[0] if found else "", is_guess, reason)


def one_of(known: Mapping[str, str]):
    spoken = {word: key for key, names in known.items() for word in names.split("|")}

    def read(cell: str) -> Guess[str]:
        bare = normalise(cell)
        return Guess(spoken.get(bare, ""), False, "note.unknown_word" if bare and bare not in spoken else "")

    return read


class NoteColumns(resources.Resource):
    quote = Column("quote", _("What was said"), words)
    speaker = Column("speaker", _("Who said it"), line)
    constituency = Column("constituency", _("Who they are"), one_of(STAKES))
    language = Column("language", _("Language"), language)
    question = Column("question", _("Question of the guide"), line)
    fidelity = Column("fidelity", _("How it was written down"), one_of(FIDELITIES))
    translation = Column("translation", _("Translation"), words)
    translation_language = Column("translation_language", _("Language of the translation"), language)


class NoteOptions(forms.Form):
    session = forms.ChoiceField(label=_("Session"), help_text=_("All rows were said there."))
    language = forms.ChoiceField(
        label=_("Language"), choices=LANGUAGES, initial="en", help_text=_("For rows that name none.")
    )
    confidentiality = forms.ChoiceField(
        label=_("Who may read it"), choices=Note.Confidentiality.choices, initial=Note.Confidentiality.TEAM
    )

    def __init__(self, *args: Any, actor: Actor, batch: ImportBatch, **kwargs: Any):
        super().__init__(*args, **kwargs)
        held = ListeningSession.objects.visible_to(actor).not_cancelled().exclude(kind__in=reading.TALKS)
        self.fields["session"].choices = [
            ("", "—"),
            *(
                (str(one.pk), f"{one}, {one.starts_at:%Y-%m-%d}")
                for one in held.order_by("-starts_at", "-pk")[:300]
            ),
        ]

    @classmethod
    def initial_from(cls, options: Mapping[str, Any]) -> dict[str, Any]:
        return {name: options[name] for name in cls.base_fields if options.get(name)}


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
        if len(values["quote"]) > services.LONGEST:
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
        note = services.bring_note(
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
        made = services.new_voice(
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


class Notes(kinds.Kind):
    key, label, noun = "notes", _("Notes: what people said, one a row"), _("notes")
    resource, options_form, order = NoteColumns, NoteOptions, 60

    def fits(self, headers: Sequence[str]) -> bool:
        names = {normalise(header) for header in headers}
        return bool(names & SURELY) and names.isdisjoint({"email", "phone", "first name", "last name"})

    def guesses(
        self, table: Table, sampled: Sequence[Row], guesses: Sequence[ColumnGuess]
    ) -> list[ColumnGuess]:
        """By these headings alone; the first column of a kind counts."""
        known = {word: name for name, said in HEADINGS.items() for word in said.split("|")}
        settled, taken = [], set()
        for guess in guesses:
            name = known.get(normalise(guess.header), "")
            name = "" if name in taken else name
            taken.add(name)
            reason = "column.header" if name else "column.unknown"
            settled.append(ColumnGuess(guess.header, name, "", 0.98 if name else 0.0, reason))
        return settled

    def missing(self, fields: set[str]) -> str | Promise:
        return "" if "quote" in fields else _("Say which column holds what was said.")

    def shown(self, actor: Actor, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str]]:
        notes = Note.objects.visible_to(actor).filter(pk__in=list(ids)).select_related(*reading.BESIDE)
        return {
            note.pk: (note.body[:80], note.get_absolute_url())
            for note in reading.with_words(list(notes), actor)
            if note.may_show
        }

    def writer(self, batch: ImportBatch, plan: Plan, by: Actor) -> NoteWriter:
        return NoteWriter(batch, plan, by)

    def preview(self, batch: ImportBatch, plan: Plan, by: Actor, rows: Sequence[Row]) -> kinds.Preview:
        writer = self.writer(batch, plan, by)
        chunk = writer.prepare(rows)
        with transaction.atomic():
            writer.write(chunk)
            there = {row.line: row for row in ImportRow.objects.visible_to(by).of_batch(batch.pk)}
            transaction.set_rollback(True)
        shown = []
        for said in chunk:
            row, values = there[said.row.line], said.values
            cells = [
                values["quote"],
                values["speaker"] or values["constituency"],
                values["language"],
                values["translation"],
            ]
            shown.append(
                kinds.Shown(
                    said.row.line, 0, row.outcome, [kinds.ShownCell(cell) for cell in cells], row.reasons
                )
            )
        return kinds.Preview([_("What was said"), _("Who said it"), _("Language"), _("Translation")], shown)

    def expected_errors(self, batch: ImportBatch, plan: Plan, by: Actor, rows: Sequence[Row]) -> int:
        writer = self.writer(batch, plan, by)
        return sum(1 for said in writer.prepare(rows) if said.is_wrong or writer.session is None)

    def finished(self, batch: ImportBatch, by: Actor) -> None:
        session = (
            ListeningSession.objects.visible_to(by).filter(pk=batch.options.get("session") or None).first()
        )
        if session:
            services.notes_are_in(by=by, session=session)

    def undo(self, batch: ImportBatch, ids: Sequence[uuid.UUID], by: Actor) -> dict[uuid.UUID, str]:
        kept = services.take_back_notes(by=by, ids=ids, with_voices=True)
        return {pk: "undo.in_use" if pk in kept else "" for pk in ids}


kinds.register(Notes())
