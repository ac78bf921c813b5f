"""Each of these takes one safety of sending away and sees a test fail."""

import datetime
import inspect
import sys

import pytest
from django.db import ProgrammingError
from django.utils import timezone

from crm.access.tenancy import tenant
from tasks.services import claiming, judging, sending, show_due
from tests import make
from tests.tasks.services import test_planning, test_sending
from tests.tasks.services.test_planning import action, north, plan  # noqa: F401  (fixtures)
from tests.tasks.services.test_sending import message  # noqa: F401


def fails(test, request, **given) -> bool:
    """Whether the test fails, given the fixtures that it asks for."""
    asked = inspect.signature(test).parameters.keys() - given.keys()
    arguments = given | {name: request.getfixturevalue(name) for name in asked}
    try:
        test(**arguments)
    except Exception:
        return True
    return False


@pytest.fixture
def mutate(monkeypatch):
    """Put a mutant of a function in the place of every name under which it was imported."""

    def put(module, name: str, before: str, after: str) -> None:
        source = inspect.getsource(getattr(module, name))
        assert source.count(before) == 1, f"{name} has changed: the mutant is no mutant any more"
        space: dict = {}
        exec(compile(source.replace(before, after), f"<mutant of {name}>", "exec"), module.__dict__, space)
        for loaded in list(sys.modules.values()):
            if vars(loaded).get(name) is getattr(module, name) and loaded is not module:
                monkeypatch.setattr(loaded, name, space[name])
        monkeypatch.setattr(module, name, space[name])

    return put


@pytest.mark.parametrize(
    "test",
    [
        test_sending.test_quiet_hours_hold_at_the_moment_of_sending,
        test_sending.test_a_word_that_comes_after_a_new_try_does_not_count,
        test_sending.test_a_second_worker_does_not_send_what_another_is_sending,
        test_sending.test_a_sender_that_fell_silent_leaves_an_uncertain_message,
        test_planning.test_nobody_is_written_to_who_was_not_asked,
        test_planning.test_a_minor_is_written_to_with_a_guardian_in_copy,
    ],
)
def test_unharmed_each_of_them_passes(test, request):
    """Else they would fail below for any reason."""
    assert not fails(test, request)


def test_without_the_quiet_hours_a_test_fails(request, mutate):
    mutate(claiming, "_claim", "if later := _quiet(message, verdict, now):", "if later := None:")

    assert fails(test_sending.test_quiet_hours_hold_at_the_moment_of_sending, request)


def test_without_the_fence_a_test_fails(request, mutate):
    mutate(sending, "settle", "if message.attempts != claimed.attempt:", "if False:")

    assert fails(test_sending.test_a_word_that_comes_after_a_new_try_does_not_count, request)


def test_without_the_state_of_sending_a_test_fails(request, mutate):
    mutate(claiming, "claim", "if message.state == State.SENDING:", "if False:")

    assert fails(test_sending.test_a_second_worker_does_not_send_what_another_is_sending, request) or fails(
        test_sending.test_a_sender_that_fell_silent_leaves_an_uncertain_message, request
    )


def test_without_the_ledger_of_consent_a_test_fails(request, mutate):
    mutate(judging, "_about_person", "if not decision.allowed:", "if False:")

    assert fails(test_planning.test_nobody_is_written_to_who_was_not_asked, request)


def test_without_the_copy_for_minors_a_test_fails(request, mutate):
    mutate(judging, "_about_person", "if not consent.contact.is_minor or", "if True or")

    assert fails(test_planning.test_a_minor_is_written_to_with_a_guardian_in_copy, request)


@pytest.mark.django_db(transaction=True)
def test_without_the_unique_key_of_messages_nothing_is_shown(login, cast):
    """The statement that shows what is due leans on the key: without it there is an error, not a second message."""
    make.task(cast.north, cast.organizer)
    owner = login("owner")
    owner.execute("alter table tasks_message drop constraint tasks_message_once")
    try:
        with pytest.raises(ProgrammingError), tenant(cast.north.id):
            show_due(by=make.system(cast.north), now=timezone.now() + datetime.timedelta(days=30))
    finally:
        owner.execute(
            "alter table tasks_message add constraint tasks_message_once unique (organization_id, key)"
        )
