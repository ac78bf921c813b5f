"""What people allowed us to do with their words, for a page of notes at once. The rule is that of contacts.uses."""

import uuid
from collections.abc import Iterable

from contacts.uses import NOT_ASKED
from crm.access.actors import Actor
from listening.gate import Light, light_of, voices_of
from listening.models import Note


def lights(actor: Actor, notes: Iterable[Note]) -> dict[uuid.UUID, Light]:
    """By note. A note without an entry was never asked about."""
    voices = voices_of(actor.organization_id, {note.pk for note in notes})
    found = {key: light_of(voice) for key, voice in voices.items()}
    return {key: light for key, light in found.items() if light.value != NOT_ASKED}
