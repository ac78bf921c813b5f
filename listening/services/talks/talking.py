"""Attempts, conversations, sessions, notes."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts import services as contacts
from contacts.models import ConsentEvent, Contact
from crm.access.actors import Actor, deputy_of
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.models import (
    Attempt,
    ConsentText,
    GuideQuestion,
    ListeningProject,
    ListeningSession,
    SessionParticipant,
)
from listening.next_steps import NextStep, next_steps
from listening.services.notes.noting import write_note as _note
from listening.services.rounds.guides import lock_guide
from listening.services.sessions.participants import new_code, snapshot_of
from listening.services.talks.answering import save_answers
from tasks import services as tasks

UNDO_FOR = datetime.timedelta(hours=1)


class TooLateToUndo(DomainError):
    sentence = gettext_lazy("This was saved more than an hour ago. Correct it on the person's page instead.")


class HaveTheyDied(DomainError):
    sentence = gettext_lazy(
        "Have they died? Nobody will call, text or visit them any more. Say so a second time."
    )


@dataclass(frozen=True, kw_only=True)
class Talk:
    """What the log form holds. `may_text`: None was not asked. `may_use_words`: a ConsentEvent.Value, '' not asked."""

    result: str
    client_uuid: uuid.UUID
    channel: str = Attempt.Channel.DOOR
    contact: Contact | None = None
    given_name: str = ""
    family_name: str = ""
    phone: str = ""
    may_text: bool | None = None
    constituencies: list[str] = field(default_factory=list)
    issues: list[str] = field(default_factory=list)
    next_step: str = "none"
    words: str = ""
    words_language: str = "en"
    may_use_words: str = ""
    remark: str = ""
    place: str = ""
    at: datetime.datetime | None = None
    finish_later: bool = False
    project: ListeningProject | None = None
    rating_before: int | None = None  # deep canvass, 0 to 10
    rating_after: int | None = None
    answers: Mapping[uuid.UUID, Any] = field(default_factory=dict)  # by question of the project's guide
    is_sure: bool = False  # said a second time that somebody has died


def log_attempt(*, by: Actor, talk: Talk, now: datetime.datetime | None = None) -> Attempt:
    """Save one try to talk with somebody, with everything that follows from it. The same client_uuid again changes
    nothing and gives the same attempt.

    A talk makes a session of one participant, the contact if they were named, a note of their words, what they allowed,
    and the follow-up task. Any other result makes the attempt alone.
    """
    require(by, Permission.LOG_CONVERSATION)
    now = now or timezone.now()
    known = Attempt.objects.visible_to(by).filter(client_uuid=talk.client_uuid).first()
    if known:
        return known
    try:
        with transaction.atomic():
            attempt = _save_attempt(by, talk, now)
    except IntegrityError:
        # The other press of a double press came first.
        known = Attempt.objects.visible_to(by).filter(client_uuid=talk.client_uuid).first()
        if known is None:
            raise
        return known
    return attempt


def undo_attempt(*, by: Actor, attempt: Attempt, now: datetime.datetime | None = None) -> None:
    """Take back what was just logged: the attempt no longer counts, its open task is dropped, a contact made by it goes
    to the bin. The note and its words go with it. Raises TooLateToUndo, NotAllowed."""
    now = now or timezone.now()
    if attempt.by_id != by.membership_id and not by.can(Permission.MANAGE_LISTENING):
        raise NotAllowed
    if attempt.undone_at:
        return
    if now - attempt.created_at > UNDO_FOR:
        raise TooLateToUndo
    attempt.undone_at = now
    attempt.save(update_fields=["undone_at"])
    if attempt.task and attempt.task.state == "open":
        tasks.drop_task(by=the_deed_of(by), task=attempt.task, outcome=_("The talk was taken back."))
    if attempt.session_id:
        ListeningSession.objects.visible_to(by).filter(id=attempt.session_id).update(
            status=ListeningSession.Status.CANCELLED
        )
    if contact := attempt.contact:
        if contact.client_uuid == talk_contact_uuid(attempt.client_uuid):
            contacts.archive_contact(by=the_deed_of(by), contact=contact)
        else:
            see_last_talk(by, contact)
    audit.record("listening.attempt_undone", by=by, target=attempt)


def talk_contact_uuid(client_uuid: uuid.UUID | None) -> uuid.UUID | None:
    """The idempotency key of the contact that a logged talk makes."""
    return uuid.uuid5(client_uuid, "contact") if client_uuid else None


def _save_attempt(by: Actor, talk: Talk, now: datetime.datetime) -> Attempt:
    step = next_steps(by, now=now).get(talk.next_step)
    if step is None:
        raise DomainError(_("Choose the next step again: this one is no longer offered."), field="next_step")
    talked = talk.result == Attempt.Result.TALKED
    if talk.result == Attempt.Result.DECEASED and not talk.is_sure:
        raise HaveTheyDied(field="is_sure")
    project = _project(by, talk)
    at = min(talk.at or now, now)
    attempt = Attempt.objects.create(
        organization_id=by.organization_id,
        client_uuid=talk.client_uuid,
        contact=talk.contact,
        channel=talk.channel,
        result=talk.result,
        at=at,
        device_at=talk.at,
        place=talk.place.strip(),
        constituencies=talk.constituencies,
        issues=talk.issues,
        next_step=talk.next_step,
        by_id=by.membership_id,
        project=project,
        guide=project.guide if project and talked else None,
        rating_before=talk.rating_before if talked else None,
        rating_after=talk.rating_after if talked else None,
    )
    if talked:
        _save_conversation(by, talk, attempt)
        _save_next_step(by, talk, attempt, step)
    elif talk.contact:
        _save_result_of_known(by, talk)
    audit.record("listening.attempt_logged", by=by, target=attempt, details={"result": talk.result})
    if talked and step.taken:
        step.taken(by, attempt)
    return attempt


def _save_conversation(by: Actor, talk: Talk, attempt: Attempt) -> None:
    attempt.contact = talk.contact or contact_of(by, talk)
    one_on_one = talk.channel == Attempt.Channel.ONE_ON_ONE
    attempt.session = ListeningSession.objects.create(
        organization_id=by.organization_id,
        kind=ListeningSession.Kind.ONE_ON_ONE if one_on_one else ListeningSession.Kind.CONVERSATION,
        place=attempt.place,
        starts_at=attempt.at,
        headcount=1,
        language=talk.words_language,
        facilitator_id=by.membership_id,
        status=ListeningSession.Status.HELD if talk.finish_later else ListeningSession.Status.NOTED,
        client_uuid=attempt.client_uuid,
        project=attempt.project,
        guide=attempt.guide,
    )
    if attempt.guide:
        lock_guide(by=by, guide=attempt.guide)
    attempt.participant = SessionParticipant.objects.create(
        organization_id=by.organization_id,
        session=attempt.session,
        contact=attempt.contact,
        pseudonym="P1",
        **{
            **(snapshot_of(attempt.contact) if attempt.contact else {}),
            "constituencies": talk.constituencies,
        },
        receipt_code=new_code(),
    )
    _save_answers(by, talk, attempt)
    if talk.words.strip():
        _note(
            by, attempt.session, attempt.participant, attempt.contact, talk.words, talk.words_language, True
        )
    if talk.remark.strip():
        _note(
            by,
            attempt.session,
            attempt.participant,
            attempt.contact,
            talk.remark,
            settings.LANGUAGE_CODE,
            False,
        )
    allow_words(by, attempt, talk.may_use_words, talk.words_language)
    if attempt.contact:
        see_last_talk(by, attempt.contact, at_least=attempt.at)
        known = {row.kind for row in attempt.contact.constituencies.all()}
        for kind in talk.constituencies:
            if kind not in known:
                contacts.add_constituency(by=the_deed_of(by), contact=attempt.contact, kind=kind)
        if talk.may_text is not None and (talk.phone or talk.contact):
            allow_texts(by, attempt.contact, talk.may_text, talk.words_language)


def _save_answers(by: Actor, talk: Talk, attempt: Attempt) -> None:
    """Words to an open question are a note; the rest are answers."""
    if not talk.answers or attempt.session is None or attempt.guide is None:
        return
    questions = GuideQuestion.objects.filter(organization_id=by.organization_id, guide=attempt.guide)
    open_ones = {row.pk: row for row in questions if row.is_open}
    for pk, words in talk.answers.items():
        if pk in open_ones and str(words).strip():
            _note(
                by, attempt.session, attempt.participant, attempt.contact, words, talk.words_language, True,
                question=open_ones[pk],
            )  # fmt: skip
    chosen = {pk: value for pk, value in talk.answers.items() if pk not in open_ones}
    save_answers(
        by=by, session=attempt.session, answers=chosen, participant=attempt.participant, attempt=attempt
    )


def _project(by: Actor, talk: Talk) -> ListeningProject | None:
    """As it is now, with its guide. Raises NotAllowed for another organization's."""
    if talk.project is None:
        return None
    rows = ListeningProject.objects.visible_to(by).select_related("guide")
    found = rows.filter(pk=talk.project.pk).first()
    if found is None:
        raise NotAllowed
    return found


def _save_next_step(by: Actor, talk: Talk, attempt: Attempt, step: NextStep) -> None:
    if step.task_kind and by.membership_id:
        who = str(attempt.contact) if attempt.contact else attempt.place
        local_day = timezone.localtime(attempt.at).date()
        attempt.task = tasks.create_task(
            by=the_deed_of(by),
            title=f"{step.title}: {who}"[:200] if who and not attempt.contact else str(step.title)[:200],
            kind=step.task_kind,
            owner_id=by.membership_id,
            due_on=local_day + datetime.timedelta(days=step.due_in_days),
            contact=attempt.contact,
            origin="listening.attempt",
            source_id=attempt.id,
            client_uuid=uuid.uuid5(talk.client_uuid, "task"),
        )
    attempt.save(update_fields=["contact", "session", "participant", "task"])


def _save_result_of_known(by: Actor, talk: Talk) -> None:
    """What a door or a dial tells about somebody we know."""
    status = {
        Attempt.Result.MOVED: Contact.Status.MOVED,
        Attempt.Result.DO_NOT_CONTACT: Contact.Status.DO_NOT_CONTACT,
        Attempt.Result.DECEASED: Contact.Status.DECEASED,
    }.get(Attempt.Result(talk.result))
    if status and talk.contact and talk.contact.status != status:
        contacts.edit_contact(
            by=the_deed_of(by), contact=talk.contact, version=talk.contact.version, changes={"status": status}
        )


def contact_of(by: Actor, talk: Talk) -> Contact | None:
    """The person, if they gave a name or a number. Somebody with a number only is named after where we met."""
    if not (talk.given_name or talk.family_name or talk.phone.strip()):
        return None
    given = talk.given_name or ("" if talk.family_name else talk.place.strip() or _("Somebody"))
    return contacts.create_contact(
        by=the_deed_of(by),
        given_name=given,
        family_name=talk.family_name,
        language=talk.words_language,
        methods=[{"kind": "mobile", "value": talk.phone}] if talk.phone.strip() else [],
        constituencies=[{"kind": kind} for kind in talk.constituencies],
        client_uuid=talk_contact_uuid(talk.client_uuid),
    )


def allow_words(by: Actor, attempt: Attempt, value: str, language: str) -> None:
    if not value:
        return
    contacts.record_consent(
        by=the_deed_of(by),
        contact=attempt.contact,
        participant_id=attempt.participant_id,
        session_id=attempt.session_id,
        purpose=ConsentEvent.Purpose.QUOTE,
        value=value,
        how="verbal",
        language=language,
        text_version=_text_version(by, attempt),
    )


def _text_version(by: Actor, attempt: Attempt) -> str:
    """Of what the listener read aloud, where a project says."""
    if attempt.project_id is None:
        return ""
    texts = ConsentText.objects.filter(organization_id=by.organization_id, project_id=attempt.project_id)
    last = texts.order_by("-version").first()
    return last.key if last else ""


def allow_texts(by: Actor, contact: Contact, may_text: bool, language: str) -> None:
    contacts.record_consent(
        by=the_deed_of(by),
        contact=contact,
        purpose=ConsentEvent.Purpose.TEXT,
        value=ConsentEvent.Value.GRANTED if may_text else ConsentEvent.Value.DENIED,
        how="verbal",
        language=language,
    )


def see_last_talk(by: Actor, contact: Contact, at_least: datetime.datetime | None = None) -> None:
    """Keep the contact's derived last_talk_at: the latest conversation that was not taken back."""
    talks = Attempt.objects.filter(organization_id=by.organization_id, contact=contact, undone_at=None)
    latest = talks.conversations().order_by("-at").values_list("at", flat=True).first()
    moments = [moment for moment in (latest, at_least) if moment]
    contacts.set_last_talk(by=the_deed_of(by), contact=contact, at=max(moments) if moments else None)


def the_deed_of(by: Actor) -> Actor:
    """Whoever may log a talk may thereby make the contact, the task and the consent that come of it."""
    return deputy_of(
        by,
        Permission.VIEW_CONTACTS,
        Permission.VIEW_ALL_CONTACTS,
        Permission.VIEW_MINORS,
        Permission.VIEW_METHODS,
        Permission.VIEW_RESTRICTED,
        Permission.EDIT_CONTACTS,
        Permission.WORK_TASKS,
        Permission.MANAGE_TASKS,
    )
