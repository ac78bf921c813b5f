"""Checking people: answers may be changed until the file is written, by those who may import, and never after."""

import pytest
from django.urls import reverse

from contacts.models import Contact
from crm.access.errors import NotAllowed
from crm.access.tenancy import tenant
from crm.imports import reviewing
from crm.imports.models import ImportBatch, ImportQuestion
from crm.queue.running import drain
from tests import make
from tests.crm.imports.bringing import answer, bring, look_up, ready, run

HERE = "Name,Phone\nGuadalupe Reyes,919-555-0101\nTom Cole,919-555-0102\n"
FILE = "Name,Phone\nAna Reyes,919-555-0101\nBo Reyes,919-555-0101\nBo Tran,919-555-0102\n"


@pytest.fixture
def batch(cast):
    bring(cast.north, cast.staff, HERE)
    return ready(cast.staff, FILE)


def there(organization) -> list[str]:
    with tenant(organization.id):
        return list(ImportQuestion.objects.order_by("rank", "line", "id").values_list("answer", flat=True))


def test_an_answer_can_be_taken_back_until_the_file_is_written(cast, batch):
    first, *_others = look_up(cast.north, cast.staff, batch)
    answer(cast.north, cast.staff, first, "same")

    with tenant(cast.north.id):
        first.refresh_from_db()
        reviewing.take_back(by=cast.staff, question=first)

    assert set(there(cast.north)) == {""}
    run(cast.north, cast.staff, batch)
    with tenant(cast.north.id), pytest.raises(reviewing.TooLate):
        reviewing.answer(by=cast.staff, question=first, answer="same")


def test_answers_outlive_a_change_of_columns(cast, batch):
    questions = look_up(cast.north, cast.staff, batch)
    of_file = next(question for question in questions if question.other_line)
    answer(cast.north, cast.staff, questions[0], "different")
    answer(cast.north, cast.staff, of_file, "same")

    look_up(cast.north, cast.staff, batch)

    # The same as an earlier row: then it is not that other person, either.
    assert sorted(there(cast.north)) == ["", "different", "different", "same"]


def test_one_press_answers_all_of_one_family(cast, batch):
    look_up(cast.north, cast.staff, batch)

    with tenant(cast.north.id):
        count = reviewing.answer_families(by=cast.staff, batch=batch, answer="household")
        tally = reviewing.tally(cast.staff, batch)

    assert count == 3  # each Reyes of the file with the one who is here, and the two of the file
    assert (tally.waiting, tally.families) == (1, 0)


def test_who_may_not_import_answers_nothing(cast, batch):
    first, *_others = look_up(cast.north, cast.staff, batch)

    with tenant(cast.north.id), pytest.raises(NotAllowed):
        reviewing.answer(by=cast.organizer, question=first, answer="same")
    with tenant(cast.south.id):
        assert not ImportQuestion.objects.exists()


def test_a_discarded_file_takes_its_questions_along(cast, batch, client):
    look_up(cast.north, cast.staff, batch)
    make.login(client, cast.staff)

    client.post(reverse("imports:discard", args=[batch.pk]))

    with tenant(cast.north.id):
        assert not ImportQuestion.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_questions_are_answered_on_the_screen_and_written(cast, client):
    bring(cast.north, cast.staff, HERE)
    batch = ready(cast.staff, FILE)
    make.login(client, cast.staff)
    page = reverse("imports:people", args=[batch.pk])

    looking = client.get(page)
    drain()
    answers = 0
    while question := client.get(page).context["question"]:
        after = client.post(page, {"question": question.pk, "answer": "household" if answers else "later"})
        answers += 1
        assert after.status_code == 302
    put_off = client.get(page)
    again = client.get(f"{page}?again=1")
    client.post(page, {"question": again.context["question"].pk, "answer": "different", "again": "1"})
    done = client.get(page)
    with tenant(cast.north.id):
        batch = ImportBatch.objects.get(pk=batch.pk)
    client.post(reverse("imports:check", args=[batch.pk]), {"mapping_hash": batch.mapping_hash})
    drain()

    assert b'id="people-job"' in looking.content
    assert answers == 4
    assert "put off" in put_off.content.decode()
    assert "Is this the same person?" in again.content.decode()
    assert "Every question is answered" in done.content.decode()
    with tenant(cast.north.id):
        assert Contact.objects.count() == 5
        assert ImportBatch.objects.get(pk=batch.pk).state == "done"
