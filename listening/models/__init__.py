"""Rounds of listening, their guides and sessions, who took part, what was said, and the codes on it."""

from listening.models.adjudications import Adjudication
from listening.models.answers import Answer
from listening.models.attachments import Attachment
from listening.models.attempts import Attempt
from listening.models.calls import Call, CallList
from listening.models.codebooks import Code, Codebook, CodeChange, VocabularyOffer
from listening.models.excerpts import Coding, CodingRound, Excerpt, Redaction, RoundNote
from listening.models.exchanges import ExchangeFile, ExchangeRow
from listening.models.guides import Guide, GuideQuestion
from listening.models.memos import Memo
from listening.models.notes import Note, NoteTranslation, NoteVersion
from listening.models.participants import SealedLink, SessionParticipant, SessionSignIn
from listening.models.practices import PracticeAssessment, PracticeEvidence, PracticeRating, PracticeSheet
from listening.models.projects import (
    ConsentText,
    CoverageTarget,
    ListeningProject,
    ProjectDistrict,
    ProjectMember,
    ProjectTeam,
    TeamMember,
)
from listening.models.reports import (
    Correction,
    QuoteUse,
    ReportBack,
    ReportEdition,
    ReportFile,
    ReportQuote,
    ReportSection,
    ReportTheme,
    Withdrawal,
)
from listening.models.searching import Findable
from listening.models.sessions import ListeningSession, SessionRole
from listening.models.themes import Finding, Theme, ThemeCode, ThemeEvidence
from listening.models.transcripts import Transcript
from listening.models.votes import Ballot, PriorityVote, VoteOption

__all__ = [
    "Adjudication",
    "Answer",
    "Attachment",
    "Attempt",
    "Ballot",
    "Call",
    "CallList",
    "Code",
    "CodeChange",
    "Codebook",
    "Coding",
    "CodingRound",
    "ConsentText",
    "Correction",
    "CoverageTarget",
    "Excerpt",
    "ExchangeFile",
    "ExchangeRow",
    "Findable",
    "Finding",
    "Guide",
    "GuideQuestion",
    "ListeningProject",
    "ListeningSession",
    "Memo",
    "Note",
    "NoteTranslation",
    "NoteVersion",
    "PracticeAssessment",
    "PracticeEvidence",
    "PracticeRating",
    "PracticeSheet",
    "PriorityVote",
    "ProjectDistrict",
    "ProjectMember",
    "ProjectTeam",
    "QuoteUse",
    "Redaction",
    "ReportBack",
    "ReportEdition",
    "ReportFile",
    "ReportQuote",
    "ReportSection",
    "ReportTheme",
    "RoundNote",
    "SealedLink",
    "SessionParticipant",
    "SessionRole",
    "SessionSignIn",
    "TeamMember",
    "Theme",
    "ThemeCode",
    "ThemeEvidence",
    "Transcript",
    "VocabularyOffer",
    "VoteOption",
    "Withdrawal",
]
