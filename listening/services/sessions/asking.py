"""The second page of a wrap-up: who said yes, who may lead, who had which role."""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from listening import asks
from listening.models import GuideQuestion, ListeningSession, SessionParticipant, SessionRole
from listening.services.sessions.participants import (
    drop_tasks_of,
    hears,
)
from listening.services.sessions.planning import own
from listening.services.talks.answering import save_answers
from tasks import services as tasks
from tasks.models import Task

MOST_LEADERS = 5


MEET_IN_DAYS = 2


LEADER = "listening.leader"  # origin of the one-on-one with somebody who was spotted
# origin of the one-on-one with somebody who was spotted


class TooManyLeaders(DomainError):
    sentence = gettext_lazy("Five at most: with whom will you really sit down in two days?")


@dataclass(frozen=True, kw_only=True)
class WhoDid:
    """By participant: the answer to the ask, who is starred; by role: who had it."""

    answers: Mapping[uuid.UUID, str] = field(default_factory=dict)
    leaders: Iterable[uuid.UUID] = ()
    roles: Mapping[str, uuid.UUID | None] = field(default_factory=dict)


@transaction.atomic
def wrap_up_yeses(
    *, by: Actor, session: ListeningSession, who_did: WhoDid, now: datetime.datetime | None = None
) -> ListeningSession:
    """Who said yes to the ask, who may lead, who had which role. Saying it again puts it right. Raises TooManyLeaders."""
    require(by, Permission.MANAGE_LISTENING)
    session, now = own(by, session), now or timezone.now()
    rows = SessionParticipant.objects.visible_to(by).filter(session=session)
    people = {row.pk: row for row in rows.select_related("contact", "task").select_for_update(of=("self",))}
    leaders = {pk for pk in who_did.leaders if pk in people}
    if len(leaders) > MOST_LEADERS:
        raise TooManyLeaders(field="leaders")
    asked = _ask_of(by, session)
    yes = 0
    for pk, row in people.items():
        answer = who_did.answers.get(pk, "")
        was, row.answer = row.answer, answer
        _star(by, session, row, pk in leaders, now)
        row.save(update_fields=["answer", "is_leader", "task"])
        if answer != was:
            _tell(by, session, row)
            if asked:
                save_answers(by=by, session=session, answers={asked.pk: answer}, participant=row)
        yes += answer == SessionParticipant.Answer.YES
    _give_roles(by, session, people, who_did.roles)
    audit.record(
        "listening.yeses_recorded", by=by, target=session, details={"yes": yes, "leaders": len(leaders)}
    )
    return session


def _star(
    by: Actor, session: ListeningSession, row: SessionParticipant, star: bool, now: datetime.datetime
) -> None:
    if star == row.is_leader:
        return
    row.is_leader = star
    if not star:
        drop_tasks_of(by, row, _("They were starred by mistake."))
        row.task = None
    elif row.contact and (owner := session.facilitator_id or by.membership_id):
        row.task = tasks.create_task(
            by=hears(by),
            title=_("Spotted as a leader: meet one-on-one"),
            kind=Task.Kind.ONE_ON_ONE,
            owner_id=owner,
            due_on=timezone.localdate(now) + datetime.timedelta(days=MEET_IN_DAYS),
            contact=row.contact,
            origin=LEADER,
            source_id=row.pk,
            now=now,
        )


def _tell(by: Actor, session: ListeningSession, row: SessionParticipant) -> None:
    """What a yes, maybe or no becomes: a sign-up with its reminders, where the ask was for an action."""
    tell = asks.answered(session.ask_key)
    if tell and session.ask_id and row.contact and row.answer:
        tell(by, session.ask_id, row.contact, row.answer, None)


def _ask_of(by: Actor, session: ListeningSession) -> GuideQuestion | None:
    rows = GuideQuestion.objects.visible_to(by).filter(guide=session.guide, kind=GuideQuestion.Kind.ASK)
    return rows.order_by("position", "pk").first()


def _give_roles(
    by: Actor,
    session: ListeningSession,
    people: Mapping[uuid.UUID, SessionParticipant],
    roles: Mapping[str, uuid.UUID | None],
) -> None:
    for role, pk in roles.items():
        of_people = SessionRole.objects.visible_to(by).filter(
            session=session, role=role, participant__isnull=False
        )
        if pk is None or pk not in people:
            of_people.delete()
            continue
        of_people.exclude(participant_id=pk).delete()
        SessionRole.objects.get_or_create(
            organization_id=by.organization_id, session=session, role=role, participant=people[pk]
        )
