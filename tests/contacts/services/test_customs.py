"""Questions of an organization's own, and their answers."""

import datetime

import pytest

from contacts import customs
from contacts.models import Contact, CustomField, CustomValue
from contacts.services import answer_fields, answers_of, change_field, make_field, retire_field
from crm.access.errors import DomainError, NotAllowed
from crm.access.tenancy import tenant
from crm.audit.models import AuditEvent
from tests import make

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 10, 19)
# kind, what somebody wrote, what it means
ANSWERS = [
    ("text", "  Bus 7 ", "Bus 7"),
    ("number", "1,250", 1250.0),
    ("number", "3,5", 3.5),
    ("date", "2026-10-19", DAY),
    ("date", "10/19/2026", DAY),
    ("yes_no", "Sí", True),
    ("yes_no", "no", False),
    ("choice", "SPANISH", "Spanish"),
    ("choices", "spanish; English", ("English", "Spanish")),
    ("choices", ["English"], ("English",)),
    ("text", " ", None),
]
UNREADABLE = [
    ("number", "many"), ("number", "nan"), ("date", "soon"), ("yes_no", "maybe"), ("choice", "French"),
    ("choices", "English; French"), ("text", "x" * 501),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _at_northside(cast):
    with tenant(cast.north.id):
        yield


def field(cast, kind="text", name="Bus line") -> CustomField:
    options = ("English", "Spanish", "Somali") if kind in ("choice", "choices") else ()
    return make_field(by=cast.admin, name=name, kind=kind, options=options)


@pytest.mark.parametrize(("kind", "written", "meant"), ANSWERS)
def test_an_answer_is_kept_in_its_type_and_comes_back_from_a_file(cast, kind, written, meant):
    asked, ana = field(cast, kind), make.contact(cast.north)

    answer_fields(by=cast.organizer, contact=ana, answers={asked.pk: written})

    kept = answers_of(cast.north.id, [ana.pk]).get(ana.pk, {}).get(asked.pk)
    assert kept == meant and customs.read(asked, customs.cell(asked, kept)) == meant


@pytest.mark.parametrize(("kind", "written"), UNREADABLE)
def test_what_cannot_be_read_is_refused_at_its_field(cast, kind, written):
    asked, ana = field(cast, kind), make.contact(cast.north)

    with pytest.raises(DomainError) as refused:
        answer_fields(by=cast.organizer, contact=ana, answers={asked.pk: written})

    assert refused.value.field == f"custom_{asked.pk}" and not CustomValue.objects.exists()


def test_people_are_found_by_what_they_answered(cast):
    line, size = field(cast), field(cast, "number", "Children")
    ana, bo = make.contact(cast.north), make.contact(cast.north, "Bo")
    answer_fields(by=cast.organizer, contact=ana, answers={line.pk: "Bus 7", size.pk: 4})
    answer_fields(by=cast.organizer, contact=bo, answers={size.pk: 1})

    assert Contact.objects.answered(line.pk, text="Bus 7").get() == ana
    assert Contact.objects.answered(size.pk, number__gte=3).get() == ana
    assert set(Contact.objects.answered(size.pk)) == {ana, bo}


def test_an_answer_is_replaced_and_taken_back_and_the_audit_holds_no_words(cast):
    asked, ana = field(cast), make.contact(cast.north)
    answer_fields(by=cast.organizer, contact=ana, answers={asked.pk: "Bus 7"})
    answer_fields(by=cast.organizer, contact=ana, answers={asked.pk: "Bus 9"})

    assert answer_fields(by=cast.organizer, contact=ana, answers={asked.pk: "Bus 9"}) == []
    answer_fields(by=cast.organizer, contact=ana, answers={asked.pk: ""})

    assert not CustomValue.objects.exists()
    told = AuditEvent.objects.filter(verb="contacts.fields_answered")
    assert told.count() == 3 and "Bus" not in str(list(told.values()))


def test_a_question_keeps_its_kind_its_given_answers_and_its_history(cast):
    asked, ana = field(cast, "choice"), make.contact(cast.north)
    answer_fields(by=cast.organizer, contact=ana, answers={asked.pk: "Somali"})

    with pytest.raises(DomainError) as refused:
        change_field(by=cast.admin, field=asked, name="Language at home", options=["English", "Spanish"])
    assert refused.value.field == "options"
    changed = change_field(
        by=cast.admin, field=asked, name="Language at home", options=["Somali", "English", "Oromo"]
    )
    assert changed.name == "Language at home"

    retire_field(by=cast.admin, field=asked)
    with pytest.raises(NotAllowed):
        answer_fields(by=cast.organizer, contact=ana, answers={asked.pk: "English"})
    assert CustomValue.objects.get().text == "Somali"


@pytest.mark.parametrize("options", [["one"], ["a", "A"], ["a; b", "c"]])
def test_a_choice_needs_things_to_choose_from(cast, options):
    with pytest.raises(DomainError) as refused:
        make_field(by=cast.admin, name="Language", kind="choice", options=options)

    assert refused.value.field == "options"


@pytest.mark.parametrize(
    "name",
    [
        "Date of birth",
        "SSN",
        "Immigration status",
        "Religión",
        "Party affiliation",
        "Fecha de nacimiento",
        "Diagnosis",
    ],
)
def test_no_question_asks_for_what_puts_people_in_danger(cast, name):
    with pytest.raises(DomainError) as refused:
        field(cast, name=name)

    assert refused.value.field == "name" and not CustomField.objects.exists()


def test_an_everyday_question_is_no_danger(cast):
    assert [field(cast, name=name).name for name in ("Faith community", "Party food helper", "Bus line")]
