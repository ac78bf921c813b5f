"""What a pair is, case by case. How right all of it is together: bench/duplicates.py."""

import pytest

from contacts.duplicates.reasons import WORDS
from contacts.duplicates.scoring import Person, judge

PHONE, OTHER_PHONE, MAIL = (
    frozenset({"+19195550142"}),
    frozenset({"+19195550199"}),
    frozenset({"ana@example.org"}),
)
NAMES = {"maria", "mario", "ana", "anna", "daniel", "daniela", "jose", "reyes"}


def person(name, **fields):
    given, _, family = name.partition(" ")
    return Person(given, family, *(fields.pop(key, "") for key in ("chosen", "street", "zip")), **{"age": "unknown", **fields})  # fmt: skip


def proposed(one, other, **more):
    found = judge(one, other, known=NAMES.__contains__, **more)
    assert found is None or all(code in WORDS for code in found.reasons)
    return found.proposal if found else None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Guadalupe Reyes", "Lupe Reyes"),
        ("William Cole", "Bill Cole"),
        ("José Peña", "Jose Pena"),
        ("Reyes Ana", "Ana Reyes"),
        ("Ana Reyes Ortega", "Ana Reyes"),
        ("Katherine Boykin", "Katherin Boykin"),
    ],
)
def test_a_name_that_agrees_and_a_number_are_one_person(one, other):
    assert proposed(person(one, phones=PHONE), person(other, phones=PHONE)) == "same"


def test_a_student_and_a_parent_with_one_phone_are_a_household():
    parent = person("Maria Reyes", phones=PHONE, kinds=frozenset({"parent"}))
    student = person("Daniel Reyes", phones=PHONE, kinds=frozenset({"student"}))

    assert proposed(parent, student) == "household"


@pytest.mark.parametrize(("one", "other"), [("Maria", "Mario"), ("Ana", "Anna"), ("Daniel", "Daniela")])
def test_siblings_whose_names_differ_by_a_letter_are_not_one_person(one, other):
    assert proposed(person(f"{one} Reyes", phones=PHONE), person(f"{other} Reyes", phones=PHONE)) != "same"


def test_junior_and_senior_are_never_one_person():
    father, son = person("Otis Boykin Sr.", phones=PHONE), person("Otis Boykin Jr.", phones=PHONE)

    assert proposed(father, son) == "household"
    assert proposed(person("Otis Boykin", phones=PHONE), son) != "same"


def test_a_child_and_an_adult_of_one_name_are_not_one_person():
    child = person("Ana Reyes", phones=PHONE, age="13_15")

    assert proposed(child, person("Ana Reyes", phones=PHONE, age="25_plus")) == "household"


def test_who_moved_house_and_kept_the_number_is_one_person():
    before = person("Ana Reyes", phones=PHONE, street="12millst", zip="27601")

    assert proposed(before, person("Ana Reyes", phones=PHONE, street="4oakave", zip="27701")) == "same"


def test_a_name_alone_proves_nothing():
    assert proposed(person("Ana Reyes"), person("Ana Reyes"), bearers=40) is None
    assert (
        proposed(person("Ana Reyes", emails=MAIL), person("Ana Reyes", phones=PHONE), bearers=2) == "unsure"
    )


def test_one_number_and_nothing_else_is_a_household_at_most():
    assert proposed(person("Ana Reyes", phones=PHONE), person("Rosa Cole", phones=PHONE)) == "household"
    assert proposed(person("Ana Reyes", phones=PHONE), person("Rosa Cole", phones=OTHER_PHONE)) is None
