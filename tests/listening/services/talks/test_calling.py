"""Calling one after the other: only who may be called, how it went, and what becomes of it."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.asks import ASK, CONFIRM
from campaigns.models import Signup
from contacts.models import ContactMethod
from crm.access.errors import NotAllowed
from crm.access.tenancy import tenant
from listening.models import Attempt, Call
from listening.services.talks.calling import (
    AlreadyCalled,
    NobodyToCall,
    begin_calls,
    call_again,
    end_calls,
    log_call,
    skip_call,
    undo_call,
)
from listening.talks import calling
from tasks import services as tasks
from tasks.models import Task
from tests import make

DAY = datetime.timedelta(days=1)


@pytest.fixture
def people(cast):
    found = [make.contact(cast.north, name, owner_id=cast.organizer.id) for name in ("Ana", "Ben", "Cy")]
    for number, person in enumerate(found):
        make.method(cast.north, person, f"+1919555014{number}")
    return found


@pytest.fixture
def calls(cast, people):
    with tenant(cast.north.id):
        return begin_calls(by=cast.organizer, people=people, title="Bus vote")


def call_of(calls, person):
    return Call.objects.get(call_list=calls, contact=person)


def test_only_who_may_be_called_stands_on_the_list(cast, people):
    ana, ben, cy = people
    no_number = make.contact(cast.north, "Dee")
    make.consent(cast.north, ben, "denied", purpose="call")
    with tenant(cast.north.id):
        type(cy).objects.filter(pk=cy.pk).update(status="do_not_contact")
        made = begin_calls(by=cast.organizer, people=[*people, no_number], title="Bus vote")
        with pytest.raises(NobodyToCall):
            begin_calls(by=cast.organizer, people=[ben, cy, no_number], title="Bus vote")

        assert list(made.calls.values_list("contact_id", flat=True)) == [ana.pk]
    assert made.left_out == 3


def test_who_says_stop_meanwhile_is_passed_over(cast, people, calls):
    ana, ben, _cy = people
    make.consent(cast.north, ana, "withdrawn", purpose="call")

    with tenant(cast.north.id):
        assert calling.next_person(cast.organizer, calls).call.contact_id == ben.pk


def test_a_talk_becomes_an_attempt_and_closes_the_step_it_served(cast, people):
    ana = people[0]
    step = make.task(cast.north, cast.organizer, contact=ana, kind="call")
    with tenant(cast.north.id):
        made = begin_calls(by=cast.organizer, people=[ana], title="Steps", steps={ana.pk: step})
        call = call_of(made, ana)
        for _press in range(2):
            log_call(
                by=cast.organizer, call=call, result="talked", remark="Nights are best.", try_key=call.try_key
            )

        attempt = Attempt.objects.get()
        assert (attempt.channel, attempt.result, attempt.by_id) == ("phone", "talked", cast.organizer.id)
        assert Task.objects.get(pk=step.pk).state == "done"
        assert calling.next_person(cast.organizer, made) is None
        assert calling.summary(cast.organizer, made).talked == 1


def test_nobody_there_puts_the_step_on_tomorrows_list(cast, people):
    ana = people[0]
    step = make.task(cast.north, cast.organizer, contact=ana, kind="call", due_on=timezone.localdate())
    with tenant(cast.north.id):
        made = begin_calls(by=cast.organizer, people=[ana], title="Steps", steps={ana.pk: step})
        log_call(by=cast.organizer, call=call_of(made, ana), result="not_home")

        now = Task.objects.get(pk=step.pk)
        assert (now.state, now.due_on) == ("open", timezone.localdate() + DAY)


def test_tomorrow_is_that_of_whose_step_it_is(cast, people):
    """Who calls is never in the same day as whose step it is."""
    owner = make.member(cast.north, "organizer", time_zone="Pacific/Kiritimati")
    theirs = timezone.localdate(timezone=ZoneInfo("Pacific/Kiritimati"))
    ana = people[0]
    step = make.task(cast.north, owner, contact=ana, kind="call", due_on=theirs)
    with tenant(cast.north.id), timezone.override("Pacific/Pago_Pago"):
        made = begin_calls(by=cast.organizer, people=[ana], title="Steps", steps={ana.pk: step})
        log_call(by=cast.organizer, call=call_of(made, ana), result="not_home")

        assert Task.objects.get(pk=step.pk).due_on == theirs + DAY


def test_a_wrong_number_is_marked_and_unmarked_when_taken_back(cast, people, calls):
    ana = people[0]
    with tenant(cast.north.id):
        call = log_call(by=cast.organizer, call=call_of(calls, ana), result="wrong_number")
        marked = ContactMethod.objects.get(contact=ana).status
        undo_call(by=cast.organizer, call=call)

        assert marked == "wrong_person"
        assert ContactMethod.objects.get(contact=ana).status == "ok"
        assert not Attempt.objects.counted().exists()
        assert calling.next_person(cast.organizer, calls).call.contact_id == ana.pk


def test_a_form_of_an_earlier_try_saves_nothing(cast, people, calls):
    ana = people[0]
    with tenant(cast.north.id):
        call = call_of(calls, ana)
        first = call.try_key
        undo_call(
            by=cast.organizer, call=log_call(by=cast.organizer, call=call, result="talked", try_key=first)
        )
        log_call(by=cast.organizer, call=call, result="talked")

        with pytest.raises(AlreadyCalled):
            log_call(by=cast.organizer, call=call, result="not_home", try_key=first)


def test_who_was_skipped_is_called_at_the_end(cast, people, calls):
    ana, ben, cy = people
    with tenant(cast.north.id):
        skip_call(by=cast.organizer, call=call_of(calls, ana))
        for person in (ben, cy):
            log_call(by=cast.organizer, call=call_of(calls, person), result="left_message")
        over = calling.next_person(cast.organizer, calls)
        end_calls(by=cast.organizer, calls=calls)

        assert over is None
        assert call_again(by=cast.organizer, calls=calls) == 1
        assert calling.next_person(cast.organizer, calls).call.contact_id == ana.pk


@pytest.mark.parametrize(
    "key, before, answer, result, after",
    [
        (ASK, "to_ask", "yes", "talked", "yes"),
        (ASK, "to_ask", "maybe", "talked", "maybe"),
        (ASK, "to_ask", "no", "talked", "declined"),
        (ASK, "to_ask", "", "left_message", "left_message"),
        (ASK, "maybe", "", "not_home", "maybe"),
        (CONFIRM, "yes", "yes", "talked", "confirmed"),
        (CONFIRM, "yes", "", "left_message", "yes"),
    ],
)
def test_an_answer_stands_with_the_action(cast, people, key, before, answer, result, after):
    action, ana = make.action(cast.north), people[0]
    make.signup(cast.north, ana, action, before)
    with tenant(cast.north.id):
        made = begin_calls(
            by=cast.organizer, people=[ana], title="Vote", ask="Will you come?", ask_key=key, ask_id=action.pk
        )
        log_call(by=cast.organizer, call=call_of(made, ana), result=result, answer=answer)

        assert Signup.objects.get().status == after


def test_calls_are_the_callers_own(cast, people, calls):
    with tenant(cast.north.id), pytest.raises(NotAllowed):
        log_call(by=cast.lead, call=call_of(calls, people[0]), result="talked")


def test_the_number_shows_only_to_a_role_that_sees_numbers(client, cast):
    ana = make.contact(cast.north, "Ana", "Reyes", owner_id=cast.volunteer.id)
    make.method(cast.north, ana)
    shown = {}
    for actor in (cast.organizer, cast.volunteer):
        made = make.call_list(cast.north, actor, ana)
        make.login(client, actor)
        body = client.get(reverse("listening:calling", args=[made.pk])).content.decode()
        shown[actor.role.key] = ("Ana" in body, "5550142" in body)

    assert shown == {"organizer": (True, True), "volunteer": (True, False)}


def test_another_window_that_says_something_else_is_told_and_changes_nothing(cast, people, calls):
    with tenant(cast.north.id):
        call = call_of(calls, people[0])
        log_call(by=cast.organizer, call=call, result="not_home", try_key=call.try_key)
        log_call(by=cast.organizer, call=call, result="not_home", try_key=call.try_key)
        with pytest.raises(AlreadyCalled):
            log_call(by=cast.organizer, call=call, result="talked", try_key=call.try_key)

        assert list(Attempt.objects.values_list("result", flat=True)) == ["not_home"]


def test_whose_step_somebody_took_or_did_meanwhile_is_passed_over(cast, people):
    steps = {p.pk: make.task(cast.north, cast.organizer, kind="call", contact=p) for p in people}
    with tenant(cast.north.id):
        calls = begin_calls(by=cast.organizer, people=people, title="Steps", steps=steps)
        tasks.hand_over_task(by=cast.lead, task=steps[people[0].pk], to=cast.lead.id)
        tasks.finish_task(by=cast.lead, task=steps[people[1].pk])

        assert calling.next_person(cast.organizer, calls).call.contact == people[2]
        assert calling.progress(cast.organizer, calls).lost == 2


def test_the_screen_tells_of_the_last_word_and_of_somebody_elses_try(client, cast, people, calls):
    held = make.session(cast.north)
    make.note(cast.north, session=held, contact=people[0], body="The bus comes late.")
    make.attempt(cast.north, contact=people[0], by_id=cast.lead.id, at=timezone.now(), result="not_home")
    make.login(client, cast.organizer)

    page = client.get(reverse("listening:calling", args=[calls.pk])).text

    assert "The bus comes late." in page
    assert "Lena Lead tried them since you began" in page
