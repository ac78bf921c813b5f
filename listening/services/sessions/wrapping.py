"""Six minutes after a meeting: who came, who did what and said yes, what was said. Each step is saved by itself, so that
a phone that rings in between costs nothing."""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.models import Contact
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from listening import asks
from listening.models import GuideQuestion, ListeningSession, Note, SessionParticipant, SessionRole
from listening.services.notes.memos import write_memo
from listening.services.notes.noting import write_note
from listening.services.sessions.participants import (
    add_participant,
    drop_tasks_of,
    hears,
    person_called,
    seal_session,
)
from listening.services.sessions.planning import REMINDED, own
from listening.services.talks.answering import save_answers
from tasks import services as tasks
from tasks.models import Task

Status = ListeningSession.Status
MOST_LEADERS, MOST_AT_ONCE = 5, 200
MEET_IN_DAYS = 2
LEADER = "listening.leader"  # origin of the one-on-one with somebody who was spotted


class TooFewCounted(DomainError):
    sentence = gettext_lazy("More people are named than counted. Count again.")


class TooManyLeaders(DomainError):
    sentence = gettext_lazy("Five at most: with whom will you really sit down in two days?")


@dataclass(frozen=True)
class OnPaper:
    """One line of the sheet. Without a name they are counted by the headcount alone."""

    name: str
    phone: str = ""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Said:
    """What was said to one question, or freely: one voice a line."""

    words: str
    question: GuideQuestion | None = None


@dataclass(frozen=True, kw_only=True)
class WhoDid:
    """By participant: the answer to the ask, who is starred; by role: who had it."""

    answers: Mapping[uuid.UUID, str] = field(default_factory=dict)
    leaders: Iterable[uuid.UUID] = ()
    roles: Mapping[str, uuid.UUID | None] = field(default_factory=dict)


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


@transaction.atomic
def wrap_up_words(
    *,
    by: Actor,
    session: ListeningSession,
    said: Iterable[Said],
    language: str = "",
    fidelity: str = Note.Fidelity.MEMORY,
    memo: str = "",
    agreements: str = "",
) -> ListeningSession:
    """What was said, by question or freely, one voice a line; "P3: ..." names who spoke. A session with words counts as
    noted. Afterwards the names are sealed, where the session says so."""
    require(by, Permission.MANAGE_LISTENING)
    session = own(by, session)
    speakers = {
        row.pseudonym.casefold(): row
        for row in SessionParticipant.objects.visible_to(by).filter(session=session).select_related("contact")
    }
    language, written = language or session.language, 0
    for part in said:
        for line in filter(None, (line.strip() for line in part.words.splitlines())):
            speaker, words = _speaker(line, speakers)
            write_note(
                by, session, speaker, speaker.contact if speaker else None, words, language, is_quote=True,
                fidelity=fidelity, question=part.question,
            )  # fmt: skip
            written += 1
    if memo.strip():
        write_memo(by=by, body=memo, session=session)
    if agreements.strip():
        session.agreements = agreements.strip()
    if written:
        session.status = Status.NOTED
    elif session.status == Status.PLANNED:
        session.status = Status.HELD
    session.save(update_fields=["status", "agreements"])
    audit.record("listening.session_wrapped_up", by=by, target=session, details={"notes": written})
    if session.is_sealed:
        seal_session(by=by, session=session)
    tasks.keep_plan(by=hears(by), kind=REMINDED, subject_id=session.pk)
    return session


def wrap_up_session(
    *,
    by: Actor,
    session: ListeningSession,
    headcount: int,
    notes: str = "",
    language: str = "",
    memo: str = "",
) -> ListeningSession:
    """All in one: how many came, and each line of `notes` one voice."""
    wrap_up_people(by=by, session=session, headcount=headcount)
    done = wrap_up_words(by=by, session=session, said=[Said(notes)], language=language, memo=memo)
    session.headcount, session.status = done.headcount, done.status
    return session


def thanked_first(by: Actor, session: ListeningSession) -> list[Contact]:
    """Whom to thank: the host first, then everybody by name whom the actor may see."""
    rows = SessionParticipant.objects.visible_to(by).filter(session=session, contact__isnull=False)
    hosts = set(
        SessionRole.objects.visible_to(by)
        .filter(session=session, role=SessionRole.Role.HOST, participant__isnull=False)
        .values_list("participant_id", flat=True)
    )
    people = {row.pk: row.contact_id for row in rows.order_by("created_at", "pk") if row.contact_id}
    seen = {person.pk: person for person in Contact.objects.visible_to(by).filter(pk__in=people.values())}
    order = sorted(people, key=lambda pk: pk not in hosts)
    return [seen[people[pk]] for pk in order if people[pk] in seen]


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


def _speaker(line: str, speakers: Mapping[str, SessionParticipant]) -> tuple[SessionParticipant | None, str]:
    tag, sign, words = line.lstrip("•-* ").partition(":")
    known = speakers.get(tag.strip().casefold()) if sign else None
    return (known, words.strip()) if known and words.strip() else (None, line.lstrip("•-* ") or line)
