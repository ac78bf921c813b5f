"""What was put off at a door or on the phone: the words, and who it was."""

import datetime

from django.db import transaction
from django.utils import timezone

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.models import Attempt, ListeningSession, Note
from listening.next_steps import next_steps
from listening.services.deputies import the_deed_of
from listening.services.notes.noting import write_note
from listening.services.sessions.participants import name_participant
from listening.services.talks.conversing import allow_texts, allow_words, contact_of, see_last_talk
from listening.services.talks.talk import Talk
from tasks import services as tasks


@transaction.atomic
def finish_talk(
    *,
    by: Actor,
    attempt: Attempt,
    words: str,
    language: str,
    may_use_words: str = "",
    given_name: str = "",
    family_name: str = "",
    phone: str = "",
    may_text: bool | None = None,
    now: datetime.datetime | None = None,
) -> Note | None:
    """Add what was put off at the door: the words, and for somebody without a name who they are."""
    require(by, Permission.LOG_CONVERSATION)
    note = None
    if attempt.contact is None and attempt.participant and (given_name or family_name or phone.strip()):
        _name(by, attempt, given_name, family_name, phone, may_text, language, now or timezone.now())
    if words.strip() and attempt.session:
        note = write_note(
            by, attempt.session, attempt.participant, attempt.contact, words, language, is_quote=True
        )
    if attempt.session:
        allow_words(by, attempt, may_use_words, language)
        attempt.session.status = ListeningSession.Status.NOTED
        attempt.session.save(update_fields=["status"])
    audit.record("listening.talk_finished", by=by, target=attempt)
    return note


def _name(
    by: Actor,
    attempt: Attempt,
    given_name: str,
    family_name: str,
    phone: str,
    may_text: bool | None,
    language: str,
    now: datetime.datetime,
) -> None:
    """The talk had nobody's name: now it has. Its open step and what it closed with follow."""
    talk = Talk(
        result=attempt.result,
        client_uuid=attempt.client_uuid or attempt.pk,
        given_name=given_name,
        family_name=family_name,
        phone=phone,
        may_text=may_text,
        constituencies=list(attempt.constituencies),
        words_language=language,
        place=attempt.place,
    )
    contact = contact_of(by, talk)
    if contact is None or attempt.participant is None:
        return
    name_participant(by=by, participant=attempt.participant, contact=contact)
    attempt.contact = contact
    attempt.save(update_fields=["contact"])
    see_last_talk(by, contact, at_least=attempt.at)
    if may_text is not None and phone.strip():
        allow_texts(by, contact, may_text, language)
    if attempt.task and attempt.task.state == "open":
        tasks.edit_task(
            by=the_deed_of(by),
            task=attempt.task,
            title=attempt.task.title,
            kind=attempt.task.kind,
            due_on=attempt.task.due_on,
            due_time=attempt.task.due_time,
            contact=contact,
            owner_id=attempt.task.owner_id,
            now=now,
        )
    step = next_steps(by, now=now).get(attempt.next_step)
    if step and step.taken:
        step.taken(by, attempt)
