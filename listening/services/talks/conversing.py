"""What follows when somebody talked: the session of one, who it was, their words and answers, what they allow."""

import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from contacts import services as contacts
from contacts.models import ConsentEvent, Contact
from crm.access.actors import Actor
from listening.models import (
    Attempt,
    ConsentText,
    GuideQuestion,
    ListeningSession,
    SessionParticipant,
)
from listening.services.deputies import the_deed_of
from listening.services.notes.noting import write_note as _note
from listening.services.rounds.guides import lock_guide
from listening.services.sessions.participants import new_code, snapshot_of
from listening.services.talks.answering import save_answers
from listening.services.talks.talk import Talk, talk_contact_uuid


def save_conversation(by: Actor, talk: Talk, attempt: Attempt) -> None:
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


def _text_version(by: Actor, attempt: Attempt) -> str:
    """Of what the listener read aloud, where a project says."""
    if attempt.project_id is None:
        return ""
    texts = ConsentText.objects.filter(organization_id=by.organization_id, project_id=attempt.project_id)
    last = texts.order_by("-version").first()
    return last.key if last else ""
