"""Conversations and listening sessions, who took part, and what was said."""

from listening.models.attachments import Attachment
from listening.models.attempts import Attempt
from listening.models.calls import Call, CallList
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
    "Findable",
    "ListeningSession",
    "Memo",
    "Note",
    "NoteTranslation",
    "NoteVersion",
    "SessionParticipant",
    "Transcript",
]
