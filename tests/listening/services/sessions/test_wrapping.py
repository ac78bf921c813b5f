"""The wrap-up: who came, who said yes, what was said."""

import uuid

import pytest
from django.utils import timezone

from campaigns.models import Signup
from contacts.models import Contact
from crm.access.errors import NotAllowed
from crm.access.tenancy import tenant
from listening.forms.wrapping import WhoCameForm
from listening.models import Answer, Note, SessionParticipant, SessionRole
from listening.services.sessions import asking, counting, planning, wrapping
from listening.services.sessions.asking import LEADER, TooManyLeaders, WhoDid
from listening.services.sessions.counting import OnPaper, TooFewCounted
from listening.services.sessions.wrapping import Said
from tasks.models import Task
from tests import make


@pytest.fixture
def held(cast):
    return make.session(cast.north, facilitator_id=cast.organizer.id, ask="Will you come to the board?")


def put_down(cast, session, *names: str) -> list[SessionParticipant]:
    return [
        make.participant(cast.north, session, contact=make.contact(cast.north, given_name=name))
        for name in names
    ]


def test_the_sheet_on_paper_is_typed_in_once(cast, held):
    lines, key = (
        [OnPaper("Ana Reyes", "919-555-0142", ("parent",)), OnPaper("Ms. T (blue house)")],
        uuid.uuid4(),
    )
    with tenant(cast.north.id):
        for _press in range(2):
            counting.wrap_up_people(
                by=cast.organizer, session=held, headcount=25, on_paper=lines, sheet_key=key
            )

        rows = list(SessionParticipant.objects.order_by("created_at", "pk"))
        assert [(row.contact.display_name, row.came_by) for row in rows] == [
            ("Ana Reyes", "paper"),
            ("Ms. T (blue house)", "paper"),
        ]
        assert rows[0].constituencies == ["parent"]
        assert Contact.objects.count() == 2
        held.refresh_from_db()
        assert (held.headcount, held.status) == (25, "held")


def test_a_headcount_is_never_less_than_those_by_name(cast, held):
    put_down(cast, held, "Ana", "Ben")
    with tenant(cast.north.id), pytest.raises(TooFewCounted):
        counting.wrap_up_people(by=cast.organizer, session=held, headcount=1)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Ana Reyes, 919 555 0142, parent", OnPaper("Ana Reyes", "919 555 0142", ("parent",))),
        (
            "Ana Reyes\t(919) 555-0142\tmadre\tdocente",
            OnPaper("Ana Reyes", "(919) 555-0142", ("parent", "educator")),
        ),
        ("Ms. T (blue house)", OnPaper("Ms. T (blue house)")),
    ],
)
def test_a_line_of_the_sheet_is_read_in_both_languages(line, read):
    form = WhoCameForm({"headcount": "3", "on_paper": line, "sheet_key": str(uuid.uuid4())}, expected=[])

    assert form.is_valid(), form.errors
    assert form.cleaned_data["on_paper"] == [read]


def test_a_line_without_a_name_is_named_and_nothing_typed_is_lost(cast, held, client):
    make.login(client, cast.organizer)

    page = client.post(
        f"/listening/sessions/{held.pk}/wrap-up/",
        {"headcount": "25", "on_paper": "Ana Reyes\n919 555 0142", "sheet_key": str(uuid.uuid4())},
    )

    assert page.status_code == 422
    assert "No name stands in: 919 555 0142" in page.text
    assert "Ana Reyes" in page.text
    assert 'value="25"' in page.text
    with tenant(cast.north.id):
        assert not SessionParticipant.objects.exists()


def test_a_yes_signs_up_and_a_star_becomes_a_one_on_one(cast, held):
    action = make.action(cast.north)
    ana, ben, cleo = put_down(cast, held, "Ana", "Ben", "Cleo")
    guide = make.guide(cast.north, "ask")
    with tenant(cast.north.id):
        planning.edit_session(
            by=cast.organizer, session=held, ask_key="campaigns.ask", ask_id=action.pk, guide=guide
        )
        who_did = WhoDid(
            answers={ana.pk: "yes", ben.pk: "maybe"},
            leaders=[cleo.pk],
            roles={"host": ben.pk, "interpreter": None},
        )
        for _press in range(2):
            asking.wrap_up_yeses(by=cast.organizer, session=held, who_did=who_did)

        assert dict(Signup.objects.values_list("contact__given_name", "status")) == {
            "Ana": "yes",
            "Ben": "maybe",
        }
        task = Task.objects.get(origin=LEADER)
        assert (task.contact_id, task.kind, task.owner_id) == (
            cleo.contact_id,
            "one_on_one",
            cast.organizer.id,
        )
        assert SessionRole.objects.get().participant == ben
        assert dict(Answer.objects.values_list("participant__contact__given_name", "value")) == {
            "Ana": "yes",
            "Ben": "maybe",
        }

        asking.wrap_up_yeses(
            by=cast.organizer, session=held, who_did=WhoDid(answers={ana.pk: "yes"}, roles={"host": None})
        )

        task.refresh_from_db()
        assert task.state == "dropped"
        assert not SessionRole.objects.exists()


def test_six_stars_are_too_many(cast, held):
    rows = put_down(cast, held, *"ABCDEF")
    with tenant(cast.north.id), pytest.raises(TooManyLeaders):
        asking.wrap_up_yeses(
            by=cast.organizer, session=held, who_did=WhoDid(leaders=[row.pk for row in rows])
        )


def test_words_stand_under_their_question_and_speaker(cast, held):
    guide = make.guide(cast.north)
    (ana,) = put_down(cast, held, "Ana")
    with tenant(cast.north.id):
        question = guide.questions.get()
        planning.edit_session(by=cast.organizer, session=held, guide=guide)

        wrapping.wrap_up_words(
            by=cast.organizer,
            session=held,
            said=[Said("P1: The bus is late.\n• Nobody calls back.", question), Said("P9: Not here.")],
            fidelity="verbatim",
            memo="More men.",
        )

        notes = Note.objects.order_by("created_at", "pk")
        said = {
            (note.versions.get().body, note.participant_id, note.question_id, note.fidelity) for note in notes
        }
        assert said == {
            ("The bus is late.", ana.pk, question.pk, "verbatim"),
            ("Nobody calls back.", None, question.pk, "verbatim"),
            ("P9: Not here.", None, None, "verbatim"),
        }
        held.refresh_from_db()
        assert held.status == "noted"
        assert held.memos.get().body == "More men."


def test_the_wrap_up_seals_the_names_where_the_session_says_so(cast, held):
    put_down(cast, held, "Ana")
    with tenant(cast.north.id):
        planning.edit_session(by=cast.organizer, session=held, is_sealed=True)
        wrapping.wrap_up_words(by=cast.organizer, session=held, said=[Said("P1: The bus is late.")])

        assert SessionParticipant.objects.get().contact is None
        assert Note.objects.get().contact is None


def test_the_host_is_thanked_first_and_a_minor_only_by_who_may_see_them(cast, held):
    _ana, ben = put_down(cast, held, "Ana", "Ben")
    make.participant(cast.north, held, contact=make.contact(cast.north, given_name="Kim", is_minor=True))
    with tenant(cast.north.id):
        planning.give_role(by=cast.organizer, session=held, role="host", participant=ben)

        seen = [person.given_name for person in wrapping.thanked_first(cast.organizer, held)]

    assert seen == ["Ben", "Ana"]


def test_a_minor_stands_in_the_wrap_up_under_a_pseudonym(cast, held, client):
    make.participant(cast.north, held, contact=make.contact(cast.north, given_name="Kimberly", is_minor=True))
    make.login(client, cast.organizer)

    page = client.get(f"/listening/sessions/{held.pk}/wrap-up/yeses/")

    assert "P1" in page.text
    assert "Kimberly" not in page.text


def test_people_of_another_session_or_organization_are_not_touched(cast, held):
    theirs = make.participant(cast.south)
    other = make.participant(cast.north, make.session(cast.north, starts_at=timezone.now()))
    with tenant(cast.north.id):
        asking.wrap_up_yeses(
            by=cast.lead,
            session=held,
            who_did=WhoDid(answers={theirs.pk: "yes", other.pk: "yes"}, leaders=[other.pk]),
        )
        other.refresh_from_db()
        assert (other.answer, other.is_leader) == ("", False)
        with pytest.raises(NotAllowed):
            counting.wrap_up_people(by=cast.outsider, session=held, headcount=3)
    with tenant(cast.south.id):
        theirs.refresh_from_db()
        assert theirs.answer == ""
