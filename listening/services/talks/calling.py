"""Calling one person after the other: beginning, writing down how it went, skipping, taking back, ending."""

import datetime
import uuid
from collections.abc import Iterable, Mapping

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts import services as contacts
from contacts.consent import Purpose, consent_of
from contacts.models import Contact, ContactMethod
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.lib.moments import local_date
from listening import asks
from listening.models import Attempt, Call, CallList
from listening.services.deputies import the_deed_of
from listening.services.talks.talk import Talk
from listening.services.talks.talking import log_attempt
from listening.services.talks.undoing import undo_attempt
from tasks import services as tasks
from tasks.models import Task

MOST_CALLS = 500  # in one list
Result, State = Attempt.Result, Call.State
REACHED = {Result.TALKED, Result.REFUSED, Result.LANGUAGE, Result.DO_NOT_CONTACT, Result.DECEASED}
NUMBER_IS = {
    Result.WRONG_NUMBER: ContactMethod.Status.WRONG_PERSON,
    Result.DISCONNECTED: ContactMethod.Status.BAD,
}


class NobodyToCall(DomainError):
    sentence = gettext_lazy("Nobody here can be called: no number that works, or they said no.")


class AlreadyCalled(DomainError):
    sentence = gettext_lazy(
        "This call is written down already, so nothing was changed. Undo it to say it anew."
    )


def begin_calls(
    *,
    by: Actor,
    people: Iterable[Contact],
    title: str,
    ask: str = "",
    ask_key: str = "",
    ask_id: uuid.UUID | None = None,
    steps: Mapping[uuid.UUID, Task] | None = None,
    left_out: int = 0,
) -> CallList:
    """A list for the actor of those of `people` who may be called, in their order. `steps`: by contact, the step that
    the call serves; `left_out`: how many were left out before. Raises NobodyToCall."""
    require(by, Permission.LOG_CONVERSATION)
    if by.membership_id is None:
        raise NotAllowed
    wanted = list(dict.fromkeys(person.pk for person in people))
    seen = Contact.objects.visible_to(by).reachable().filter(pk__in=wanted)
    allowed = {pk for pk, one in consent_of(list(seen)).items() if one.may(Purpose.CALL).allowed}
    chosen = [pk for pk in wanted if pk in allowed][:MOST_CALLS]
    if not chosen:
        raise NobodyToCall
    calls = CallList.objects.create(
        organization_id=by.organization_id,
        title=" ".join(title.split())[:160] or _("Calls"),
        ask=" ".join(ask.split())[:300],
        ask_key=ask_key,
        ask_id=ask_id,
        caller_id=by.membership_id,
        left_out=left_out + len(wanted) - len(chosen),
    )
    serves = steps or {}
    Call.objects.bulk_create(
        Call(
            organization_id=by.organization_id,
            call_list=calls,
            contact_id=pk,
            task=serves.get(pk),
            position=position,
        )
        for position, pk in enumerate(chosen, start=1)
    )
    audit.record("listening.calls_begun", by=by, target=calls, details={"people": len(chosen)})
    return calls


def log_call(
    *,
    by: Actor,
    call: Call,
    result: str,
    answer: str = "",
    next_step: str = "none",
    remark: str = "",
    try_key: uuid.UUID | None = None,
    is_sure: bool = False,
    now: datetime.datetime | None = None,
) -> Call:
    """How it went: an attempt, the step it served, what was asked, the number if it does not work.

    The same press again changes nothing. Raises AlreadyCalled for a form of an earlier try, or of another window that says
    something else.
    """
    require(by, Permission.LOG_CONVERSATION)
    now, call = now or timezone.now(), _locked(by, call)
    if call.state == State.CALLED:
        if try_key == call.try_key and _says_the_same(call, result, answer):
            return call
        raise AlreadyCalled
    call.attempt = log_attempt(
        by=by,
        talk=Talk(
            result=result,
            client_uuid=call.try_key,
            channel=Attempt.Channel.PHONE,
            contact=call.contact,
            next_step=next_step if result == Result.TALKED else "none",
            remark=remark,
            constituencies=[row.kind for row in call.contact.constituencies.all()],
            words_language=call.contact.language[:12] or "en",
            is_sure=is_sure,
        ),
        now=now,
    )
    call.answer = answer if result == Result.TALKED else ""
    call.state, call.at = State.CALLED, now
    call.number_id = _mark_number(by, call.contact, result)
    _tend_step(by, call, Result(result), now)
    tell = asks.answered(call.call_list.ask_key)
    if tell and call.call_list.ask_id:
        tell(by, call.call_list.ask_id, call.contact, call.answer, call.attempt)
    call.save()
    return call


def skip_call(*, by: Actor, call: Call) -> Call:
    """Not now; they stand at the end."""
    call = _locked(by, call)
    if call.state == State.WAITING:
        call.state = State.SKIPPED
        call.save(update_fields=["state"])
    return call


def undo_call(*, by: Actor, call: Call, now: datetime.datetime | None = None) -> Call:
    """Back to where it was, with the attempt taken back. What was answered to an action stays with the action, where
    its history is corrected. Raises TooLateToUndo."""
    call = _locked(by, call)
    if call.state != State.CALLED:
        call.state = State.WAITING
        call.save(update_fields=["state"])
        return call
    if call.attempt:
        undo_attempt(by=by, attempt=call.attempt, now=now)
    if call.number_id:
        _set_number(by, call.number_id, ContactMethod.Status.OK)
    if call.task and call.task.state == Task.State.DONE:
        tasks.reopen_task(by=the_deed_of(by), task=call.task, now=now)
    call.state, call.answer, call.attempt, call.number_id, call.at = State.WAITING, "", None, None, None
    call.try_key = uuid.uuid4()
    call.save()
    return call


def call_again(*, by: Actor, calls: CallList) -> int:
    """Those who were skipped wait again; how many."""
    calls = _own(by, calls)
    calls.ended_at = None
    calls.save(update_fields=["ended_at"])
    return _rows(by, calls).filter(state=State.SKIPPED).update(state=State.WAITING)


def end_calls(*, by: Actor, calls: CallList, now: datetime.datetime | None = None) -> CallList:
    """Enough for today. Whoever is left keeps their step."""
    calls = _own(by, calls)
    if calls.ended_at is None:
        calls.ended_at = now or timezone.now()
        calls.save(update_fields=["ended_at"])
        _rows(by, calls).filter(state=State.WAITING).update(state=State.SKIPPED)
        audit.record("listening.calls_ended", by=by, target=calls)
    return calls


def _says_the_same(call: Call, result: str, answer: str) -> bool:
    """Undo takes the attempt away, and leaves nothing to compare with."""
    return call.attempt is not None and (call.attempt.result, call.answer) == (result, answer)


def _tend_step(by: Actor, call: Call, result: Attempt.Result, now: datetime.datetime) -> None:
    """Done when somebody was reached, on tomorrow's list when not."""
    if call.task is None or call.task.state != Task.State.OPEN:
        return
    deed = the_deed_of(by)
    if result in REACHED:
        outcome = str(call.get_answer_display() or result.label)
        tasks.finish_task(by=deed, task=call.task, outcome=outcome, now=now)
    elif result not in NUMBER_IS:
        tomorrow = local_date(now, call.task.owner.user.time_zone) + datetime.timedelta(days=1)
        tasks.snooze_task(by=deed, task=call.task, until=max(tomorrow, call.task.due_on), now=now)


def _mark_number(by: Actor, contact: Contact, result: str) -> uuid.UUID | None:
    if result not in NUMBER_IS:
        return None
    numbers = consent_of([contact])[contact.pk].usable(Purpose.CALL)
    if not numbers:
        return None
    return _set_number(by, numbers[0].pk, NUMBER_IS[Result(result)])


def _set_number(by: Actor, number_id: uuid.UUID, status: str) -> uuid.UUID | None:
    found = ContactMethod.objects.filter(organization_id=by.organization_id, pk=number_id).first()
    if found:
        contacts.change_method(by=the_deed_of(by), method=found, status=status)
    return found.pk if found else None


def _rows(by: Actor, calls: CallList) -> QuerySet[Call]:
    return Call.objects.visible_to(by).filter(call_list=calls)


def _own(by: Actor, calls: CallList) -> CallList:
    require(by, Permission.LOG_CONVERSATION)
    found = CallList.objects.visible_to(by).select_for_update().filter(pk=calls.pk).first()
    if found is None:
        raise NotAllowed
    return found


def _locked(by: Actor, call: Call) -> Call:
    """Of a list that is the actor's, about somebody whom they may see. Raises NotAllowed."""
    require(by, Permission.LOG_CONVERSATION)
    found = (
        Call.objects.visible_to(by)
        .filter(pk=call.pk, call_list__in=CallList.objects.visible_to(by))
        .filter(contact__in=Contact.objects.visible_to(by))
        .select_for_update(of=("self",))
        .select_related("call_list", "contact", "task__owner__user", "attempt__task", "attempt__contact")
        .first()
    )
    if found is None:
        raise NotAllowed
    return found
