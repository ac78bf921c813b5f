"""What people allowed us to do with their words, read from the ledger for a page of notes at once."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from contacts import consent
from contacts.models import ConsentEvent
from crm.access.actors import Actor
from listening.models import Note


@dataclass(frozen=True)
class Light:
    """`value` as the `light` tag prints it; `on` the day it was said."""

    value: str
    on: datetime.date | None


def lights(actor: Actor, notes: Iterable[Note]) -> dict[uuid.UUID, Light]:
    """By note, each with its contact loaded. A note without an entry was never asked about.

    The rule is that of contacts.consent: the most restrictive of what was said everywhere and in this session, by the
    contact and by the participant they were there; a minor's words never go with the name.
    """
    notes = list(notes)
    people = {note.contact_id for note in notes if note.contact_id}
    voices = {note.participant_id for note in notes if note.participant_id}
    if not people and not voices:
        return {}
    lines = defaultdict(list)
    # Past what the actor may see of people: who codes under pseudonyms must obey a withdrawal too.
    ledger = ConsentEvent.objects.filter(
        organization_id=actor.organization_id, purpose=ConsentEvent.Purpose.QUOTE
    )
    for line in ledger.said_by(*people):
        lines[line.of].append(line)
    for line in ledger.filter(participant_id__in=voices):
        lines[line.participant_id].append(line)
    found = {}
    for note in notes:
        said = {
            line.pk: line for key in (note.contact_id, note.participant_id) for line in lines.get(key, [])
        }
        now = consent.standing(said.values(), session_id=note.session_id)
        if note.contact:
            now = consent.for_age(now, ConsentEvent.Purpose.QUOTE, note.contact)
        if now.value != consent.NOT_ASKED:
            found[note.pk] = Light(now.value, now.on)
    return found
