"""The render gate: every output of somebody's words asks it, naming its use and purpose (decision 0034).

    gate = QuoteGate(actor, use=Use.TEAM, purpose="session page")
    for shown in gate.show(notes): ...        # print shown.words, or shown.hidden
    gate.allowed(note_ids)                    # for queues, counts and files with a layout of their own

A house test keeps views, templates, the API, exports and finders from printing words around it.
"""

from contacts.uses import Use
from listening.gate.passing import (
    AMBER,
    GREEN,
    NOT_ALLOWED,
    RED,
    WITHDRAWN,
    Light,
    QuoteGate,
    Shown,
    light_of,
    widest,
)
from listening.gate.voices import (
    Voice,
    standing_of_contact,
    standing_of_participant,
    standings_of_contacts,
    voices_of,
)

__all__ = [
    "AMBER",
    "GREEN",
    "NOT_ALLOWED",
    "RED",
    "WITHDRAWN",
    "Light",
    "QuoteGate",
    "Shown",
    "Use",
    "Voice",
    "light_of",
    "standing_of_contact",
    "standing_of_participant",
    "standings_of_contacts",
    "voices_of",
    "widest",
]
