"""Guides: the triad, the lock, the next version."""

import pytest

from crm.access.errors import DomainError
from crm.access.tenancy import tenant
from listening.models import Answer, Guide
from listening.services.rounds import guides
from listening.services.rounds.guides import choices_of
from listening.services.talks import answering, talking
from listening.services.talks.answering import NoSuchAnswer
from listening.services.talks.talk import Talk
from tests import make


def test_a_guide_begins_with_the_triad_in_both_languages(cast):
    with tenant(cast.north.id):
        guide = guides.create_guide(by=cast.organizer, name="Buses")

        rows = list(guide.questions.order_by("position"))
        assert [row.key for row in rows] == ["concern", "responsible", "solution"]
        assert all(row.text_en and row.text_es and row.probes_en and row.probes_es for row in rows)


def test_its_first_use_locks_it_and_the_next_version_is_a_copy(cast):
    with tenant(cast.north.id):
        guide = guides.create_guide(by=cast.organizer, name="Buses")
        project = make.project(cast.north, guide=guide)

        talking.log_attempt(
            by=cast.volunteer,
            talk=Talk(result="talked", client_uuid=project.pk, project=project),
        )

        guide.refresh_from_db()
        assert guide.is_locked
        question = guide.questions.first()
        for deed in (
            lambda: guides.add_question(by=cast.organizer, guide=guide, text_en="x", text_es="x"),
            lambda: guides.edit_question(by=cast.organizer, question=question, text_en="x", text_es="x"),
            lambda: guides.remove_question(by=cast.organizer, question=question),
            lambda: guides.move_question(by=cast.organizer, question=question, up=False),
            lambda: guides.edit_guide(by=cast.organizer, guide=guide, name="x", opening_en="", opening_es=""),
        ):
            with pytest.raises(guides.GuideLocked):
                deed()

        copy = guides.copy_guide(by=cast.organizer, guide=guide)
        assert (copy.number, copy.state, copy.family) == (2, Guide.State.DRAFT, guide.family)
        assert [row.key for row in copy.questions.order_by("position")] == [
            "concern",
            "responsible",
            "solution",
        ]
        guides.edit_question(
            by=cast.organizer, question=copy.questions.first(), text_en="New", text_es="Nueva"
        )
        assert guide.questions.filter(text_en="New").count() == 0


def test_questions_move_and_keep_their_keys(cast):
    guide = make.guide(cast.north, "open", "scale", "open")
    with tenant(cast.north.id):
        last = guide.questions.get(position=3)
        guides.move_question(by=cast.organizer, question=last, up=True)
        guides.move_question(by=cast.organizer, question=last, up=True)
        guides.move_question(by=cast.organizer, question=last, up=True)

        assert list(guide.questions.order_by("position").values_list("key", flat=True)) == ["q3", "q1", "q2"]


def test_choices_stand_in_both_languages():
    assert choices_of("Bus = Autobús\nOn foot = A pie") == [
        {"key": "bus", "en": "Bus", "es": "Autobús"},
        {"key": "on-foot", "en": "On foot", "es": "A pie"},
    ]
    with pytest.raises(DomainError):
        choices_of("Bus")


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("choice", "a", "z"),
        ("multi", ["a", "b"], ["a", "z"]),
        ("scale", 10, 11),
        ("number", 40, -1),
        ("ask", "maybe", "perhaps"),
    ],
)
def test_an_answer_fits_its_question(cast, kind, good, bad):
    guide = make.guide(cast.north, kind)
    held = make.session(cast.north, guide=guide)
    somebody = make.participant(cast.north, held)
    with tenant(cast.north.id):
        question = guide.questions.get()
        answer = {"by": cast.organizer, "session": held, "participant": somebody}

        answering.save_answers(**answer, answers={question.pk: good})
        answering.save_answers(**answer, answers={question.pk: good})
        assert Answer.objects.get().value == good
        with pytest.raises(NoSuchAnswer):
            answering.save_answers(**answer, answers={question.pk: bad})
        answering.save_answers(**answer, answers={question.pk: ""})
        assert not Answer.objects.exists()
