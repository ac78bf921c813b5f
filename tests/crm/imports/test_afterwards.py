"""A row that fits two people is decided after Finish, and written then."""

import pytest
from django.urls import reverse

from contacts.models import Contact, Household, HouseholdMember
from contacts.services import edit_contact
from crm.access.tenancy import tenant
from crm.imports import afterwards
from crm.imports.models import ImportBatch
from tests import make
from tests.crm.imports.bringing import bring, outcomes, undo

pytestmark = pytest.mark.django_db
FILE = "Name,Phone,E-mail,Tags\nAna Reyes,919-555-0142,ana@example.org,bus\nLuis Soto,919-555-0177,,bus\n"


@pytest.fixture
def two(cast):
    """Two records of one name: one has the phone, the other the address."""
    one, other = make.contact(cast.north, "Ana", "Reyes"), make.contact(cast.north, "Ana", "Reyes")
    make.method(cast.north, one, "+19195550142")
    make.method(cast.north, other, "ana@example.org", kind="email")
    return one, other


def questions(cast, batch):
    with tenant(cast.north.id):
        afterwards.ask_what_was_not(by=cast.staff, batch=batch)
        return list(afterwards.waiting_questions(cast.staff, batch))


def decide(cast, batch, question, answer) -> str:
    with tenant(cast.north.id):
        return afterwards.decide(by=cast.staff, batch=batch, question=question, answer=answer)


def fresh(cast, batch) -> ImportBatch:
    with tenant(cast.north.id):
        return ImportBatch.objects.get(pk=batch.pk)


def test_it_waits_and_goes_to_whom_somebody_says(cast, two):
    batch = bring(cast.north, cast.staff, FILE)
    waiting = questions(cast, batch)
    later = decide(cast, batch, waiting[0], "later")
    chosen = next(question for question in waiting if question.object_id == two[1].pk)
    outcome = decide(cast, batch, chosen, "same")

    assert batch.counts == {"review": 1, "created": 1}
    assert (len(waiting), later, outcome) == (2, "review", "updated")
    assert fresh(cast, batch).counts == {"created": 1, "updated": 1}
    assert outcomes(cast.north, batch)[2].object_id == two[1].pk
    assert questions(cast, batch) == []
    with tenant(cast.north.id):
        assert [link.tag.name for link in two[1].tag_links.all()] == ["bus"]


def test_neither_of_them_is_a_new_person_and_undo_takes_them_along(cast, two):
    batch = bring(cast.north, cast.staff, FILE)
    first, second = questions(cast, batch)
    half = decide(cast, batch, first, "different")
    undo_later = fresh(cast, batch)
    undo(cast.north, cast.staff, undo_later)

    # Who is left of two is the one.
    assert (half, second.object_id) == ("updated", outcomes(cast.north, batch)[2].object_id)
    with tenant(cast.north.id):
        assert Contact.objects.visible_to(cast.staff).count() == 2
        assert not two[0].tag_links.exists() and not two[1].tag_links.exists()


def edit(cast, person, **changes):
    current = Contact.objects.get(pk=person.pk)
    edit_contact(by=cast.staff, contact=current, version=current.version, changes=changes)


COUPLE = "Name,Phone,E-mail\nAna & Luis Reyes,919-555-0142,ana@example.org\n"


def test_the_other_of_a_couple_is_at_home_once_the_first_is_decided(cast, two):
    batch = bring(cast.north, cast.staff, COUPLE)
    with tenant(cast.north.id):
        alone = Household.objects.count()
    chosen = next(question for question in questions(cast, batch) if question.object_id == two[1].pk)
    decide(cast, batch, chosen, "same")
    with tenant(cast.north.id):
        together = {link.contact.given_name for link in HouseholdMember.objects.select_related("contact")}
    undo(cast.north, cast.staff, fresh(cast, batch))

    assert (alone, together) == (0, {"Ana", "Luis"})
    with tenant(cast.north.id):
        assert not HouseholdMember.objects.exists() and not Household.objects.exists()
        assert {person.pk for person in Contact.objects.visible_to(cast.staff)} == {
            person.pk for person in two
        }


def test_undo_after_a_late_decision_gives_back_what_was_there_before_it(cast, two):
    """What somebody edited between the run and the decision stays; what they edited after it keeps the record."""
    batch = bring(cast.north, cast.staff, FILE.replace("Tags", "City").replace("bus", "Durham"))
    with tenant(cast.north.id):
        edit(cast, two[1], pronouns="she/her")
    chosen = next(question for question in questions(cast, batch) if question.object_id == two[1].pk)
    decide(cast, batch, chosen, "same")
    with tenant(cast.north.id):
        decided = Contact.objects.get(pk=two[1].pk)
    undo(cast.north, cast.staff, fresh(cast, batch))

    with tenant(cast.north.id):
        left = Contact.objects.get(pk=two[1].pk)
    assert (decided.city, left.city, left.pronouns) == ("Durham", "", "she/her")
    assert outcomes(cast.north, batch)[2].undo == "reversed"


def test_who_was_edited_after_the_late_decision_is_kept_by_the_undo(cast, two):
    batch = bring(cast.north, cast.staff, FILE)
    chosen = next(question for question in questions(cast, batch) if question.object_id == two[1].pk)
    decide(cast, batch, chosen, "same")
    with tenant(cast.north.id):
        edit(cast, two[1], city="Raleigh")
    undo(cast.north, cast.staff, fresh(cast, batch))

    with tenant(cast.north.id):
        left = Contact.objects.get(pk=two[1].pk)
        assert left.city == "Raleigh" and left.tag_links.exists()
    row = outcomes(cast.north, batch)[2]
    assert (row.undo, row.undo_reason) == ("kept", "undo.edited")


def test_what_is_written_is_not_decided_twice(cast, two):
    batch = bring(cast.north, cast.staff, FILE)
    first, second = questions(cast, batch)
    decide(cast, batch, first, "same")

    with pytest.raises(afterwards.Written):
        decide(cast, batch, second, "same")


def test_the_report_leads_to_the_queue_and_the_queue_to_the_answer(cast, two, client):
    batch = bring(cast.north, cast.staff, FILE)
    make.login(client, cast.staff)
    address = reverse("imports:people", args=[batch.pk])
    report = client.get(reverse("imports:detail", args=[batch.pk])).content.decode()
    page = client.get(address).content.decode()
    question = questions(cast, batch)[0]
    client.post(address, {"question": question.pk, "answer": "same"})
    after = client.get(address).content.decode()

    assert address in report and "Decide 1 row" in report
    assert "Is this the same person?" in page and "2 questions left" in page
    assert "Every question is answered" in after
    assert address not in client.get(reverse("imports:detail", args=[batch.pk])).content.decode()
