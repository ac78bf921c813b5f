"""What becomes of a yes, a maybe and a no in a call about an action."""

import uuid

from campaigns import services
from campaigns.models import Action, Signup
from contacts.models import Contact
from crm.access.actors import Actor, deputy_of
from crm.access.roles import Permission
from listening import asks
from listening.models import Attempt, Call

ASK, CONFIRM = "campaigns.ask", "campaigns.confirm"
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


def asked(by: Actor, action_id: uuid.UUID, contact: Contact, answer: str, attempt: Attempt) -> None:
    _record(ASK, by, action_id, contact, answer, attempt)


def confirmed(by: Actor, action_id: uuid.UUID, contact: Contact, answer: str, attempt: Attempt) -> None:
    _record(CONFIRM, by, action_id, contact, answer, attempt)


def _record(
    key: str, by: Actor, action_id: uuid.UUID, contact: Contact, answer: str, attempt: Attempt
) -> None:
    """A message left is noted for somebody who has not answered yet; other tries leave the sign-up as it was."""
    deputy = deputy_of(by, Permission.RECORD_SIGNUPS, Permission.VIEW_CAMPAIGNS)
    action = Action.objects.visible_to(deputy).filter(pk=action_id, cancelled_at=None).first()
    status = ANSWERS[key].get(answer)
    if status is None and key == ASK and attempt.result == Attempt.Result.LEFT_MESSAGE:
        status = Status.LEFT_MESSAGE
    if action is None or status is None:
        return
    services.record_signup(by=deputy, action=action, contact=contact, status=status, moved_by_attempt=attempt)


asks.add(ASK, asked)
asks.add(CONFIRM, confirmed)
