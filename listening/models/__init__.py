"""Rounds of listening, their guides and sessions, who took part, and what was said."""

from listening.models.answers import Answer
from listening.models.attachments import Attachment
from listening.models.attempts import Attempt
from listening.models.calls import Call, CallList
from listening.models.guides import Guide, GuideQuestion
from listening.models.memos import Memo
from listening.models.notes import Note, NoteTranslation, NoteVersion
from listening.models.participants import SealedLink, SessionParticipant, SessionSignIn
from listening.models.projects import (
    ConsentText,
    CoverageTarget,
    ListeningProject,
    ProjectDistrict,
    ProjectMember,
    ProjectTeam,
    TeamMember,
)
from listening.models.searching import Findable
from listening.models.sessions import ListeningSession, SessionRole
from listening.models.transcripts import Transcript

__all__ = [
    "Answer",
    "Attachment",
    "Attempt",
    "Call",
    "CallList",
    "ConsentText",
    "CoverageTarget",
    "Findable",
    "Guide",
    "GuideQuestion",
    "ListeningProject",
    "ListeningSession",
    "Memo",
    "Note",
    "NoteTranslation",
    "NoteVersion",
    "ProjectDistrict",
    "ProjectMember",
    "ProjectTeam",
    "SealedLink",
    "SessionParticipant",
    "SessionRole",
    "SessionSignIn",
    "TeamMember",
    "Transcript",
]
