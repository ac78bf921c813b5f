"""Conversations and listening sessions, who took part, what was said, and the codes on it."""

from listening.models.adjudications import Adjudication
from listening.models.attempts import Attempt
from listening.models.calls import Call, CallList
from listening.models.codebooks import Code, Codebook, CodeChange
from listening.models.excerpts import Coding, CodingRound, Excerpt, Redaction, RoundNote
from listening.models.exchanges import ExchangeFile, ExchangeRow
from listening.models.notes import Note, NoteVersion
from listening.models.sessions import ListeningSession, SessionParticipant

__all__ = [
    "Adjudication",
    "Attempt",
    "Call",
    "CallList",
    "Code",
    "CodeChange",
    "Codebook",
    "Coding",
    "CodingRound",
    "Excerpt",
    "ExchangeFile",
    "ExchangeRow",
    "ListeningSession",
    "Note",
    "NoteVersion",
    "Redaction",
    "RoundNote",
    "SessionParticipant",
]
