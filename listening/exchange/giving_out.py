"""Files for other coding tools: a project with its codings, a codebook, a sheet of excerpts.

Under pseudonyms, redacted words masked letter by letter so that places stay, and only words that may still be read for
coding: what was taken back never leaves.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from crm.access.actors import Actor
from crm.imports.models import ExportFile
from listening.exchange.descriptions import told
from listening.gate import QuoteGate, Use
from listening.gate.covering import hidden_names
from listening.models import (
    Code,
    Codebook,
    Coding,
    Excerpt,
    ExchangeRow,
    ListeningProject,
    Note,
    NoteVersion,
    Redaction,
)
from listening.refi.documents import CodeEntry, Codes, CodingEntry, Head, Selection, TextSource
from listening.refi.writing import ProjectWriter, write_codebook
from listening.services.exchange.taking_in import MASK
from listening.tables.code_tables import standing_codings

Step = Callable[..., AbstractContextManager[Any]]
VARIABLES = (
    "Constituency",
    "Language",
    "Month",
)  # nothing that tells a place: few people speak in one school
NAMESPACE = uuid.UUID("5a0d8c1e-66a5-5a7c-9d6a-0f6d3a5c7e42")
AT_ONCE = 200


class ProjectFile:
    """A .qdpx of one project."""

    headers = ["users", "codes", "sources", "selections", "codings"]

    def __init__(self, file: ExportFile, by: Actor):
        self.by, self.left_out = by, Counter[str]()
        self.project = project_of(file, by)

    def write(self, path: Path, step: Step) -> int:
        with step():
            head, versions = self._head(), list(self._versions().values_list("pk", flat=True))
        count = 0
        with ProjectWriter(path, head, now=timezone.now()) as target:
            for start in range(0, len(versions), AT_ONCE):
                with step(done=start, total=len(versions)):
                    sources = self._sources(versions[start : start + AT_ONCE])
                for source in sources:
                    count += sum(len(part.codings) for part in source.selections)
                    target.add(source)
        return count

    def _head(self) -> Head:
        codings = standing_codings(self.by, self.project).order_by()
        books = set(codings.values_list("code__codebook_id", flat=True).distinct())
        books |= {self.project.codebook_id} - {None}
        codes = Code.objects.visible_to(self.by).filter(codebook_id__in=books)
        used = set(codings.values_list("code_id", flat=True).distinct())
        users = {guid for guid, _coding in _users(self.by, codings) if guid}
        return Head(
            str(self.project),
            users={guid: f"Coder {number}" for number, guid in enumerate(sorted(users), 1)},
            codes=tree_of(codes, used),
            variables={name: uuid.uuid5(NAMESPACE, name) for name in VARIABLES},
        )

    def _versions(self) -> QuerySet[NoteVersion]:
        """Wordings that carry codings, and the newest of every note."""
        notes = Note.objects.visible_to(self.by).filter(session__project=self.project)
        newer = NoteVersion.objects.visible_to(self.by).filter(
            note_id=OuterRef("note_id"), number__gt=OuterRef("number")
        )
        coded = standing_codings(self.by, self.project).filter(excerpt__version_id=OuterRef("pk"))
        versions = NoteVersion.objects.visible_to(self.by).filter(note__in=notes)
        return (
            versions.exclude(note__session__status="cancelled")
            .filter(~Exists(newer) | Exists(coded))
            .order_by("note_id", "number")
        )

    def _sources(self, ids: Sequence[uuid.UUID]) -> list[TextSource]:
        versions = list(
            NoteVersion.objects.visible_to(self.by)
            .filter(pk__in=ids)
            .select_related("note__session", "note__participant")
            .order_by("note_id", "number")
        )
        allowed = QuoteGate(self.by, use=Use.CODING, purpose="REFI-QDA file").allowed(
            {version.note_id for version in versions}
        )
        self.left_out["withdrawn"] += sum(version.note_id not in allowed for version in versions)
        versions = [version for version in versions if version.note_id in allowed]
        marks = masks_of(self.by, versions)
        for key, names in hidden_names(self.by, versions).items():
            marks[key] += [(one.start, one.end) for one in names]
        selections = self._selections(versions)
        guids = dict(
            ExchangeRow.objects.visible_to(self.by)
            .filter(what="source", object_id__in=[version.pk for version in versions])
            .order_by("-pk")
            .values_list("object_id", "guid")
        )
        return [
            TextSource(
                guids.get(version.pk, version.pk),
                document_name(version.note),
                masked(version.body, marks.get(version.pk, ())),
                selections.get(version.pk, []),
                values_of(version.note),
            )
            for version in versions
        ]

    def _selections(self, versions: Iterable[NoteVersion]) -> dict[uuid.UUID, list[Selection]]:
        codings = standing_codings(self.by, self.project).filter(
            excerpt__version__in=[version.pk for version in versions]
        )
        by_excerpt: dict[uuid.UUID, list[CodingEntry]] = defaultdict(list)
        excerpts: dict[uuid.UUID, Excerpt] = {}
        for guid, coding in _users(self.by, codings.select_related("excerpt", "code").order_by("at", "pk")):
            excerpts[coding.excerpt_id] = coding.excerpt
            by_excerpt[coding.excerpt_id].append(CodingEntry(coding.guid, coding.code.guid, guid, coding.at))
        found: dict[uuid.UUID, list[Selection]] = defaultdict(list)
        for excerpt in sorted(excerpts.values(), key=lambda one: (one.start, one.end, one.pk)):
            found[excerpt.version_id].append(
                Selection(excerpt.guid, excerpt.start, excerpt.end, "", by_excerpt[excerpt.pk])
            )
        return found


class CodebookFile:
    """A .qdc of one codebook."""

    headers = ["codes"]

    def __init__(self, file: ExportFile, by: Actor):
        self.left_out = Counter[str]()
        self.by, self.book = by, codebook_of(file, by)

    def write(self, path: Path, step: Step) -> int:
        with step():
            codes = tree_of(Code.objects.visible_to(self.by).filter(codebook=self.book))
        return write_codebook(path, codes)


class CodebookSheet:
    """A codebook in Taguette's columns."""

    headers = ["tag", "parent", "description", "number of highlights"]

    def __init__(self, file: ExportFile, by: Actor):
        self.by, self.left_out = by, Counter[str]()
        self.codes = (
            Code.objects.visible_to(by).filter(codebook=codebook_of(file, by)).exclude(status="merged")
        )

    def count(self) -> int:
        return self.codes.count()

    def after(self, last: uuid.UUID | None, rows: int) -> tuple[list[list[str]], uuid.UUID | None]:
        codes = list(self.codes.select_related("parent").order_by("parent__position", "position", "pk"))
        counts: Counter[uuid.UUID] = Counter(
            Coding.objects.visible_to(self.by).standing().filter(code__in=codes).order_by()
            .values_list("code_id", "excerpt_id").distinct().values_list("code_id", flat=True)
        )  # fmt: skip
        return [
            [tag_of(code), tag_of(code.parent) if code.parent else "", told(code), str(counts[code.pk])]
            for code in sorted(codes, key=lambda code: code.parent is not None)
        ], None


class ExcerptSheet:
    """Excerpts in Taguette's columns: one line for each code on one."""

    headers = ["id", "document", "tag", "content"]

    def __init__(self, file: ExportFile, by: Actor):
        self.by, self.left_out = by, Counter[str]()
        self.project = project_of(file, by)

    def _excerpts(self) -> QuerySet[Excerpt]:
        codings = standing_codings(self.by, self.project)
        return Excerpt.objects.visible_to(self.by).filter(
            Q(session__project=self.project), Exists(codings.filter(excerpt_id=OuterRef("pk")))
        )

    def count(self) -> int:
        return self._excerpts().count()

    def after(self, last: uuid.UUID | None, rows: int) -> tuple[list[list[str]], uuid.UUID | None]:
        found = self._excerpts().select_related("note__session", "note__participant").order_by("pk")
        page = list((found.filter(pk__gt=last) if last else found)[:rows])
        tags: dict[uuid.UUID, dict[uuid.UUID, str]] = defaultdict(dict)
        codings = standing_codings(self.by, self.project).filter(excerpt__in=[one.pk for one in page])
        for coding in codings.select_related("code__parent").order_by("at", "pk"):
            tags[coding.excerpt_id][coding.code_id] = tag_of(coding.code)
        shown = QuoteGate(self.by, use=Use.CODING, purpose="sheet of excerpts").show(page)
        written = []
        for excerpt, quote in zip(page, shown, strict=True):
            if not quote.is_shown:
                self.left_out["withdrawn"] += 1
                continue
            written += [
                [str(excerpt.guid), document_name(excerpt.note), tag, quote.words]
                for tag in tags[excerpt.pk].values()
            ]
        return written, page[-1].pk if len(page) == rows else None


def project_of(file: ExportFile, by: Actor) -> ListeningProject:
    return ListeningProject.objects.visible_to(by).get(pk=_asked(file, "project"))


def codebook_of(file: ExportFile, by: Actor) -> Codebook:
    return Codebook.objects.visible_to(by).get(pk=_asked(file, "codebook"))


def tag_of(code: Code) -> str:
    """Taguette's path: the family, a dot, the code."""
    return f"{tag_of(code.parent)}.{code.name_en}" if code.parent else code.name_en


def document_name(note: Note) -> str:
    """Nothing that tells who or where."""
    who = note.participant.pseudonym if note.participant else "-"
    return f"{timezone.localtime(note.session.starts_at):%Y-%m} {who} {note.pk.hex[-6:]}"


def values_of(note: Note) -> dict[str, str]:
    speaker = note.participant
    values = {
        "Constituency": ", ".join(speaker.constituencies) if speaker else "",
        "Language": note.language,
        "Month": f"{timezone.localtime(note.session.starts_at):%Y-%m}",
    }
    return {name: value for name, value in values.items() if value}


def masks_of(by: Actor, versions: Iterable[NoteVersion]) -> dict[uuid.UUID, list[tuple[int, int]]]:
    found: dict[uuid.UUID, list[tuple[int, int]]] = defaultdict(list)
    rows = Redaction.objects.visible_to(by).filter(version__in=[one.pk for one in versions], undone_at=None)
    for version, start, end in rows.values_list("version_id", "start", "end"):
        found[version].append((start, end))
    return found


def masked(body: str, stretches: Iterable[tuple[int, int]]) -> str:
    """Each letter under a redaction becomes a block; line ends stay, and so does every place."""
    letters = list(body)
    for start, end in stretches:
        for place in range(start, min(end, len(letters))):
            if letters[place] != "\n":
                letters[place] = MASK
    return "".join(letters)


def tree_of(codes: QuerySet[Code], used: Iterable[uuid.UUID] = ()) -> Codes:
    """Codes that stand, and those that something is still coded with."""
    rows = list(
        codes.filter(~Q(status="merged") | Q(pk__in=list(used))).order_by("position", "name_en", "pk")
    )
    entries: dict[uuid.UUID, CodeEntry] = {}
    seen: set[uuid.UUID] = set()
    for code in rows:
        if code.guid not in seen:
            seen.add(code.guid)
            colour = code.colour
            entries[code.pk] = CodeEntry(
                code.guid, code.name_en or code.name, code.is_codable, colour, told(code)
            )
    top = []
    for code in rows:
        if code.pk in entries:
            above = entries.get(code.parent_id)
            (above.children if above else top).append(entries[code.pk])
    return Codes(top)


def _users(by: Actor, codings: QuerySet[Coding]) -> list[tuple[uuid.UUID | None, Coding]]:
    """Each coding with its coder's id in files: a member's own, or the one that came with somebody else's file."""
    outside = dict(
        ExchangeRow.objects.visible_to(by)
        .filter(what="coder")
        .order_by("-pk")
        .values_list("object_id", "guid")
    )
    return [(coding.coder_id or outside.get(coding.round_id), coding) for coding in codings]


def _asked(file: ExportFile, name: str) -> str:
    value = file.filters.get(name)
    return value[0] if isinstance(value, list) else str(value)
