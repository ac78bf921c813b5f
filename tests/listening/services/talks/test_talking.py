"""Talks for a round: what was asked, where they stood, who it was after all, and who has died."""

import uuid

import pytest

from contacts.models import ConsentEvent, Contact
from crm.access.errors import NotAllowed
from crm.access.tenancy import tenant
from listening.models import Answer, Attempt, Note, SessionParticipant
from listening.notes import reading
from listening.services.rounds import projects
from listening.services.talks import finishing, talking, undoing
from listening.services.talks.talk import Talk
from listening.services.talks.talking import HaveTheyDied
from tasks.models import Task
from tests import make


def talk(**fields) -> Talk:
    return Talk(**{"result": "talked", "client_uuid": uuid.uuid4(), **fields})


def test_a_talk_for_a_round_keeps_answers_ratings_and_the_text_that_was_read(cast):
    guide = make.guide(cast.north, "open", "scale", "multi")
    project = make.project(cast.north, guide=guide)
    with tenant(cast.north.id):
        projects.write_consent_text(by=cast.organizer, project=project, en="We write.", es="Anotamos.")
        concern, sure, several = guide.questions.order_by("position")

        attempt = talking.log_attempt(
            by=cast.volunteer,
            talk=talk(
                project=project,
                answers={concern.pk: "The bus.", sure.pk: 7, several.pk: ["a"]},
                rating_before=4,
                rating_after=9,
                may_use_words="granted",
            ),
        )

        assert (attempt.project, attempt.guide, attempt.session.project) == (project, guide, project)
        assert (attempt.rating_before, attempt.rating_after) == (4, 9)
        assert Note.objects.get().question == concern
        assert dict(Answer.objects.values_list("question__key", "value")) == {"q2": 7, "q3": ["a"]}
        assert ConsentEvent.objects.get().text_version == project.consent_texts.get().key


def test_somebody_without_a_name_gets_one_later_with_all_that_follows(cast):
    with tenant(cast.north.id):
        attempt = talking.log_attempt(
            by=cast.volunteer,
            talk=talk(
                constituencies=["parent"], next_step="call_back", may_use_words="anonymous", finish_later=True
            ),
        )
        assert list(reading.to_finish(cast.volunteer)) == [attempt]

        finishing.finish_talk(
            by=cast.volunteer,
            attempt=attempt,
            words="It is late.",
            language="en",
            given_name="Marisol",
            family_name="Vega",
            phone="919-555-0142",
            may_text=True,
        )

        marisol = Contact.objects.get()
        attempt.refresh_from_db()
        assert (
            attempt.contact
            == SessionParticipant.objects.get().contact
            == Task.objects.get().contact
            == marisol
        )
        assert marisol.last_talk_at == attempt.at
        assert [row.kind for row in marisol.constituencies.all()] == ["parent"]
        assert Note.objects.get().contact == marisol
        assert not reading.to_finish(cast.volunteer).exists()
        (note,) = reading.notes_with_words(Note.objects.visible_to(cast.lead), cast.lead, purpose="a page")
        assert note.consent.value == "anonymous"


def test_others_talks_are_not_in_ones_tray(cast):
    with tenant(cast.north.id):
        talking.log_attempt(by=cast.organizer, talk=talk(finish_later=True))

        assert not reading.to_finish(cast.volunteer).exists()


def test_a_death_is_said_twice(cast, client):
    ana = make.contact(cast.north)
    make.login(client, cast.organizer)
    given = {
        "contact": str(ana.pk),
        "result": "deceased",
        "client_uuid": str(uuid.uuid4()),
        "channel": "door",
    }
    with tenant(cast.north.id), pytest.raises(HaveTheyDied):
        talking.log_attempt(by=cast.organizer, talk=talk(contact=ana, result="deceased"))

    asked = client.post("/listening/log/", given)
    assert asked.status_code == 422
    assert "Has Ana Reyes died?" in asked.text
    with tenant(cast.north.id):
        ana.refresh_from_db()
        assert ana.status == "active"
    client.post("/listening/log/", {**given, "is_sure": "1"})

    with tenant(cast.north.id):
        ana.refresh_from_db()
        assert ana.status == "deceased"
        assert Attempt.objects.get().result == "deceased"


@pytest.mark.parametrize("result", ["deceased", "moved"])
def test_taking_a_death_or_a_move_back_makes_them_what_they_were(cast, result):
    ana = make.contact(cast.north, "Ana", "Reyes", status="inactive")
    with tenant(cast.north.id):
        attempt = talking.log_attempt(by=cast.organizer, talk=talk(contact=ana, result=result, is_sure=True))
        ana.refresh_from_db()
        assert ana.status == result

        undoing.undo_attempt(by=cast.organizer, attempt=attempt)

        ana.refresh_from_db()
        assert ana.status == "inactive"


def test_taking_back_a_no_to_being_contacted_leaves_the_no(cast):
    ana = make.contact(cast.north, "Ana", "Reyes")
    with tenant(cast.north.id):
        attempt = talking.log_attempt(by=cast.organizer, talk=talk(contact=ana, result="do_not_contact"))
        undoing.undo_attempt(by=cast.organizer, attempt=attempt)

        ana.refresh_from_db()
        assert ana.status == "do_not_contact"


def test_ratings_go_to_ten_and_what_was_typed_stays(cast, client):
    guide = make.guide(cast.north, "scale")
    project = make.project(cast.north, guide=guide)
    make.login(client, cast.organizer)
    client.get(f"/listening/log/?project={project.pk}")

    with tenant(cast.north.id):
        name = f"q_{guide.questions.get().pk.hex}"
    page = client.post(
        "/listening/log/",
        {
            "result": "talked",
            "client_uuid": str(uuid.uuid4()),
            "channel": "door",
            "next_step": "none",
            "rating_before": "11",
            name: "12",
            "words": "The bus is late.",
        },
    )

    assert page.status_code == 422
    assert 'value="11"' in page.text
    assert 'value="12"' in page.text
    assert "The bus is late." in page.text
    with tenant(cast.north.id):
        assert not Attempt.objects.exists()


def test_a_round_of_another_organization_is_not_logged_for(cast, client):
    theirs = make.project(cast.south, "Their canary round")
    make.login(client, cast.organizer)

    page = client.get(f"/listening/log/?project={theirs.pk}")

    assert page.status_code == 200
    assert "canary" not in page.text
    with tenant(cast.north.id), pytest.raises(NotAllowed):
        talking.log_attempt(by=cast.organizer, talk=talk(project=theirs))


def test_attempts_talks_and_participation_are_three_counts(cast):
    project = make.project(cast.north)
    make.participant(cast.north, make.session(cast.north, project=project, headcount=5))
    with tenant(cast.north.id):
        talking.log_attempt(by=cast.organizer, talk=talk(result="not_home", project=project))
        talking.log_attempt(by=cast.organizer, talk=talk(project=project))

        tries = Attempt.objects.visible_to(cast.organizer).counted().filter(project=project)
        assert (tries.count(), tries.conversations().count()) == (2, 1)
        assert SessionParticipant.objects.filter(session__project=project).count() == 2
