"""Files for other coding tools: valid, complete to the character, silent about people; and everything comes back once."""

import io
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
import xmlschema
from django.core.files import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from contacts.models import ConsentEvent
from crm.access.errors import DomainError
from crm.access.tenancy import tenant
from crm.audit.models import AuditEvent
from crm.imports import exporting
from crm.imports.models import ExportFile
from crm.queue.models import Job
from listening.exchange import running
from listening.models import (
    Code,
    Codebook,
    Coding,
    CodingRound,
    Excerpt,
    ExchangeFile,
    ExchangeRow,
    ListeningSession,
    Note,
    Redaction,
)
from listening.refi.reading import ProjectReader
from listening.services.exchange import exchanging
from tests import make
from tests.crm.imports.bringing import stepper
from tests.listening import made

SCHEMA = xmlschema.XMLSchema(Path(__file__).parents[2] / "data" / "refi_qda" / "Project.xsd")
BODY = "\U0001f68c\U0001f3fd The bus of Ms. Alvarez\ncame late. Tre\u0301s veces.\n\U00010437 no vino."


@pytest.fixture
def coded(cast):
    """Three notes of two speakers, two coders; a name in the first one is redacted."""
    first = make.member(cast.north, "researcher", name="Robin Coder")
    second = make.member(cast.north, "researcher", name="Sam Coder")
    with tenant(cast.north.id):
        ana = make.contact(cast.north, "Ana Ruiz")
        project = made.project(first, "Buses")
        book, codes = made.codebook(first, "Late buses", "=Fear & <more>")
        codes["Late buses"].short_definition, codes["Late buses"].include = "It is late", "Line one\nline two"
        codes["Late buses"].name_es, codes["Late buses"].colour = "Camiones tarde", "#1b5a49"
        codes["Late buses"].save()
        at = made.session(first, project, title="At Ana's house")
        speaker, other = (
            made.voice(first, at, "P1", contact=ana, constituencies=["parent"]),
            made.voice(first, at, "P2"),
        )
        notes = [
            made.note(first, at, BODY, speaker),
            made.note(first, at, "=1+1 was said", other),
            made.note(first, at, "uncoded"),
        ]
        coding_round = made.coding_round(project, book, *notes, coders=[first, second])
        made.coded(first, notes[0], "\U0001f68c\U0001f3fd The bus", codes["Late buses"], of=coding_round)
        made.coded(second, notes[0], "\U0001f68c\U0001f3fd The bus", codes["=Fear & <more>"], of=coding_round)
        made.coded(second, notes[0], "\U00010437 no vino", codes["Late buses"], of=coding_round)
        made.coded(first, notes[1], "=1+1 was said", codes["=Fear & <more>"])
        start = BODY.index("Alvarez")
        Redaction.objects.create(
            organization_id=cast.north.id, version=notes[0], start=start, end=start + 7, mark="[a driver]"
        )
    return SimpleNamespace(by=first, project=project, book=book, codes=codes, notes=notes, speaker=speaker)


def given_out(
    of, by, tmp_path: Path, name: str, *, kind="codings", layout="refi", form="qdpx", **filters
) -> Path:
    path = tmp_path / name
    with tenant(of.id):
        file = ExportFile(
            organization_id=of.id, kind=kind, layout=layout, file_format=form, reason="test",
            filters={key: [str(value)] for key, value in filters.items()},
        )  # fmt: skip
    outcome = exporting.write_rows(file, path, asker=by, step=stepper(of))
    assert outcome.digest
    return path


def brought_in(of, by, path: Path, **options) -> ExchangeFile:
    with tenant(of.id), path.open("rb") as opened:
        file = exchanging.bring_in(by=by, file=File(opened, name=path.name), name=path.name, **options)
    run = SimpleNamespace(actor=make.system(of), step=stepper(of), done=0)
    running.bring_in(run, file)
    with tenant(of.id):
        file.refresh_from_db()
    return file


def said(of) -> dict:
    with tenant(of.id):
        rows = Coding.objects.standing().select_related("excerpt", "code")
        return {
            row.guid: (row.excerpt.start, row.excerpt.end, row.excerpt.text, row.code.guid, row.at)
            for row in rows
        }


def document(path: Path):
    with ProjectReader(path) as project:
        return project.head, sorted(project.sources(), key=lambda source: source.guid)


def test_a_project_file_is_valid_and_silent_about_people(coded, cast, tmp_path):
    path = given_out(cast.north, coded.by, tmp_path, "out.qdpx", project=coded.project.pk)

    with zipfile.ZipFile(path) as archive:
        SCHEMA.validate(io.BytesIO(archive.read("project.qde")))
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert all(name not in everything for name in ("Ana", "Ruiz", "Alvarez", "Robin", "Sam Coder"))
    head, sources = document(path)
    marked = {source.text[part.start : part.end] for source in sources for part in source.selections}
    assert marked == {"\U0001f68c\U0001f3fd The bus", "\U00010437 no vino", "=1+1 was said"}
    assert sorted(head.users.values()) == ["Coder 1", "Coder 2"]


def test_codings_come_back_to_the_character_and_keep_their_ids(coded, cast, tmp_path):
    there = make.member(cast.south, "researcher")
    path = given_out(cast.north, coded.by, tmp_path, "out.qdpx", project=coded.project.pk)
    with tenant(cast.south.id):
        theirs = made.project(there, "Theirs")

    file = brought_in(cast.south, there, path, project=theirs)

    assert (file.state, file.counts) == ("done", {"codes": 2, "texts": 3, "codings": 4})
    masked = BODY.replace("Alvarez", "\u2588" * 7)
    assert said(cast.south) == said(cast.north)
    with tenant(cast.south.id):
        code = Code.objects.get(name_en="Late buses")
        assert (code.short_definition, code.include, code.name_es, code.colour) == (
            "It is late", "Line one\nline two", "Camiones tarde", "#1b5a49",
        )  # fmt: skip
        assert masked in [version.body for note in Note.objects.all() for version in note.versions.all()]
        assert CodingRound.objects.count() == 2  # one for each coder of theirs
    back = given_out(cast.south, there, tmp_path, "back.qdpx", project=theirs.pk)
    before, after = document(path), document(back)
    assert [(s.guid, s.text, s.selections) for s in after[1]] == [
        (s.guid, s.text, s.selections) for s in before[1]
    ]
    assert (after[0].codes, after[0].users.keys()) == (before[0].codes, before[0].users.keys())
    ours = said(cast.north)
    home = brought_in(cast.north, coded.by, back)
    assert (home.counts.get("codings", 0), home.counts["codings_known"]) == (0, 4)
    assert said(cast.north) == ours


def test_the_same_file_twice_brings_nothing_twice_and_undo_leaves_nothing(coded, cast, tmp_path):
    there = make.member(cast.south, "researcher")
    path = given_out(cast.north, coded.by, tmp_path, "out.qdpx", project=coded.project.pk)
    file = brought_in(cast.south, there, path)
    again = brought_in(cast.south, there, path)
    assert again.counts == {"codes_known": 2, "texts_known": 3, "codings_known": 4}

    for one in (again, file):
        with tenant(cast.south.id):
            exchanging.ask_undo_exchange(by=there, file=one)
        run = SimpleNamespace(actor=make.system(cast.south), step=stepper(cast.south), done=0)
        running.take_back(run, one)

    with tenant(cast.south.id):
        left = [
            model.objects.count()
            for model in (Coding, Excerpt, CodingRound, Note, ListeningSession, Code, Codebook, ExchangeRow)
        ]
        assert left == [0] * 8
        file.refresh_from_db()
        assert (file.state, file.counts["codings"]) == ("undone", 4)


def test_what_was_built_upon_stays(coded, cast, tmp_path):
    there = make.member(cast.south, "researcher")
    path = given_out(cast.north, coded.by, tmp_path, "out.qdpx", project=coded.project.pk)
    file = brought_in(cast.south, there, path)
    with tenant(cast.south.id):
        excerpt = Excerpt.objects.get(text="=1+1 was said")
        mine = Coding.objects.create(
            organization_id=cast.south.id,
            excerpt=excerpt,
            code=Code.objects.get(name_en="Late buses"),
            coder_id=there.id,
        )
        exchanging.ask_undo_exchange(by=there, file=file)

    running.take_back(SimpleNamespace(actor=make.system(cast.south), step=stepper(cast.south), done=0), file)

    with tenant(cast.south.id):
        assert list(Coding.objects.all()) == [mine]
        assert [Excerpt.objects.count(), Note.objects.count(), Code.objects.count()] == [1, 1, 1]


def test_words_taken_back_never_leave(coded, cast, tmp_path):
    with tenant(cast.north.id):
        ConsentEvent.objects.create(
            organization_id=cast.north.id, participant_id=coded.speaker.pk, purpose="quote", value="withdrawn"
        )

    project = given_out(cast.north, coded.by, tmp_path, "out.qdpx", project=coded.project.pk)
    sheet = given_out(
        cast.north, coded.by, tmp_path, "out.csv", layout="taguette", form="csv", project=coded.project.pk
    )

    assert sorted(source.text for source in document(project)[1]) == ["=1+1 was said", "uncoded"]
    assert "The bus" not in sheet.read_text() and "no vino" not in sheet.read_text()


def test_sheets_are_taguettes_and_nothing_in_them_runs(coded, cast, tmp_path):
    sheet = given_out(
        cast.north, coded.by, tmp_path, "e.xlsx", layout="taguette", form="xlsx", project=coded.project.pk
    )
    codes = given_out(
        cast.north, coded.by, tmp_path, "c.csv", kind="codebook", layout="taguette", form="csv", codebook=coded.book.pk
    )  # fmt: skip

    rows = CalamineWorkbook.from_path(sheet).get_sheet_by_index(0).to_python()
    assert rows[0] == ["id", "document", "tag", "content"]
    assert len(rows) == 5
    assert ["'=Fear & <more>", "'=1+1 was said"] in [row[2:] for row in rows]
    lines = codes.read_text("utf-8-sig").splitlines()
    assert lines[0] == "tag,parent,description,number of highlights"
    assert any(line.startswith("'=Fear & <more>,,") for line in lines)


def test_a_codebook_comes_in_from_taguettes_csv_and_from_our_own(coded, cast, tmp_path):
    there = make.member(cast.south, "researcher")
    path = tmp_path / "codebook.csv"
    path.write_text('tag,parent,description,number of highlights\nbus,,,3\nbus.late,bus,"=late",1\n', "utf-8")

    file = brought_in(cast.south, there, path)
    again = brought_in(cast.south, there, path)

    assert (file.counts, again.counts) == ({"codes": 2}, {"codes_known": 2})
    with tenant(cast.south.id):
        late = Code.objects.get(name_en="late")
        assert (late.parent.name_en, late.short_definition) == ("bus", "=late")
    ours = given_out(
        cast.north, coded.by, tmp_path, "ours.qdc", kind="codebook", form="qdc", codebook=coded.book.pk
    )
    file = brought_in(cast.south, there, ours)
    with tenant(cast.south.id):
        assert {code.guid for code in file.codebook.codes.all()} == {
            code.guid for code in coded.codes.values()
        }


def test_a_hostile_file_leaves_nothing_but_the_reason(cast, tmp_path):
    by = make.member(cast.north, "researcher")
    bomb = tmp_path / "bad.qdc"
    bomb.write_text(
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><CodeBook xmlns="urn:QDA-XML:codebook:1.0">&a;</CodeBook>'
    )

    file = brought_in(cast.north, by, bomb)

    assert (file.state, file.refusal) == ("failed", "xml")
    with tenant(cast.north.id):
        assert not Codebook.objects.exists()
        with pytest.raises(DomainError):
            exchanging.bring_in(by=by, file=SimpleUploadedFile("x.exe", b"x"), name="x.exe")


@pytest.mark.parametrize(("body", "state"), [(b"<CodeBook>", "failed"), (b"tag,parent\nbus,\n", "done")])
def test_an_upload_is_deleted_once_it_is_read_and_only_when_that_is_kept(
    cast, tmp_path, body, state, django_capture_on_commit_callbacks
):
    by = make.member(cast.north, "researcher")
    path = tmp_path / ("bad.qdc" if state == "failed" else "codes.csv")
    path.write_bytes(body)

    with django_capture_on_commit_callbacks() as ended:
        file = brought_in(cast.north, by, path)
    kept = exchanging.upload_of(file)
    assert (file.state, kept.read_bytes()) == (state, body)  # not before the outcome is written for good
    for one in ended:
        one()

    assert not kept.parent.exists()


def test_on_the_pages(coded, cast, client, tmp_path):
    path = given_out(cast.north, coded.by, tmp_path, "out.qdpx", project=coded.project.pk)
    make.login(client, coded.by)

    page = client.get(reverse("listening:exchange")).content.decode()
    assert f"project={coded.project.pk}" in page
    asked = client.get(reverse("imports:export", args=["codings"]) + f"?project={coded.project.pk}")
    assert b"Everybody" not in asked.content and b"REFI-QDA" in asked.content
    answer = client.post(
        reverse("imports:export", args=["codings"]) + f"?project={coded.project.pk}",
        {"reason": "for MAXQDA", "layout": "refi", "file_format": "qdpx"},
    )
    assert answer.status_code == 302
    with path.open("rb") as opened:
        answer = client.post(reverse("listening:exchange"), {"file": opened})
    assert answer.status_code == 302
    assert client.get(answer.url).status_code == 200
    assert client.post(reverse("listening:exchange"), {}).status_code == 422
    with tenant(cast.north.id):
        kinds = set(Job.objects.values_list("kind", flat=True))
        assert {"imports.export", "listening.bring_in_codings"} <= kinds
        assert AuditEvent.objects.filter(verb="listening.exchange_uploaded").exists()
    make.login(client, cast.organizer)
    assert client.get(reverse("imports:export", args=["codings"])).status_code == 403
