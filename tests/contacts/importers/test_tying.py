"""Relationships and households of a file: between whom they are, what is told, and what an undo takes away."""

import datetime
import uuid
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.urls import reverse

from contacts.consent import consent_of
from contacts.exporters import kin
from contacts.models import (
    ConsentEvent,
    Contact,
    ContactMethod,
    ExternalId,
    Household,
    HouseholdMember,
    Relationship,
)
from contacts.services import end_relationship, leave_household, record_consent, relate
from crm.access.tenancy import tenant
from crm.imports import engine, services
from tests import make
from tests.contacts.exporters.test_round_trip import exported
from tests.crm.imports.bringing import bring, codes, outcomes, ready, undo

pytestmark = pytest.mark.django_db
ANA, LUIS, HOME = (str(uuid.uuid4()) for _n in range(3))
HEAD = "Earshot ID,First name,Last name,Relationships,Household\n"
TWO = HEAD + f'{ANA},Ana,Reyes,guardian of Luis [{LUIS}],Reyes household [{HOME}]\n{LUIS},Luis,Reyes,,Reyes household [{HOME}]\n'  # fmt: skip


def ties(organization) -> set[tuple]:
    with tenant(organization.id):
        found = Relationship.objects.values_list(
            "contact__given_name", "kind", "other__given_name", "ends_on"
        )
        return set(found)


def homes(organization) -> set[tuple]:
    with tenant(organization.id):
        return set(HouseholdMember.objects.values_list("household__name", "contact__given_name", "left_on"))


@pytest.mark.parametrize("rows", [0, 1])
def test_people_of_one_file_are_tied_whoever_comes_first(cast, rows):
    batch = bring(cast.north, cast.staff, TWO, rows=rows)

    assert batch.counts == {"created": 2}
    assert ties(cast.north) == {("Ana", "guardian", "Luis", None)}
    assert homes(cast.north) == {("Reyes household", "Ana", None), ("Reyes household", "Luis", None)}
    undo(cast.north, cast.staff, batch)
    with tenant(cast.north.id):
        assert not Household.objects.exists() and not Contact.objects.exists()


def test_a_row_that_came_before_a_crash_still_waits_for_a_later_one(cast):
    batch = broken_off(cast, TWO)
    assert not ties(cast.north)

    from_there(cast, batch)

    assert ties(cast.north) == {("Ana", "guardian", "Luis", None)}


def broken_off(cast, text):
    """An import whose first row alone was written."""
    batch = ready(cast.staff, text)
    with tenant(cast.north.id):
        batch = services.begin(by=cast.staff, batch=batch)
    steps = []

    @contextmanager
    def step(**figures):
        steps.append(figures)
        with tenant(cast.north.id):
            if len(steps) > 2:
                raise ConnectionError
            yield SimpleNamespace(**figures)

    with pytest.raises(ConnectionError):
        engine.apply(batch, by=cast.staff, step=step, rows=1)
    return batch


def from_there(cast, batch):
    @contextmanager
    def step(**figures):
        with tenant(cast.north.id):
            yield SimpleNamespace(**figures)

    engine.apply(batch, by=cast.staff, step=step, rows=1)


def test_whom_nobody_knows_and_who_was_not_written_is_told_in_the_row(cast):
    stranger = uuid.uuid4()
    text = (
        "Earshot ID,First name,Mobile phone,Relationships\n"
        f"{ANA},Ana,,knows Nobody [{stranger}]; partner of Luis [{LUIS}]; knows him [row 4]; is fond of Rosa\n"
        f"{LUIS},Luis,not a number,\n,Pat,,\n"
    )

    batch = bring(cast.north, cast.staff, text)

    row = outcomes(cast.north, batch)[2]
    assert [(reason["code"], reason.get("line"), reason.get("id")) for reason in row.reasons] == [
        ("relationships.unreadable", None, None), ("tie.unknown_id", None, str(stranger)), ("tie.row_unwritten", 3, None),
        ("tie.made", None, None),
    ]  # fmt: skip
    assert ties(cast.north) == {("Ana", "knows", "Pat", None)}


def test_people_here_are_tied_by_their_ids_and_an_undo_takes_it_back(cast):
    ana, luis = make.contact(cast.north, "Ana"), make.contact(cast.north, "Luis")
    home = make.household(cast.north, ana, name="Reyes household")
    text = TWO.replace(ANA, str(ana.pk)).replace(LUIS, str(luis.pk))

    batch = bring(cast.north, cast.staff, text)

    assert batch.counts == {"updated": 2}
    with tenant(cast.north.id):  # by the name of the household where Ana lives: not made once more
        assert set(HouseholdMember.objects.values_list("household_id", "contact_id")) == {(home.pk, ana.pk), (home.pk, luis.pk)}  # fmt: skip
    assert bring(cast.north, cast.staff, text + ",,,,\n").counts == {"unchanged": 2}
    undo(cast.north, cast.staff, batch)
    assert not ties(cast.north)
    assert homes(cast.north) == {("Reyes household", "Ana", None)}


def test_what_ended_here_stays_ended_whatever_an_older_file_says(cast):
    ana, luis = make.contact(cast.north, "Ana"), make.contact(cast.north, "Luis")
    home = make.household(cast.north, ana, luis)
    with tenant(cast.north.id):
        link = relate(by=cast.lead, contact=ana, other=luis, kind="sibling")
    older = exported(cast.north, cast.lead, "csv")
    with tenant(cast.north.id):
        end_relationship(by=cast.lead, relationship=link)
        leave_household(by=cast.lead, household=home, contact=luis)
    before = ties(cast.north), homes(cast.north)

    batch = bring(cast.north, cast.staff, older)

    assert batch.counts == {"unchanged": 2}
    assert (ties(cast.north), homes(cast.north)) == before


def test_an_end_that_the_file_knows_is_written_and_undone(cast):
    ana, luis = make.contact(cast.north, "Ana"), make.contact(cast.north, "Luis")
    home = make.household(cast.north, ana, luis)
    with tenant(cast.north.id):
        relate(by=cast.lead, contact=ana, other=luis, kind="mentors")
    before = ties(cast.north), homes(cast.north)
    text = HEAD + f"{luis.pk},Luis,Reyes,mentored by Ana [{ana.pk}] ( to 2026-01-31),Reyes household [{home.pk}] ( to 2026-02-01)\n"  # fmt: skip

    batch = bring(cast.north, cast.staff, text)

    assert ties(cast.north) == {("Ana", "mentors", "Luis", datetime.date(2026, 1, 31))}
    assert ("Reyes household", "Luis", datetime.date(2026, 2, 1)) in homes(cast.north)
    undo(cast.north, cast.staff, batch)
    assert (ties(cast.north), homes(cast.north)) == before


def test_rows_of_one_file_that_differ_about_an_end_make_one_that_ended(cast):
    text = (
        HEAD + f"{ANA},Ana,,mentors Luis [{LUIS}],\n{LUIS},Luis,,mentored by Ana [{ANA}] ( to 2026-01-31),\n"
    )

    batch = bring(cast.north, cast.staff, text)

    assert ties(cast.north) == {("Ana", "mentors", "Luis", datetime.date(2026, 1, 31))}
    undo(cast.north, cast.staff, batch)
    assert not ties(cast.north)


def test_who_comes_twice_into_two_households_of_one_name_lives_in_both(cast):
    other = uuid.uuid4()
    text = HEAD + f"{ANA},Ana,,,Reyes home [{HOME}]\n{ANA},Ana,,,Reyes home [{other}]\n"

    batch = bring(cast.north, cast.staff, text)

    assert homes(cast.north) == {("Reyes home", "Ana", None)}
    with tenant(cast.north.id):
        assert HouseholdMember.objects.count() == Household.objects.count() == 2
    undo(cast.north, cast.staff, batch)
    with tenant(cast.north.id):
        assert not Household.objects.exists()


def test_a_minor_becomes_nobodys_guardian(cast):
    kim, ana = make.contact(cast.north, "Kim", is_minor=True, age_band="16_17"), make.contact(cast.north)

    batch = bring(cast.north, cast.staff, HEAD + f"{kim.pk},Kim,Reyes,guardian of Ana [{ana.pk}],\n")

    assert codes(outcomes(cast.north, batch)[2]) == ["tie.minor_guardian"]
    assert not ties(cast.north)


def test_nobody_out_of_sight_is_named_and_no_minor_where_there_are_none(cast):
    ana = make.contact(cast.north, "Ana", "Reyes")
    hidden = make.contact(cast.north, "Petra", "Verborgen", confidentiality="hidden")
    child = make.contact(cast.north, "Kim", "Winzig", is_minor=True, age_band="13_15")
    make.household(cast.north, ana, hidden, child, name="Verborgen – Winzig household")
    with tenant(cast.north.id):
        relate(by=cast.lead, contact=ana, other=hidden, kind="partner")
        relate(by=cast.lead, contact=ana, other=child, kind="guardian")
    staff = make.member(cast.north, "data_staff", name="Sten Staff")

    everybody = exported(cast.north, cast.lead, "csv").decode()
    adults = exported(cast.north, cast.lead, "csv", with_minors=False).decode()
    seen = exported(cast.north, staff, "csv").decode()

    assert "Petra" in everybody and "Kim" in everybody
    assert (
        "Kim" not in adults and "Winzig" not in adults and str(child.pk) not in adults and "Petra" in adults
    )
    assert "Verborgen" not in seen and "Petra" not in seen and str(hidden.pk) not in seen and "Kim" in seen


def test_a_file_opens_nothing_that_somebody_refused_and_a_later_no_is_written(cast):
    ana = make.contact(cast.north, "Ana", "Reyes")
    luis = make.contact(cast.north, "Luis", "Soto")
    with tenant(cast.north.id):
        record_consent(by=cast.lead, contact=ana, purpose="email", value="withdrawn", given_on=datetime.date(2026, 1, 1))  # fmt: skip
        record_consent(by=cast.lead, contact=luis, purpose="call", value="granted", given_on=datetime.date(2026, 1, 1))  # fmt: skip
    text = (
        "Earshot ID,First name,OK to email,OK to email on,OK to email how,OK to call,OK to call on,OK to call how,OK to text\n"
        f"{ana.pk},Ana,yes,2026-03-01,verbal,,,,yes\n{luis.pk},Luis,,,,no,2026-03-02,verbal,\n"
    )

    batch = bring(cast.north, cast.staff, text)

    with tenant(cast.north.id):
        stand = {
            person.given_name: found for person, found in ((p, consent_of([p])[p.pk]) for p in (ana, luis))
        }
        assert stand["Ana"].standing("email").value == "withdrawn"
        assert stand["Ana"].standing("text").value == "not_asked"
        assert stand["Luis"].standing("call").value == "denied"
        assert stand["Luis"].standing("call").on == datetime.date(2026, 3, 2)
        assert ConsentEvent.objects.filter(source="OK to call (people.csv)").count() == 1
    undo(cast.north, cast.staff, batch)
    with tenant(cast.north.id):
        assert consent_of([luis])[luis.pk].standing("call").value == "granted"


def test_a_known_number_of_ours_keeps_what_is_said_of_it_here(cast):
    """Whose it is and which is preferred are of new numbers only; that one does not work closes it."""
    ana = make.contact(cast.north, "Ana", "Reyes")
    make.method(cast.north, ana, "+19195550142")
    make.method(cast.north, ana, "+19195550143")
    text = (
        "Earshot ID,First name,Mobile phone,About numbers and addresses\n"
        f"{ana.pk},Ana,919-555-0142,\"919-555-0142: mobile, shared, preferred; 919-555-0143: mobile, does not work; 919-555-0144: phone, work\"\n"
    )  # fmt: skip

    batch = bring(cast.north, cast.staff, text)

    with tenant(cast.north.id):
        found = set(ContactMethod.objects.values_list("key", "label", "status", "is_preferred"))
    assert found == {
        ("+19195550142", "own", "ok", False), ("+19195550143", "own", "bad", False), ("+19195550144", "work", "ok", False),
    }  # fmt: skip
    undo(cast.north, cast.staff, batch)
    with tenant(cast.north.id):
        assert set(ContactMethod.objects.values_list("key", "status")) == {("+19195550142", "ok"), ("+19195550143", "ok")}  # fmt: skip


def test_somebody_with_very_many_is_told_of_by_the_others(cast, monkeypatch):
    monkeypatch.setattr(kin, "LONGEST_CELL", 100)
    hub, others = make.contact(cast.north, "Hub"), [make.contact(cast.north, f"One{n}") for n in range(3)]
    with tenant(cast.north.id):
        for other in others:
            relate(by=cast.lead, contact=hub, other=other, kind="recruited")

    bring(cast.south, cast.outsider, exported(cast.north, cast.lead, "csv"))

    assert ties(cast.south) == {("Hub", "recruited", f"One{n}", None) for n in range(3)}


def test_a_file_that_only_looks_like_ours_is_shown_and_read_for_what_can_be_read(client, cast):
    """Cells of all four columns that nobody can read, beside some that one can."""
    text = (
        "Earshot ID,First name,Relationships,Household,About numbers and addresses,Numbers in other systems\n"
        f'{ANA},Ana,=HYPERLINK(1); knows <script>alert(1)</script> [row 3] (2999-13-40 to ),<img src=x> [{LUIS}]; [,'
        f'nonsense; 12: mobile; 919-555-0142: mobile,=cmd; van=12345; %%%=1\n{LUIS},Luis,knows Ana [{ANA}],,,\n'
    )  # fmt: skip
    batch = ready(cast.staff, text)
    make.login(client, cast.staff)

    page = client.get(reverse("imports:check", args=[batch.pk]))
    with tenant(cast.north.id):
        batch = services.begin(by=cast.staff, batch=batch)
        engine.apply(batch, by=cast.staff, step=_step)

    assert page.status_code == 200
    assert "Not all of this could be read." in page.text
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
    assert ("Luis", "knows", "Ana", None) in ties(cast.north) or ("Ana", "knows", "Luis", None) in ties(
        cast.north
    )
    with tenant(cast.north.id):
        assert ContactMethod.objects.filter(key="+19195550142").exists()
        assert {"van", "%%%"} >= set(ExternalId.objects.values_list("system", flat=True)) != set()


@contextmanager
def _step(**_figures):
    yield None
