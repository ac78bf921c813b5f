"""What becomes of a yes, a maybe and a no in a call about an action, or at a session that asked for it."""

import datetime
import uuid
from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format

from campaigns import services
from campaigns.models import Action, Signup
from contacts.models import Contact
from crm.access.actors import Actor, deputy_of
from crm.access.roles import Permission
from listening import asks
from listening.models import Attempt, Call

ASK, CONFIRM = "campaigns.ask", "campaigns.confirm"
MOST = 20
Status = Signup.Status
OPEN = (Status.TO_ASK, Status.LEFT_MESSAGE, Status.INVITED, Status.MAYBE)
ANSWERS = {
    ASK: {Call.Answer.YES: Status.YES, Call.Answer.MAYBE: Status.MAYBE, Call.Answer.NO: Status.DECLINED},
    CONFIRM: {
        Call.Answer.YES: Status.CONFIRMED,
        Call.Answer.MAYBE: Status.MAYBE,
        Call.Answer.NO: Status.DECLINED,
    },
}


def coming(actor: Actor, now: datetime.datetime) -> Iterable[asks.Offer]:
    """The actions to come."""
    found = Action.objects.visible_to(actor).coming(now=now).order_by("starts_at", "pk")
    for action in found[:MOST]:
        day = date_format(timezone.localtime(action.starts_at), "SHORT_DATE_FORMAT")
        yield asks.Offer(ASK, action.pk, f"{action.name}, {day}")


def asked(by: Actor, action_id: uuid.UUID, contact: Contact, answer: str, attempt: Attempt | None) -> None:
    _record(ASK, by, action_id, contact, answer, attempt)


def confirmed(
    by: Actor, action_id: uuid.UUID, contact: Contact, answer: str, attempt: Attempt | None
) -> None:
    _record(CONFIRM, by, action_id, contact, answer, attempt)


def _record(
    key: str, by: Actor, action_id: uuid.UUID, contact: Contact, answer: str, attempt: Attempt | None
) -> None:
    """A message left is noted for somebody who has not answered yet; other tries leave the sign-up as it was."""
    deputy = deputy_of(by, Permission.RECORD_SIGNUPS, Permission.VIEW_CAMPAIGNS)
    action = Action.objects.visible_to(deputy).filter(pk=action_id, cancelled_at=None).first()
    status = ANSWERS[key].get(answer)
    if status is None and key == ASK and attempt and attempt.result == Attempt.Result.LEFT_MESSAGE:
        status = Status.LEFT_MESSAGE
    if action is None or status is None:
        return
    services.record_signup(by=deputy, action=action, contact=contact, status=status, moved_by_attempt=attempt)


asks.add(ASK, asked, coming)
asks.add(CONFIRM, confirmed)
