"""Conversations and listening sessions, who took part, and what was said."""

from listening.models.attempts import Attempt
from listening.models.calls import Call, CallList
from listening.models.notes import Note, NoteVersion
from listening.models.sessions import ListeningSession, SessionParticipant

__all__ = [
    "Attempt",
    "Call",
    "CallList",
    "ListeningSession",
    "Note",
    "NoteVersion",
    "SessionParticipant",
]
