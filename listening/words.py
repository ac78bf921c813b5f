"""What people allowed us to do with their words, read from the ledger for a page of notes at once."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from contacts.models import ConsentEvent
from crm.access.actors import Actor
from listening.models import Note

# The most restrictive first: of all that apply, the first counts.
STRICTNESS = ["withdrawn", "denied", "anonymous", "granted"]


@dataclass(frozen=True)
class Light:
    """`value` as the `light` tag prints it; `on` the day it was said."""

    value: str
    on: datetime.date


def lights(actor: Actor, notes: Iterable[Note]) -> dict[uuid.UUID, Light]:
    """By note. A note without an entry was never asked about.

    The latest word counts within each pair of speaker and scope (everywhere, or this session), and the most
    restrictive of those counts for the note.
    """
    notes = list(notes)
    people = {note.contact_id for note in notes if note.contact_id}
    voices = {note.participant_id for note in notes if note.participant_id}
    if not people and not voices:
        return {}
    events = (
        ConsentEvent.objects.visible_to(actor)
        .filter(Q(contact_id__in=people) | Q(participant_id__in=voices), purpose=ConsentEvent.Purpose.QUOTE)
        .order_by("at", "pk")
    )
    latest: dict[tuple, ConsentEvent] = {}
    for event in events:
        for speaker in filter(None, (event.contact_id, event.participant_id)):
            latest[speaker, event.session_id] = event
    found = {}
    for note in notes:
        speakers = [key for key in (note.contact_id, note.participant_id) if key]
        applying = [latest.get((who, scope)) for who in speakers for scope in (None, note.session_id)]
        heard = [event for event in applying if event]
        if heard:
            strictest = min(heard, key=lambda event: STRICTNESS.index(event.value))
            found[note.pk] = Light(strictest.value, strictest.given_on or strictest.at.date())
    return found
