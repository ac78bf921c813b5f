"""Notes by spreadsheet."""

from crm.access.tenancy import tenant
from crm.imports.models import ImportRow
from listening.models import Note, NoteTranslation, SessionParticipant
from listening.services.notes import memos
from tests import make
from tests.crm.imports.bringing import bring, ready, undo

SHEET = """Quote,Speaker,I am a,Language,Translation,How written down
"Faltan choferes, sobran excusas.",P1,parent,Spanish,"Drivers are missing, excuses are plenty.",word for word
"The bus comes at 5:40.",Ms. T,student,English,,
"It comes late, then.",Ms. T,student,,,
,P1,parent,,,
"I live at 12 Mabry Creek Lane.",,,,,
"""


def brought(cast, text=SHEET, **options):
    held = options.pop("session", None) or make.session(cast.north)
    batch = bring(
        cast.north, cast.lead, text, kind="notes", name="notes.csv",
        session=str(held.pk), language="en", confidentiality="team", **options,
    )  # fmt: skip
    return held, batch


def reasons(batch):
    rows = ImportRow.objects.filter(batch_id=batch.pk).order_by("line")
    return [(row.outcome, [reason["code"] for reason in row.reasons]) for row in rows]


def test_each_row_becomes_a_note_of_its_speaker_and_names_are_not_kept(cast):
    held, batch = brought(cast)

    with tenant(cast.north.id):
        notes = list(Note.objects.order_by("pk").select_related("participant"))
        assert [(note.language, note.fidelity) for note in notes] == [
            ("es", "verbatim"), ("en", "near"), ("en", "near"), ("en", "near")
        ]  # fmt: skip
        voices = [note.participant and note.participant.pseudonym for note in notes]
        assert voices == ["P1", "P2", "P2", None]
        assert notes[0].author_id == cast.lead.membership_id
        assert NoteTranslation.objects.get().body.startswith("Drivers")
        assert reasons(batch)[3:] == [("error", ["note.no_words"]), ("created", ["note.caution"])]
        assert "Ms. T" not in str(list(SessionParticipant.objects.values()))
        held.refresh_from_db()
        assert held.status == "noted"


def test_a_sheet_of_quotes_is_recognised(cast):
    batch = ready(
        cast.lead,
        SHEET,
        kind="",
        name="notes.csv",
        session=str(make.session(cast.north).pk),
        language="en",
        confidentiality="team",
    )

    assert batch.kind == "notes"


def test_the_same_sheet_again_makes_nothing(cast):
    held, _first = brought(cast)
    _held, again = brought(cast, session=held)

    with tenant(cast.north.id):
        assert Note.objects.count() == 4
        assert again.counts == {"unchanged": 4, "error": 1}


def test_undo_takes_back_all_but_what_was_worked_with(cast):
    held, batch = brought(cast)
    with tenant(cast.north.id):
        touched = Note.objects.order_by("pk").last()
        memos.write_memo(by=cast.lead, note=touched, body="Ask again.")

    undo(cast.north, cast.lead, batch)

    with tenant(cast.north.id):
        assert list(Note.objects.all()) == [touched]
        assert not SessionParticipant.objects.filter(session=held).exists()
        row = ImportRow.objects.get(batch_id=batch.pk, object_id=touched.pk)
        assert (row.undo, row.undo_reason) == ("kept", "undo.in_use")
