"""Conversations and listening sessions, who took part, what was said, and the codes on it."""

from listening.models.attachments import Attachment
from listening.models.attempts import Attempt
from listening.models.calls import Call, CallList
from listening.models.codebooks import Code, Codebook, CodeChange
from listening.models.excerpts import Coding, CodingRound, Excerpt, Redaction, RoundNote
from listening.models.memos import Memo
from listening.models.notes import Note, NoteTranslation, NoteVersion
from listening.models.searching import Findable
from listening.models.sessions import ListeningSession, SessionParticipant
from listening.models.transcripts import Transcript

__all__ = [
    "Attachment",
    "Attempt",
    "Call",
    "CallList",
    "Code",
    "CodeChange",
    "Codebook",
    "Coding",
    "CodingRound",
    "Excerpt",
    "Findable",
    "ListeningSession",
    "Memo",
    "Note",
    "NoteTranslation",
    "NoteVersion",
    "Redaction",
    "RoundNote",
    "SessionParticipant",
    "Transcript",
]
