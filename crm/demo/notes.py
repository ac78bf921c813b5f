"""Notes long enough to be coded: circles of one partner, in two languages, some translated, one corrected, with memos.

Who is missing from them (drivers, parents who speak Creole) is a story of its own: nobody here is one of them.
"""

import datetime
import random
import tomllib
import uuid
from pathlib import Path

from contacts.models import ConsentEvent
from crm.access.actors import System
from crm.demo import lines
from crm.lib.ids import uuid7
from crm.organizations.models import Membership
from listening.models import (
    GuideQuestion,
    ListeningProject,
    ListeningSession,
    Memo,
    Note,
    NoteTranslation,
    NoteVersion,
    SessionParticipant,
)
from listening.services.sessions import participants

_file = tomllib.loads((Path(__file__).parent / "data/notes.toml").read_text(encoding="utf-8"))
MORE: dict[str, dict[str, list[str]]] = {entry["about"]: entry for entry in _file["more"]}
ENGLISH: dict[str, str] = _file["translations"]
TITLES: list[str] = _file["sessions"]["titles"]
MEMOS: list[str] = _file["sessions"]["memos"]
VOICES, NOTES_OF_EACH = 6, 2
KINDS = ("parent", "parent", "student", "educator", "neighbor", "parent")
LETTERS = participants.CODE_LETTERS


def plant(*, by: System, project: ListeningProject | None, now: datetime.datetime, people: int) -> int:
    """About 60 notes for a small partner, 200 for a large one; how many."""
    dice = random.Random("what was said in circles")
    sessions, notes, versions, translations, memos, voices, consents = [], [], [], [], [], [], []
    questions = _questions(by, project)
    authors = [
        member.pk
        for member in Membership.objects.visible_to(by)
        .filter(role__in=["organizer", "partner_lead"])
        .order_by("pk")
    ][:4]
    count = 5 if people <= 1000 else 17
    for number in range(count):
        held = (now - datetime.timedelta(days=4 + number * 3)).replace(hour=23)  # UTC: an evening
        session = _session(by, project, number, held, dice.choice(authors))
        sessions.append(session)
        spanish = session.language == "es"
        for place in range(VOICES):
            voice = _voice(by, session, place, KINDS[(place + number) % len(KINDS)], spanish, dice)
            voices.append(voice)
            consents += _allowed(voice, dice, held)
            for turn in range(NOTES_OF_EACH):
                body, english = _words(dice, voice.constituencies[0], voice.language)
                at = held + datetime.timedelta(hours=3, minutes=place * 7 + turn)
                note = Note(
                    id=uuid7(),
                    organization_id=by.organization_id,
                    session=session,
                    participant=voice,
                    question_id=questions[(place + turn) % len(questions)] if questions else None,
                    author_id=session.facilitator_id,
                    is_quote=True,
                    language=voice.language,
                    fidelity=dice.choices(("near", "verbatim", "paraphrase"), (6, 3, 1))[0],
                    created_at=at,
                )
                version = _version(note, 1, body, at)
                notes.append(note)
                versions.append(version)
                if english and dice.random() < 0.6:
                    translations.append(_translation(version, english, dice, authors, at))
        if number < len(MEMOS):
            memos.append(
                Memo(
                    organization_id=by.organization_id,
                    session=session,
                    body=MEMOS[number],
                    author_id=session.facilitator_id,
                    at=held + datetime.timedelta(hours=4),
                )
            )
    if notes:
        # One was put down wrongly and corrected the day after.
        first = versions[0]
        versions.append(
            _version(
                first.note,
                2,
                f"{first.body}\nShe said it twice.",
                first.written_at + datetime.timedelta(days=1),
            )
        )
    for rows in (sessions, voices, notes, versions, translations, memos, consents):
        if rows:
            type(rows[0]).objects.bulk_create(rows, batch_size=500)
    return len(notes)


def _questions(by: System, project: ListeningProject | None) -> list[uuid.UUID]:
    if project is None or project.guide_id is None:
        return []
    asked = GuideQuestion.objects.visible_to(by).filter(guide_id=project.guide_id, kind="open")
    return list(asked.order_by("position", "pk").values_list("pk", flat=True))


def _session(
    by: System, project: ListeningProject | None, number: int, held: datetime.datetime, leads: uuid.UUID
) -> ListeningSession:
    title = TITLES[number % len(TITLES)]
    spanish = title.startswith(("Círculo", "Reunión"))
    kinds = {"Roundtable": "roundtable", "House": "house_meeting", "Reunión": "house_meeting"}
    return ListeningSession(
        id=uuid7(),
        organization_id=by.organization_id,
        project=project,
        guide_id=project.guide_id if project else None,
        kind=kinds.get(title.split()[0], "circle"),
        title=title if number < len(TITLES) else f"{title} 2",
        starts_at=held.replace(minute=0, second=0, microsecond=0),
        language="es" if spanish else "en",
        has_interpreter=not spanish,
        has_childcare=number % 2 == 0,
        headcount=VOICES + 2 + number % 5,
        facilitator_id=leads,
        status="noted",
        created_at=held,
    )


def _voice(
    by: System, session: ListeningSession, place: int, kind: str, spanish: bool, dice: random.Random
) -> SessionParticipant:
    speaks_spanish = spanish or (place % 3 == 2 and kind in ("parent", "student"))
    code = "".join(dice.choice(LETTERS) for _letter in range(8))
    return SessionParticipant(
        id=uuid7(),
        organization_id=by.organization_id,
        session=session,
        pseudonym=f"P{place + 1}",
        constituencies=["student" if session.kind == "roundtable" else kind],
        language="es" if speaks_spanish else "en",
        receipt_code=f"{code[:4]}-{code[4:]}",
        created_at=session.created_at,
    )


def _allowed(voice: SessionParticipant, dice: random.Random, held: datetime.datetime) -> list[ConsentEvent]:
    """What they said to "may we use your words?", asked as they left; some were not asked."""
    value = dice.choices(("granted", "anonymous", "denied", ""), (8, 5, 1, 3))[0]
    if not value:
        return []
    return [
        ConsentEvent(
            organization_id=voice.organization_id,
            participant_id=voice.pk,
            session_id=voice.session_id,
            purpose=ConsentEvent.Purpose.QUOTE,
            value=value,
            language=voice.language,
            at=held + datetime.timedelta(hours=2),
            recorded_by_id=voice.session.facilitator_id,
        )
    ]


def _words(dice: random.Random, kind: str, language: str) -> tuple[str, str]:
    """A thing said and what was added to it; with the English of Spanish words."""
    quote = lines.said_by(dice, kind, language)
    about = next((topic for topic in quote.about if topic in MORE), "good")
    more = MORE[about]
    picked = dice.sample(range(len(more["en"])), dice.choice((1, 2, 2)))
    body = quote.text + " " + "\n".join(more[quote.language][place] for place in picked)
    english = ""
    if quote.language == "es":
        english = ENGLISH[quote.text] + " " + "\n".join(more["en"][place] for place in picked)
    return body, english


def _version(note: Note, number: int, body: str, at: datetime.datetime) -> NoteVersion:
    return NoteVersion(
        id=uuid7(),
        organization_id=note.organization_id,
        note=note,
        number=number,
        body=body,
        written_by_id=note.author_id,
        written_at=at,
    )


def _translation(
    version: NoteVersion, english: str, dice: random.Random, authors: list[uuid.UUID], at: datetime.datetime
) -> NoteTranslation:
    kind = dice.choice(("human", "human", "machine", "machine_checked"))
    is_checked = kind == "machine_checked" or (kind == "human" and dice.random() < 0.4)
    return NoteTranslation(
        organization_id=version.organization_id,
        version=version,
        language="en",
        body=english,
        kind=kind,
        translated_by_id=dice.choice(authors),
        translated_at=at + datetime.timedelta(days=1),
        checked_by_id=dice.choice(authors) if is_checked else None,
        checked_at=at + datetime.timedelta(days=2) if is_checked else None,
    )
