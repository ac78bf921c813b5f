"""Attempts, conversations, sessions, notes."""

import datetime
import uuid
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
from listening.models import Attempt, ListeningSession, Note, SessionParticipant
from listening.next_steps import NextStep, next_steps
from listening.services.noting import new_code
from listening.services.noting import write_note as _note
from tasks import services as tasks

REMINDED = "listening.session"  # the kind of listening.reminders
UNDO_FOR = datetime.timedelta(hours=1)


class TooLateToUndo(DomainError):
    sentence = gettext_lazy("This was saved more than an hour ago. Correct it on the person's page instead.")


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
            _see_last_talk(by, contact)
    audit.record("listening.attempt_undone", by=by, target=attempt)


def finish_talk(
    *, by: Actor, attempt: Attempt, words: str, language: str, may_use_words: str = ""
) -> Note | None:
    """Add the words that were put off at the door."""
    require(by, Permission.LOG_CONVERSATION)
    note = None
    if words.strip() and attempt.session:
        note = _note(
            by, attempt.session, attempt.participant, attempt.contact, words, language, is_quote=True
        )
        _allow_words(by, attempt, may_use_words, language)
    if attempt.session:
        attempt.session.status = ListeningSession.Status.NOTED
        attempt.session.save(update_fields=["status"])
    audit.record("listening.talk_finished", by=by, target=attempt)
    return note


def plan_session(
    *, by: Actor, kind: str, title: str, starts_at: datetime.datetime, **fields: Any
) -> ListeningSession:
    """A session to come, or one that has been held without having been planned."""
    require(by, Permission.MANAGE_LISTENING)
    held = starts_at <= timezone.now()
    session = ListeningSession.objects.create(
        organization_id=by.organization_id,
        kind=kind,
        title=title,
        starts_at=starts_at,
        status=ListeningSession.Status.HELD if held else ListeningSession.Status.PLANNED,
        facilitator_id=fields.pop("facilitator_id", None) or by.membership_id,
        **fields,
    )
    audit.record("listening.session_planned", by=by, target=session)
    tasks.begin_automatic(by=by, kind=REMINDED, subject_id=session.pk)
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
    """How many came and what was said, each line of `notes` one voice. With notes the session counts as noted."""
    require(by, Permission.MANAGE_LISTENING)
    session.headcount = headcount
    lines = [line.strip() for line in notes.splitlines() if line.strip()]
    language = language or session.language
    for line in lines:
        _note(by, session, None, None, line, language, is_quote=True)
    if memo.strip():
        _note(by, session, None, None, memo.strip(), language, is_quote=False)
    session.status = ListeningSession.Status.NOTED if lines else ListeningSession.Status.HELD
    session.save(update_fields=["headcount", "status"])
    audit.record("listening.session_wrapped_up", by=by, target=session, details={"notes": len(lines)})
    tasks.keep_plan(by=by, kind=REMINDED, subject_id=session.pk)
    return session


def talk_contact_uuid(client_uuid: uuid.UUID | None) -> uuid.UUID | None:
    """The idempotency key of the contact that a logged talk makes."""
    return uuid.uuid5(client_uuid, "contact") if client_uuid else None


def _save_attempt(by: Actor, talk: Talk, now: datetime.datetime) -> Attempt:
    step = next_steps(by, now=now).get(talk.next_step)
    if step is None:
        raise DomainError(_("Choose the next step again: this one is no longer offered."), field="next_step")
    talked = talk.result == Attempt.Result.TALKED
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
    attempt.contact = talk.contact or _contact_of(by, talk)
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
    )
    attempt.participant = SessionParticipant.objects.create(
        organization_id=by.organization_id,
        session=attempt.session,
        contact=attempt.contact,
        pseudonym="P1",
        constituencies=talk.constituencies,
        receipt_code=new_code(),
    )
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
    _allow_words(by, attempt, talk.may_use_words, talk.words_language)
    if attempt.contact:
        _see_last_talk(by, attempt.contact, at_least=attempt.at)
        known = {row.kind for row in attempt.contact.constituencies.all()}
        for kind in talk.constituencies:
            if kind not in known:
                contacts.add_constituency(by=the_deed_of(by), contact=attempt.contact, kind=kind)
        if talk.may_text is not None and (talk.phone or talk.contact):
            contacts.record_consent(
                by=the_deed_of(by),
                contact=attempt.contact,
                purpose=ConsentEvent.Purpose.TEXT,
                value=ConsentEvent.Value.GRANTED if talk.may_text else ConsentEvent.Value.DENIED,
                how="verbal",
                language=talk.words_language,
            )


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


def _contact_of(by: Actor, talk: Talk) -> Contact | None:
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


def _allow_words(by: Actor, attempt: Attempt, value: str, language: str) -> None:
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
    )


def _see_last_talk(by: Actor, contact: Contact, at_least: datetime.datetime | None = None) -> None:
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
