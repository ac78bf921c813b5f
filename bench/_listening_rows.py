"""5,000 notes and 60,000 codings of one organization, by chance from a fixed seed: what listening is measured with."""

import random
from datetime import timedelta

from django.utils import timezone

from crm.access.actors import System
from crm.demo import codes
from crm.demo.lines import QUOTES
from crm.lib.ids import uuid7
from crm.organizations.models import Membership
from listening.coding.offsets import sentences
from listening.models import (
    Code,
    Coding,
    Excerpt,
    ListeningSession,
    Note,
    NoteVersion,
    RoundNote,
    SessionParticipant,
)

NOTES, CODINGS, OF_A_SESSION = 5_000, 60_000, 10
KINDS = ("parent", "student", "educator", "neighbor", "alum")
AT_ONCE = 2_000


def fill(by: System, *, notes: int = NOTES, codings: int = CODINGS) -> dict[str, int]:
    """Rows on top of those of the demonstration. The codebook is the demonstration's."""
    dice, now = random.Random("listening"), timezone.now()
    book = Code.objects.visible_to(by).filter(codebook__name=codes.NAME, is_codable=True, status="active")
    codable = list(book.order_by("position", "pk"))
    coders = list(
        Membership.objects.visible_to(by).filter(role__in=["researcher", "partner_lead"]).order_by("pk")
    )
    here = {"organization_id": by.organization_id}
    sessions, voices, made, versions, excerpts, marks, done = [], [], [], [], [], [], []
    for number in range(notes):
        if number % OF_A_SESSION == 0:
            held = now - timedelta(days=dice.randint(1, 500))
            session = ListeningSession(
                id=uuid7(), kind="circle", title=f"Circle {number}", starts_at=held, status="noted", **here
            )
            sessions.append(session)
        voice = SessionParticipant(
            id=uuid7(),
            session=session,
            pseudonym=f"P{number % OF_A_SESSION + 1}",
            constituencies=[dice.choice(KINDS)],
            **here,
        )
        note = Note(
            id=uuid7(),
            session=session,
            participant=voice,
            is_quote=True,
            created_at=session.starts_at,
            **here,
        )
        body = "\n".join(" ".join(quote.text for quote in dice.sample(QUOTES, 2)) for _line in range(4))
        version = NoteVersion(
            id=uuid7(), note=note, number=1, body=body, written_at=session.starts_at, **here
        )
        voices.append(voice)
        made.append(note)
        versions.append(version)
        places = sentences(body)
        for place in places:
            excerpts.append(
                Excerpt(
                    id=uuid7(),
                    version=version,
                    note=note,
                    session=session,
                    start=place.start,
                    end=place.end,
                    text=body[place.start : place.end],
                    participant=voice,
                    constituencies=voice.constituencies,
                    **here,
                )
            )
        coder = dice.choice(coders)
        chances = dice.choices(excerpts[-len(places) :], k=codings // notes)
        pairs = {
            (one.pk, code.pk): (one, code)
            for one, code in zip(chances, dice.choices(codable, k=len(chances)), strict=True)
        }
        while len(pairs) < codings // notes:
            one, code = dice.choice(chances), dice.choice(codable)
            pairs[one.pk, code.pk] = (one, code)
        marks += [
            Coding(
                id=uuid7(),
                excerpt=one,
                code=code,
                coder=coder,
                at=session.starts_at + timedelta(days=1),
                **here,
            )
            for one, code in pairs.values()
        ]
        done.append(RoundNote(note=note, coder=coder, done_at=session.starts_at + timedelta(days=1), **here))
    for rows in (sessions, voices, made, versions, excerpts, marks, done):
        type(rows[0]).objects.bulk_create(rows, batch_size=AT_ONCE)
    return {"notes": len(made), "excerpts": len(excerpts), "codings": len(marks)}
