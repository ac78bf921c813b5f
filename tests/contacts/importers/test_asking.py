"""What is asked before a file is written, and what the answers do."""

import pytest

from contacts.models import Contact, ContactMethod, Household, HouseholdMember, Relationship
from crm.access.tenancy import tenant
from crm.imports import afterwards, mapping
from crm.imports.kinds import kind_of
from tests import make
from tests.crm.imports.bringing import answer, bring, codes, look_up, outcomes, ready, run, undo

HERE = "Name,Phone,Email,ZIP\nGuadalupe Reyes,919-555-0101,lupe@example.org,27601\nTom Cole,919-555-0102,,27601\n"


@pytest.fixture
def here(cast):
    bring(cast.north, cast.staff, HERE)
    return cast


def asked(questions) -> list[tuple[int, str]]:
    return [(question.line, question.why) for question in questions]


def names(cast) -> list[str]:
    with tenant(cast.north.id):
        return sorted(person.display_name for person in Contact.objects.all())


def test_who_is_certain_and_who_is_new_is_not_asked(here):
    text = "Name,Phone,Email\nLupe Reyes,919-555-0101,\nGuadalupe Reyes,,LUPE@example.org\nNew Person,919-555-0199,\n"

    assert look_up(here.north, here.staff, ready(here.staff, text)) == []


def test_a_number_under_another_name_proposes_a_household_and_never_a_merge(here):
    batch = ready(here.staff, "Name,Phone\nAna Reyes,919-555-0101\nBo Tran,919-555-0102\n")
    family, other = look_up(here.north, here.staff, batch)[::-1]

    answer(here.north, here.staff, family, "household")
    answer(here.north, here.staff, other, "different")
    run(here.north, here.staff, batch)

    assert asked([other, family]) == [(3, "name"), (2, "family")]
    with tenant(here.north.id):
        household = Household.objects.get()
        members = {link.contact.display_name for link in HouseholdMember.objects.select_related("contact")}
    assert members == {"Ana Reyes", "Guadalupe Reyes"}
    assert "Reyes" in household.name
    assert names(here) == ["Ana Reyes", "Bo Tran", "Guadalupe Reyes", "Tom Cole"]


def test_a_row_that_fits_two_people_is_asked_about_and_waits_without_an_answer(here):
    text = "Name,Phone,Email\nG Reyes,919-555-0103,\n"
    bring(here.north, here.staff, "Name,Phone\nGuadalupe Reyes,919-555-0103\n", tags=[])
    with tenant(here.north.id):
        assert Contact.objects.count() == 3
    text = "Name,Phone,Email\nLupe Reyes,919-555-0103,lupe@example.org\n"
    batch = ready(here.staff, text)
    questions = look_up(here.north, here.staff, batch)

    waits = outcomes(here.north, run(here.north, here.staff, batch))[2]

    assert asked(questions) == [(2, "two"), (2, "two")]
    assert (waits.outcome, codes(waits)) == ("review", ["row.two_people"])


def test_same_adds_the_row_to_that_person_and_settles_the_others(here):
    bring(here.north, here.staff, "Name,Phone\nGuadalupe Reyes,919-555-0103\n")
    batch = ready(here.staff, "Name,Phone,Email,City\nLupe Reyes,919-555-0103,lupe@example.org,Cary\n")
    first, second = look_up(here.north, here.staff, batch)

    answer(here.north, here.staff, first, "same")
    run(here.north, here.staff, batch)

    with tenant(here.north.id):
        second.refresh_from_db()
        assert Contact.objects.get(pk=first.object_id).city == "Cary"
        assert Contact.objects.count() == 3
    assert second.answer == "different"


def test_a_like_name_is_asked_and_an_unlike_place_is_not(here):
    batch = ready(here.staff, "Name,ZIP\nLupe Reyes,27601\nLupe Reyes,90001\nCole Tom,27601\n")

    assert asked(look_up(here.north, here.staff, batch)) == [(2, "like"), (4, "like")]


SHEET = "Name\nMaria Lopez\nJo Park\n"


def test_somebody_known_by_name_alone_is_asked_about_and_nobody_is_united_by_it(cast):
    bring(cast.north, cast.staff, SHEET, name="march.csv")
    batch = ready(cast.staff, "Name,City\nNew Person,Cary\nMaria Lopez,Cary\n", name="april.csv")

    (question,) = look_up(cast.north, cast.staff, batch)
    row = outcomes(cast.north, run(cast.north, cast.staff, batch))[3]

    assert (question.line, question.why) == (3, "like")
    assert [reason["code"] for reason in question.reasons] == ["match.name"]
    assert (row.outcome, codes(row)) == ("created", ["row.may_be"])
    assert names(cast) == ["Jo Park", "Maria Lopez", "Maria Lopez", "New Person"]


def test_a_name_that_was_answered_for_once_is_not_asked_about_again(cast):
    bring(cast.north, cast.staff, SHEET, name="march.csv")
    batch = ready(cast.staff, "Name\nMaria Lopez\n", name="april.csv")
    answer(cast.north, cast.staff, look_up(cast.north, cast.staff, batch)[0], "same")
    run(cast.north, cast.staff, batch)

    third = ready(cast.staff, "Name\nAl Third\nMaria Lopez\n", name="may.csv")
    (question,) = look_up(cast.north, cast.staff, third)
    run(cast.north, cast.staff, third)

    assert question.is_remembered
    assert names(cast) == ["Al Third", "Jo Park", "Maria Lopez"]


def test_the_same_sheet_with_more_rows_makes_nobody_twice_and_asks_nothing(cast):
    bring(cast.north, cast.staff, SHEET, name="sheet.csv")
    batch = ready(cast.staff, SHEET + "New Person\n", name="sheet.csv")

    assert look_up(cast.north, cast.staff, batch) == []
    assert run(cast.north, cast.staff, batch).counts == {"unchanged": 2, "created": 1}


@pytest.mark.parametrize(
    ("heading", "cell"), [("ZIP", "27601"), ("Address", "1 Main St"), ("I am a,School", "Parent,Lowery High")]
)
def test_a_name_with_the_same_place_is_the_same_person(cast, heading, cell):
    make.district()
    bring(cast.north, cast.staff, f"Name,{heading}\nMaria Lopez,{cell}\n", name="march.csv", state="NC")
    text = f"Name,{heading}\nNew Person,{cell}\nMaria Lopez,{cell}\n"
    batch = ready(cast.staff, text, name="april.csv", state="NC")

    assert look_up(cast.north, cast.staff, batch) == []
    assert run(cast.north, cast.staff, batch).counts == {"created": 1, "unchanged": 1}


def test_two_of_one_name_at_one_place_are_both_asked_about(cast):
    for city in ("Cary", "Apex"):
        bring(cast.north, cast.staff, f"Name,ZIP,City\nMaria Lopez,27601,{city}\n", name=f"{city}.csv")
    batch = ready(cast.staff, "Name,ZIP\nMaria Lopez,27601\n", name="april.csv")

    questions = look_up(cast.north, cast.staff, batch)

    assert asked(questions) == [(2, "two"), (2, "two")]
    assert [reason["code"] for question in questions for reason in question.reasons] == ["match.name"] * 2


def test_a_child_of_the_same_name_at_the_same_school_is_somebody_else(cast):
    make.district()
    bring(
        cast.north,
        cast.staff,
        "Name,I am a,School\nMaria Lopez,Parent,Lowery High\n",
        name="march.csv",
        state="NC",
    )
    batch = ready(
        cast.staff, "Name,I am a,School\nMaria Lopez,Student,Lowery High\n", name="april.csv", state="NC"
    )
    look_up(cast.north, cast.staff, batch)

    assert run(cast.north, cast.staff, batch).counts == {"created": 1}


def test_without_an_answer_a_like_name_comes_in_as_somebody_new(here):
    batch = ready(here.staff, "Name,ZIP,City\nLupe Reyes,27601,Cary\n")
    look_up(here.north, here.staff, batch)

    run(here.north, here.staff, batch)

    assert names(here) == ["Guadalupe Reyes", "Lupe Reyes", "Tom Cole"]


def test_answers_are_remembered_for_the_next_file(here):
    batch = ready(here.staff, "Name,ZIP\nLupe Reyes,27601\n")
    answer(here.north, here.staff, look_up(here.north, here.staff, batch)[0], "same")
    run(here.north, here.staff, batch)

    again = ready(here.staff, "ZIP,Name,City\n27601,Lupe Reyes,Cary\n", name="another.csv")
    (question,) = look_up(here.north, here.staff, again)
    run(here.north, here.staff, again)

    assert (question.answer, question.is_remembered) == ("same", True)
    with tenant(here.north.id):
        assert Contact.objects.get(given_name="Guadalupe").city == "Cary"
        assert Contact.objects.count() == 2


def test_two_rows_with_one_number_are_asked_about_and_may_be_one_person(here):
    text = "Name,Phone,City\nRosa Diaz,919-555-0150,\nRosita D,919-555-0150,Cary\nAl Diaz,919-555-0150,\n"
    batch = ready(here.staff, text)
    name, family = look_up(here.north, here.staff, batch)

    answer(here.north, here.staff, name, "same")
    answer(here.north, here.staff, family, "household")
    written = run(here.north, here.staff, batch)

    assert (name.other_line, family.other_line) == (2, 2)
    assert written.counts == {"created": 2, "updated": 1}
    with tenant(here.north.id):
        rosa = Contact.objects.get(given_name="Rosa")
        assert rosa.city == "Cary"
        assert {link.contact.given_name for link in HouseholdMember.objects.all()} == {"Rosa", "Al"}


def test_people_of_one_row_live_together_and_a_parent_is_the_guardian(cast):
    text = "Name,Phone,Child's name\nMaria & Jose Lopez,919-555-0160,\nRosa Diaz,919-555-0161,Ana Diaz\n"
    bring(cast.north, cast.staff, text)

    with tenant(cast.north.id):
        homes = {
            home.name: sorted(link.contact.given_name for link in home.member_links.all())
            for home in Household.objects.all()
        }
        guardian = Relationship.objects.get()
        assert (guardian.contact.given_name, guardian.kind, guardian.other.given_name) == (
            "Rosa",
            "guardian",
            "Ana",
        )
    assert sorted(homes.values()) == [["Ana", "Rosa"], ["Jose", "Maria"]]


def test_an_undo_takes_people_out_of_their_household(here):
    batch = ready(here.staff, "Name,Phone\nAna Reyes,919-555-0101\nMaria & Jose Lopez,919-555-0160\n")
    (family,) = look_up(here.north, here.staff, batch)
    answer(here.north, here.staff, family, "household")
    run(here.north, here.staff, batch)

    undone = undo(here.north, here.staff, batch)

    assert names(here) == ["Guadalupe Reyes", "Tom Cole"]
    with tenant(here.north.id):
        assert not Household.objects.exists()
        assert not HouseholdMember.objects.exists()
        assert not ContactMethod.objects.filter(key="+19195550160").exists()
    assert undone.state == "undone"


def test_a_row_beside_a_minor_tells_staff_neither_street_nor_story(cast):
    with tenant(cast.north.id):
        facts = {
            "street": "605 Magnolia Ct",
            "city": "Cary",
            "about": "Hurt at home",
            "age_band": "13_15",
            "is_minor": True,
        }
        make.method(cast.north, make.contact(cast.north, "Kim", "Young", **facts), "+19195550101")
    batch = ready(cast.staff, "Name,Phone\nAna Young,919-555-0101\n")
    [question] = look_up(cast.north, cast.staff, batch)
    shown = {}
    for who, actor in (("staff", cast.staff), ("lead", cast.lead)):
        with tenant(cast.north.id):
            plan = mapping.plan_of(batch.mapping, batch.options)
            rows = afterwards.rows_to(batch, plan.table, [question.line])
            compared = kind_of("contacts").compare(batch, plan, actor, question, rows)
            shown[who] = str([line.right for line in compared.lines])

    assert "Cary" in shown["staff"] and "Magnolia" not in shown["staff"] and "Hurt" not in shown["staff"]
    assert "Magnolia" in shown["lead"] and "Hurt" in shown["lead"]
