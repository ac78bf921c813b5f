"""The first page of a wrap-up: how many came, and who stands on the sheet of paper."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.models import ListeningSession, SessionParticipant
from listening.services.sessions.participants import (
    add_participant,
    hears,
    person_called,
)
from listening.services.sessions.planning import REMINDED, own
from tasks import services as tasks

Status = ListeningSession.Status
MOST_AT_ONCE = 200


class TooFewCounted(DomainError):
    sentence = gettext_lazy("More people are named than counted. Count again.")


@dataclass(frozen=True)
class OnPaper:
    """One line of the sheet. Without a name they are counted by the headcount alone."""

    name: str
    phone: str = ""
    kinds: tuple[str, ...] = ()


@transaction.atomic
def wrap_up_people(
    *,
    by: Actor,
    session: ListeningSession,
    headcount: int,
    on_paper: Iterable[OnPaper] = (),
    sheet_key: uuid.UUID | None = None,
    **facts: Any,
) -> ListeningSession:
    """How many came, and those on paper who did not sign in by themselves. `sheet_key` makes the lines of one press once;
    `facts`: children_n, minutes. Raises TooFewCounted."""
    require(by, Permission.MANAGE_LISTENING)
    session = own(by, session)
    sheet_key = sheet_key or uuid.uuid4()
    for number, line in enumerate(list(on_paper)[:MOST_AT_ONCE]):
        key = uuid.uuid5(sheet_key, f"line {number}")
        known = SessionParticipant.objects.visible_to(by).filter(client_uuid=key).exists()
        if known:
            continue
        contact = person_called(
            by,
            name=line.name,
            phone=line.phone,
            kinds=line.kinds,
            language=session.language,
            key=uuid.uuid5(key, "contact"),
        )
        add_participant(
            by=by,
            session=session,
            contact=contact,
            constituencies=line.kinds,
            came_by=SessionParticipant.CameBy.PAPER,
            client_uuid=key,
        )
    named = SessionParticipant.objects.visible_to(by).filter(session=session).count()
    if headcount < named:
        raise TooFewCounted(field="headcount")
    session.headcount = headcount
    for name, value in facts.items():
        setattr(session, name, value)
    if session.status == Status.PLANNED:
        session.status = Status.HELD
    session.save(update_fields=["headcount", "status", *facts])
    audit.record("listening.session_held", by=by, target=session, details={"headcount": headcount})
    tasks.keep_plan(by=hears(by), kind=REMINDED, subject_id=session.pk)
    return session
