"""Rounds of listening, their guides and sessions, who took part, and what was said."""

from listening.models.answers import Answer
from listening.models.attempts import Attempt
from listening.models.calls import Call, CallList
from listening.models.guides import Guide, GuideQuestion
from listening.models.notes import Note, NoteVersion
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
from listening.models.sessions import ListeningSession, SessionRole

__all__ = [
    "Answer",
    "Attempt",
    "Call",
    "CallList",
    "ConsentText",
    "CoverageTarget",
    "Guide",
    "GuideQuestion",
    "ListeningProject",
    "ListeningSession",
    "Note",
    "NoteVersion",
    "ProjectDistrict",
    "ProjectMember",
    "ProjectTeam",
    "SealedLink",
    "SessionParticipant",
    "SessionRole",
    "SessionSignIn",
    "TeamMember",
]
