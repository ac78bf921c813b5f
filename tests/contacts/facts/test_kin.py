"""Families and ties as filters, and answers to questions of the organization's own."""

import pytest

from contacts import facts, services
from contacts.facts import Asking
from contacts.models import Contact
from crm.access.tenancy import tenant
from tests import make
from tests.contacts.facts.test_kinds import fit

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(cast):
    """Ana cares for Ben, who goes to Lowery; Cy is their neighbor. Dee is a student of whom nobody knows a guardian."""
    lowery = make.district("Alder County", schools=("Lowery High",)).schools.get(name="Lowery High")
    ana, cy = make.contact(cast.north, "Ana"), make.contact(cast.north, "Cy")
    ben, dee = (make.contact(cast.north, name, age_band="13_15", is_minor=True) for name in ("Ben", "Dee"))
    for child in (ben, dee):
        make.stake(cast.north, child, "student", school=lowery)
    make.relationship(cast.north, ana, ben, "guardian")
    make.relationship(cast.north, ana, cy, "neighbor")
    with tenant(cast.north.id):
        services.make_household(by=cast.lead, members=[ana, ben])
    return [str(lowery.pk)]


def test_a_parent_is_found_by_the_school_of_the_child(cast, family):
    assert fit(cast.lead, "contacts.child_at", "is", family) == ["Ana"]
    assert fit(cast.lead, "contacts.child_at", "is_not", family) == ["Ben", "Cy", "Dee"]


def test_minors_without_a_guardian_whom_we_know(cast, family):
    assert fit(cast.lead, "contacts.guardian_known", "yes") == ["Ben"]
    assert fit(cast.lead, "contacts.guardian_known", "no") == ["Ana", "Cy", "Dee"]


def test_ties_and_households(cast, family):
    assert fit(cast.lead, "contacts.relationship", "is", ["guardian", "neighbor"]) == ["Ana"]
    assert fit(cast.lead, "contacts.household", "yes") == ["Ana", "Ben"]


def test_whoever_is_out_of_sight_tells_nothing(cast, family):
    """An organizer who is not trained for minors sees no child, and nobody by a child."""
    assert fit(cast.organizer, "contacts.child_at", "is", family) == []
    assert fit(cast.organizer, "contacts.relationship", "is", ["guardian"]) == []
    assert fit(cast.organizer, "contacts.household", "yes") == []


@pytest.mark.parametrize(
    ("kind", "options", "ana", "ben", "is_", "value", "names"),
    [
        ("text", [], "Line 7", "Line 12", "is", "line 7", ["Ana"]),
        ("text", [], "Line 7", "Route 12", "begins", "Line", ["Ana"]),
        ("number", [], 3, 1, "at_least", 2, ["Ana"]),
        ("number", [], 3, 1, "at_most", 2, ["Ben", "Cy"]),
        ("yes_no", [], True, False, "yes", None, ["Ana"]),
        ("yes_no", [], True, False, "no", None, ["Ben", "Cy"]),
        ("choice", ["am", "pm"], "am", "pm", "is", ["am"], ["Ana"]),
        ("choices", ["food", "rides"], ["food", "rides"], ["rides"], "is", ["food"], ["Ana"]),
        ("choices", ["food", "rides"], ["food", "rides"], ["rides"], "is_not", ["food"], ["Ben", "Cy"]),
        ("text", [], "Line 7", "Line 12", "unknown", None, ["Cy"]),
    ],
)
def test_questions_of_our_own_are_filters(cast, kind, options, ana, ben, is_, value, names):
    people = [make.contact(cast.north, name) for name in ("Ana", "Ben", "Cy")]
    with tenant(cast.north.id):
        field = services.make_field(by=cast.admin, name="Bus", kind=kind, options=options)
        for person, answer in zip(people, (ana, ben), strict=False):
            services.answer_fields(by=cast.lead, contact=person, answers={field.pk: answer})

    assert fit(cast.lead, f"custom.{kind}.{field.pk}", is_, value) == names


def test_a_question_is_asked_and_shown_in_one_statement(cast):
    make.contact(cast.north, "Ana")
    with tenant(cast.north.id):
        field = services.make_field(by=cast.admin, name="Bus", kind="number", options=[])
        told = facts.fact(f"custom.number.{field.pk}")
        found = Contact.objects.visible_to(cast.lead).annotate(fact=told.shown(Asking(cast.lead)))
        assert [person.fact for person in found] == [0]
