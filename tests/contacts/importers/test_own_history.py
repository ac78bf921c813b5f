"""Rungs, assessments and answers of a file of ours: what is added, what stays as it is known here, what is never opened."""

import datetime
import uuid

import pytest
from django.urls import reverse

from contacts.consent import consent_of
from contacts.models import Assessment, ConsentEvent, Contact, Rung, RungStep
from contacts.services import assess, first_ladder, move_to_rung, record_consent
from contacts.uses import Use, standing_of_use
from crm.access.tenancy import tenant
from listening.models import Withdrawal
from tests import make
from tests.contacts.exporters.test_round_trip import exported
from tests.contacts.importers.test_tying import broken_off, from_there
from tests.crm.imports.bringing import bring, codes, outcomes, ready, undo

pytestmark = pytest.mark.django_db
D = datetime.date.fromisoformat
ANA, LUIS = (str(uuid.UUID(int=n, version=4)) for n in (2, 1))
HEAD = "Earshot ID,First name,Rungs,Assessments\n"
ANSWERS = "Earshot ID,First name,Age band,Use of words and pictures,Guardian's answers\n"


def steps(organization) -> set[tuple]:
    with tenant(organization.id):
        return {(str(step.since), str(step.until), step.rung.name) for step in RungStep.objects.all()}


def lines(organization) -> list[tuple]:
    with tenant(organization.id):
        found = ConsentEvent.objects.order_by("at", "pk")
        return [
            (line.purpose, line.value, line.given_by, str(line.guardian_id)[:8], line.source)
            for line in found
        ]


def use(organization, person, use) -> str:
    with tenant(organization.id):
        person.refresh_from_db()
        return standing_of_use(use, ConsentEvent.objects.said_by(person.pk), is_minor=person.is_minor).value


def test_where_somebody_stands_now_is_known_here_and_an_older_file_moves_nobody(cast):
    ana, luis = make.contact(cast.north, "Ana"), make.contact(cast.north, "Luis")
    with tenant(cast.north.id):
        heard, joined = first_ladder(by=cast.admin)[1:3]
        move_to_rung(by=cast.lead, contact=ana, rung=heard, on=D("2026-01-01"))
        move_to_rung(by=cast.lead, contact=luis, rung=heard, on=D("2026-01-01"))
        assess(by=cast.lead, contact=ana, level=3, on=D("2026-01-01"))
    older = exported(cast.north, cast.lead, "csv")
    with tenant(cast.north.id):
        move_to_rung(by=cast.lead, contact=ana, rung=joined, on=D("2026-02-01"))
        move_to_rung(by=cast.lead, contact=luis, rung=None, on=D("2026-02-01"))
        assess(by=cast.lead, contact=ana, level=1, on=D("2026-02-01"))
    before = steps(cast.north)

    assert bring(cast.north, cast.staff, older).counts == {"unchanged": 2}
    text = HEAD + (
        f"{ana.pk},Ana,\"7 Leads (2026-03-01 to ), by what they did; 1 Reached (2025-01-01 to 2025-06-01), by what they did\","
        "\"2 Supports it (2026-03-01 to ), we saw it\"\n"
    )  # fmt: skip
    batch = bring(cast.north, cast.staff, text)

    assert steps(cast.north) == before | {("2025-01-01", "2025-06-01", "Reached")}
    assert {"standing.put_down", "standing.known"} == set(codes(outcomes(cast.north, batch)[2]))
    undo(cast.north, cast.staff, batch)
    assert steps(cast.north) == before


def test_an_end_that_the_file_knows_lets_the_next_begin_and_an_undo_takes_both_back(cast):
    ana = make.contact(cast.north, "Ana")
    with tenant(cast.north.id):
        move_to_rung(by=cast.lead, contact=ana, rung=first_ladder(by=cast.admin)[1], on=D("2026-01-01"))
    before = steps(cast.north)
    text = HEAD + f'{ana.pk},Ana,"3 Joined in (2026-02-01 to ), by what they did; 2 Heard (2026-01-01 to 2026-02-01), an organizer\'s judgement",\n'  # fmt: skip

    batch = bring(cast.north, cast.staff, text)

    assert batch.counts == {"updated": 1}
    assert steps(cast.north) == {("2026-01-01", "2026-02-01", "Heard"), ("2026-02-01", "None", "Joined in")}
    undo(cast.north, cast.staff, batch)
    assert steps(cast.north) == before


def test_a_rung_that_is_not_here_is_made_by_who_may_change_the_ladder_and_is_told_to_others(cast):
    text = HEAD + f'{ANA},Ana,"4 Comes again (2026-01-01 to ), by what they did ""came""","1 Dirige (2026-01-01 to ), we saw it"\n'  # fmt: skip

    staff = bring(cast.north, cast.staff, text)

    row = outcomes(cast.north, staff)[2]
    assert [(reason["code"], reason.get("name")) for reason in row.reasons] == [("standing.no_rung", "Comes again"), ("standing.put_down", None)]  # fmt: skip
    with tenant(cast.north.id):
        assert not Rung.objects.exists()
        assert Assessment.objects.get().words == "Dirige"
    admin = bring(cast.north, cast.admin, text)
    with tenant(cast.north.id):
        step = RungStep.objects.get()
        assert (step.rung.position, step.rung.name, step.reason, step.recorded_by) == (
            4,
            "Comes again",
            "came",
            None,
        )
    undo(cast.north, cast.admin, admin)
    with tenant(cast.north.id):
        assert not Rung.objects.exists() and not RungStep.objects.exists()


def test_somebody_assessed_since_stays_when_the_import_is_taken_back(cast):
    batch = bring(cast.north, cast.admin, HEAD + f'{ANA},Ana,,"3 Undecided (2026-01-01 to ), we saw it"\n')
    with tenant(cast.north.id):
        assess(by=cast.lead, contact=Contact.objects.get(), level=2)

    undo(cast.north, cast.admin, batch)

    with tenant(cast.north.id):
        assert Contact.objects.exists() and Assessment.objects.count() == 2
    assert outcomes(cast.north, batch)[2].undo_reason == "undo.edited"


@pytest.mark.parametrize("rows", [0, 1])
def test_a_guardian_further_down_is_named_and_an_undo_leaves_nothing(cast, rows):
    text = ANSWERS + (
        f"{LUIS},Luis,13–15,,\"photos: yes (2026-03-01, paper) from Ana [{ANA}]; text: yes (2026-03-01, paper) from Ana [{ANA}]\"\n"
        f"{ANA},Ana,25+,photos: yes (2026-03-01),\n"
    )  # fmt: skip

    batch = bring(cast.north, cast.staff, text, rows=rows)

    with tenant(cast.north.id):
        ana, luis = (Contact.objects.get(given_name=name) for name in ("Ana", "Luis"))
        assert set(ConsentEvent.objects.values_list("purpose", "contact_id", "guardian_id", "given_by", "source")) == {
            (purpose, luis.pk, ana.pk, "guardian", "Guardian's answers (people.csv)") for purpose in ("photo", "text")
        }  # fmt: skip
        assert consent_of([luis])[luis.pk].standing("text").given_by == "guardian"
    assert codes(outcomes(cast.north, batch)[3]).count("consent.no_date") == 1  # no way: not taken
    undo(cast.north, cast.staff, batch)
    with tenant(cast.north.id):
        assert not ConsentEvent.objects.exists() and not Contact.objects.exists()


def test_an_answer_that_came_before_a_crash_still_waits_for_its_guardian(cast):
    text = ANSWERS + (
        f'{LUIS},Luis,13–15,,"photos: yes (2026-03-01, paper) from Ana [{ANA}]"\n{ANA},Ana,25+,,\n'
    )
    batch = broken_off(cast, text)
    assert not lines(cast.north)

    from_there(cast, batch)

    with tenant(cast.north.id):
        assert ConsentEvent.objects.get().guardian.given_name == "Ana"


def test_a_guardians_yes_needs_an_id_a_day_a_way_and_a_minor_and_a_no_needs_nothing(cast):
    grown = make.contact(cast.north, "Pat", age_band="25_plus")
    text = ANSWERS + (
        ",Kim,13–15,,\"text: yes (2026-03-01, paper); call: no\"\n"
        f"{ANA},Ana,13–15,,\"text: yes (, paper); e-mail: yes (2026-03-01); call: yes\"\n"
        f"{grown.pk},Pat,,,\"text: yes (2026-03-01, paper); photos: no (2999-01-01, paper)\"\n"
    )  # fmt: skip

    batch = bring(cast.north, cast.staff, text)

    rows = outcomes(cast.north, batch)
    assert codes(rows[2]) == ["consent.not_ours", "consent.told"]
    assert codes(rows[3]) == ["consent.no_date"]
    assert codes(rows[4]) == ["day.far_off", "consent.of_age", "consent.told"]
    assert [line[:3] for line in lines(cast.north)] == [
        ("call", "denied", "guardian"),
        ("photo", "denied", "guardian"),
    ]


def test_a_file_never_opens_words_that_somebody_closed_and_a_later_no_closes_them(cast):
    ana = make.contact(cast.north, "Ana")
    luis = make.contact(cast.north, "Luis")
    with tenant(cast.north.id):
        record_consent(by=cast.lead, contact=ana, purpose="photo", value="denied", given_on=D("2026-01-01"))
        record_consent(
            by=cast.lead, contact=luis, purpose="full_name", value="granted", given_on=D("2026-01-01")
        )
    text = ANSWERS + (
        f"{ana.pk},Ana,,\"photos: yes (2026-05-01, paper)\",\n{luis.pk},Luis,,words: withdrawn (2026-05-01),\n"
    )  # fmt: skip

    batch = bring(cast.north, cast.staff, text)

    assert use(cast.north, ana, Use.PHOTO) == "denied"
    assert use(cast.north, luis, Use.FULL_NAME) == "withdrawn"
    with tenant(cast.north.id):
        assert Withdrawal.objects.get().contact_id == luis.pk  # what was published is looked at
    assert bring(cast.north, cast.staff, text + ",,,,\n").counts == {"unchanged": 2}
    undo(cast.north, cast.staff, batch)
    assert use(cast.north, luis, Use.FULL_NAME) == "withdrawn"  # it has been acted on


def test_who_said_no_first_and_yes_to_one_use_later_is_closed_elsewhere(cast):
    """A line of a file reopens nothing: the stricter stays."""
    ana = make.contact(cast.north, "Ana")
    with tenant(cast.north.id):
        record_consent(by=cast.lead, contact=ana, purpose="quote", value="denied", given_on=D("2026-01-01"))
        record_consent(
            by=cast.lead, contact=ana, purpose="publish_anonymous", value="granted", given_on=D("2026-02-01")
        )
        record_consent(by=cast.lead, contact=ana, purpose="photo", value="denied", given_on=D("2026-01-01"))
        record_consent(by=cast.lead, contact=ana, purpose="photo", value="granted", given_on=D("2026-02-01"))

    bring(cast.south, cast.outsider, exported(cast.north, cast.lead, "csv"))

    with tenant(cast.south.id):
        there = Contact.objects.get()
    assert use(cast.north, ana, Use.PUBLISH_ANONYMOUS) == "granted"
    assert use(cast.south, there, Use.PUBLISH_ANONYMOUS) == "denied"
    assert use(cast.south, there, Use.PHOTO) == "granted"  # the no that ended goes nowhere


def test_an_answer_for_one_session_is_not_said_of_everything(cast):
    ana = make.contact(cast.north, "Ana")
    with tenant(cast.north.id):
        record_consent(by=cast.lead, contact=ana, purpose="photo", value="granted", session_id=uuid.uuid4())

    assert b"photos" not in exported(cast.north, cast.lead, "csv")


def test_cells_of_history_that_nobody_can_read_are_shown_and_days_far_off_are_refused(client, cast):
    text = (
        "Earshot ID,First name,Relationships,Household,Rungs,Assessments,Use of words and pictures,Guardian's answers\n"
        f"{ANA},Ana,knows Luis [{LUIS}] (2999-01-01 to ),H [{LUIS}] (0800-01-01 to ),1 Heard (2999-01-01 to ) we saw it;=1,"
        "\"9 x; 2 Supports it (2999-01-01 to ), we saw it\",fotos: yes,text: maybe; photos: yes (2999-01-01)\n"
        f'{LUIS},Luis,,,,"2 Supports it (2026-01-01 to ), we saw it","photos: yes (2026-01-02, paper)",\n'
    )  # fmt: skip
    batch = ready(cast.staff, text)
    make.login(client, cast.staff)

    page = client.get(reverse("imports:check", args=[batch.pk]))

    assert page.status_code == 200
    assert "This day is too far off. Check the year." in page.text
    assert "2 · Supports it" in page.text and "Photos: Yes (2026-01-02)" in page.text
    row = outcomes(cast.north, bring(cast.north, cast.staff, text + ",,,,,,,\n"))[2]
    assert [(reason["code"], reason["column"]) for reason in row.reasons] == [
        ("day.far_off", "Relationships"), ("day.far_off", "Household"), ("rungs.unreadable", "Rungs"),
        ("rungs.unreadable", "Rungs"), ("assessments.unreadable", "Assessments"), ("day.far_off", "Assessments"),
        ("uses.unreadable", "Use of words and pictures"), ("guardian_answers.unreadable", "Guardian's answers"),
        ("day.far_off", "Guardian's answers"),
    ]  # fmt: skip
