"""Who is in a row: couples, parents with a child, small lists with words glued to names."""

import pytest

from contacts.models import ConstituencyRow, Contact, ContactMethod
from crm.access.tenancy import tenant
from tests.crm.imports.bringing import bring, codes, outcomes, read


def people(organization) -> list[tuple[str, str]]:
    with tenant(organization.id):
        return sorted(Contact.objects.values_list("given_name", "family_name"))


@pytest.mark.parametrize(
    ("given", "family", "found"),
    [
        ('"John J. Daw, Sr. and Mary Ann Daw"', "Daw", [("John J.", "Daw Sr."), ("Mary Ann", "Daw")]),
        ("Maria & Jose", "Lopez", [("Jose", "Lopez"), ("Maria", "Lopez")]),
        ("Ana y Luis", "Ruiz & Soto", [("Ana", "Ruiz"), ("Luis", "Soto")]),
        ("Mary Ann", "Daw", [("Mary Ann", "Daw")]),
    ],
)
def test_two_first_names_in_one_cell_are_two_people_of_a_household(cast, given, family, found):
    batch = bring(cast.north, cast.staff, f"First Name,Last Name,Email\n{given},{family},home@example.org\n")

    assert people(cast.north) == found
    assert batch.counts == {"created": 1}


def test_a_parent_and_the_child_beside_them_are_two_people(cast):
    batch = bring(
        cast.north,
        cast.staff,
        "Parent,,Student,,,\nFirst,Last,First,Last,School,Grade\nAna,Ruiz,Luis,,Alder Elementary,3\nBea,Soto,,,,\n",
        columns={},
    )

    with tenant(cast.north.id):
        stakes = set(
            ConstituencyRow.objects.values_list("contact__given_name", "kind", "school_text", "grade")
        )
        child = Contact.objects.get(given_name="Luis")
    assert people(cast.north) == [("Ana", "Ruiz"), ("Bea", "Soto"), ("Luis", "Ruiz")]
    assert stakes == {
        ("Ana", "parent", "Alder Elementary", "3"),
        ("Luis", "student", "Alder Elementary", "3"),
    }
    assert child.is_minor
    assert codes(outcomes(cast.north, batch)[3]) == []


def test_a_child_has_no_phone_of_the_row_and_gives_no_permission(cast):
    bring(
        cast.north,
        cast.staff,
        "Parent name,Parent phone,Student name,Student email,OK to text,OK to text on,OK to text how\n"
        "Ana Ruiz,919-555-0101,Luis Ruiz,luis@example.org,yes,2026-03-04,paper\n",
    )

    with tenant(cast.north.id):
        reached = list(ContactMethod.objects.values_list("contact__given_name", "kind"))
        allowed = list(Contact.objects.filter(consents__value="granted").values_list("given_name", flat=True))
    assert reached == [("Ana", "phone")]
    assert allowed == ["Ana"]


def test_a_roster_of_students_alone_is_of_the_students(cast):
    batch = read(cast.staff, "Student Name,Student Email,Grade\nLuis Ruiz,luis@example.org,9\n")

    assert [column["field"] for column in batch.mapping["columns"]] == ["full_name", "email", "grade"]


@pytest.mark.parametrize("rows", [1, 2, 4])
def test_words_glued_to_names_are_taken_off_in_very_small_lists_too(cast, rows):
    names = [
        "JAMES PEIFFERLEGAL NAME",
        "KERSTEN TAYLORLEGAL NAME",
        "HEIDI SMITHLEGAL NAME",
        "ANNETTE HAMMONDLEGAL NAME",
    ]
    text = "name,superintendent\n" + "".join(f"ALDER {i} CSD,{name}\n" for i, name in enumerate(names[:rows]))

    bring(cast.north, cast.staff, text)

    assert ("James", "Peiffer") in people(cast.north)
    assert len(people(cast.north)) == rows


def test_a_sheet_of_parents_with_titles_swapped_names_and_the_schools_of_their_children(cast):
    """What a sign-in sheet with two header rows holds."""
    text = (
        "Parent First,Parent Last,Child School,Child Grade\nDr. William,O'Brien Jr.,Maple,K\n"
        ',"García, Lupe",Oak,11\nAna,Reyes,,\n'
    )
    bring(cast.north, cast.staff, text)

    with tenant(cast.north.id):
        found = {
            (person.given_name, person.family_name): [
                (row.kind, row.school_text, row.grade) for row in person.constituencies.all()
            ]
            for person in Contact.objects.all()
        }
    assert found == {
        ("William", "O'Brien Jr."): [("parent", "Maple", "K")],
        ("Lupe", "García"): [("parent", "Oak", "11")],
        ("Ana", "Reyes"): [],
    }


def test_the_school_of_a_list_of_students_makes_nobody_a_parent(cast):
    bring(cast.north, cast.staff, "First name,Last name,Student School,Student Grade\nKim,Young,Maple,4\n")

    with tenant(cast.north.id):
        assert [row.kind for row in ConstituencyRow.objects.all()] == ["other"]
