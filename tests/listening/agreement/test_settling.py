"""From codings to kappa, from a difference to what was settled; and what nobody may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import ConsentEvent
from crm.access.errors import DomainError, NotAllowed
from crm.access.tenancy import tenant
from crm.audit.models import AuditEvent
from listening.agreement import measures, reading
from listening.models import Adjudication, Coding
from listening.services.coding import adjudicating
from listening.tables import code_tables
from tests import make
from tests.listening import made

BODY = "\n\n".join(f"Line {n} about \U0001f68c buses." for n in range(20))


@pytest.fixture
def two(cast):
    """Forty passages, two coders: the first saw "late" in ten of them, the second in eight of those and two others."""
    first, second = make.member(cast.north, "researcher"), make.member(cast.north, "researcher")
    with tenant(cast.north.id):
        project = made.project(first)
        book, codes = made.codebook(first, "late", "fear")
        at = made.session(first, project)
        notes = [made.note(first, at, BODY), made.note(first, at, BODY)]
        coding_round = made.coding_round(project, book, *notes, coders=[first, second])
        for number in range(10):
            made.coded(first, notes[0], f"Line {number} about", codes["late"], of=coding_round)
        for number in [*range(8), 18, 19]:
            made.coded(second, notes[0], f"Line {number} about", codes["late"], of=coding_round)
        yield first, second, coding_round, codes, notes


def line_of(sheet, code):
    (pair, _units) = sheet.pairs[0]
    return next(line for line in sheet.lines(pair) if line.code == code)


def test_a_round_gives_kappa_by_passage(two):
    first, _second, coding_round, codes, _notes = two

    sheet = reading.of_round(first, coding_round)

    line = line_of(sheet, codes["late"])
    assert line.agreement.table in (measures.Table(8, 2, 2, 28),)
    assert line.agreement.kappa == pytest.approx((36 / 40 - 0.625) / (1 - 0.625))
    assert [line.waiting, len(sheet.waiting)] == [4, 4]


def test_the_number_of_queries_is_fixed(two):
    first, second, coding_round, codes, notes = two
    with CaptureQueriesContext(connection) as before:
        reading.of_round(first, coding_round)
    for version in notes:
        for number in range(10, 20):
            made.coded(second, version, f"Line {number} ", codes["fear"], of=coding_round)

    with CaptureQueriesContext(connection) as after:
        reading.of_round(first, coding_round)

    assert len(after) == len(before) <= 12


def test_what_was_settled_leaves_agreement_and_waits_no_more(two):
    first, _second, coding_round, codes, _notes = two
    sheet = reading.of_round(first, coding_round)
    before, one = line_of(sheet, codes["late"]).agreement, sheet.waiting[0]

    adjudicating.adjudicate(
        by=first, coding_round=coding_round, version_id=one.place.version, unit=one.place.number,
        code_id=one.code.pk, applies=False, reason="  A route, not a delay.\n",
    )  # fmt: skip

    again = reading.of_round(first, coding_round)
    assert line_of(again, codes["late"]).agreement == before
    assert (len(again.waiting), again.disagreements[0].settled.reason) == (3, "A route, not a delay.")
    assert Coding.objects.filter(undone_at=None).count() == 20
    assert AuditEvent.objects.filter(verb="listening.disagreement_settled").count() == 1


def test_a_code_that_does_not_apply_after_all_counts_in_no_table(two):
    first, _second, coding_round, _codes, _notes = two
    project = coding_round.project
    one = reading.of_round(first, coding_round).waiting[0]
    settle = {"version_id": one.place.version, "unit": one.place.number, "code_id": one.code.pk}

    before = code_tables.code_table(first, project, code_tables.By.LANGUAGE).total.excerpts
    adjudicating.adjudicate(by=first, coding_round=coding_round, applies=False, reason="No.", **settle)
    after = code_tables.code_table(first, project, code_tables.By.LANGUAGE).total.excerpts
    adjudicating.adjudicate(
        by=first, coding_round=coding_round, applies=True, reason="Yes, it does.", **settle
    )

    assert (before, after) == (12, 11)
    assert code_tables.code_table(first, project, code_tables.By.LANGUAGE).total.excerpts == 12
    assert Adjudication.objects.count() == 1


def test_settling_needs_a_reason_a_difference_and_a_coder(two, cast):
    first, _second, coding_round, codes, _notes = two
    one = reading.of_round(first, coding_round).waiting[0]
    settle = {
        "coding_round": coding_round, "version_id": one.place.version, "unit": one.place.number,
        "code_id": one.code.pk, "applies": True,
    }  # fmt: skip

    with pytest.raises(DomainError):
        adjudicating.adjudicate(by=first, reason=" ", **settle)
    with pytest.raises(NotAllowed):
        adjudicating.adjudicate(by=cast.organizer, reason="Because.", **settle)
    with pytest.raises(adjudicating.NoDisagreement):
        adjudicating.adjudicate(by=first, reason="Because.", **settle | {"code_id": codes["fear"].pk})


def test_a_blind_round_shows_nothing_while_it_is_open(two, client):
    first, _second, coding_round, _codes, _notes = two
    coding_round.is_blind = True
    coding_round.save()
    make.login(client, first)

    page = client.get(reverse("listening:round_agreement", args=[coding_round.pk]))
    to_differences = client.get(reverse("listening:disagreements", args=[coding_round.pk]))

    assert b"still blind" in page.content and b"buses" not in page.content
    assert to_differences.status_code == 302


def test_words_that_were_taken_back_are_not_among_the_differences(two, client):
    first, _second, coding_round, _codes, notes = two
    speaker = made.voice(first, notes[0].note.session, "P1")
    notes[0].note.participant = speaker
    notes[0].note.save()
    make.login(client, first)
    address = reverse("listening:disagreements", args=[coding_round.pk])
    assert b"buses" in client.get(address).content

    ConsentEvent.objects.create(
        organization_id=first.organization_id, participant_id=speaker.pk, purpose="quote", value="withdrawn"
    )

    page = client.get(address).content
    assert b"buses" not in page and b"withdrawn" in page


def test_settle_on_the_page(two, client):
    first, _second, coding_round, _codes, _notes = two
    make.login(client, first)
    one = reading.of_round(first, coding_round).waiting[0]
    address = reverse("listening:adjudicate", args=[coding_round.pk, one.place.version, one.code.pk])
    address += f"?unit={one.place.number}"

    assert client.get(address).status_code == 200
    assert client.post(address, {"applies": "yes"}).status_code == 422
    answer = client.post(address, {"applies": "yes", "reason": "It never came."}, follow=True)

    assert answer.status_code == 200
    assert Adjudication.objects.get().applies
    table = client.get(reverse("listening:round_agreement", args=[coding_round.pk])).content.decode()
    assert "0.73" in table and "Krippendorff" in table
