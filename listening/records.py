"""What merging, erasing, exporting and ageing do with what was heard."""

from typing import Any

from crm.records.policies import Erase, Export, Loose, Merge, Row, declare
from listening.models import (
    Adjudication,
    Answer,
    Attachment,
    Attempt,
    Ballot,
    Call,
    CallList,
    Code,
    Codebook,
    CodeChange,
    Coding,
    CodingRound,
    ConsentText,
    Correction,
    CoverageTarget,
    Excerpt,
    ExchangeFile,
    ExchangeRow,
    Findable,
    Finding,
    Guide,
    GuideQuestion,
    ListeningProject,
    ListeningSession,
    Memo,
    Note,
    NoteTranslation,
    NoteVersion,
    PracticeAssessment,
    PracticeEvidence,
    PracticeRating,
    PracticeSheet,
    PriorityVote,
    ProjectDistrict,
    ProjectMember,
    ProjectTeam,
    QuoteUse,
    Redaction,
    ReportBack,
    ReportEdition,
    ReportFile,
    ReportQuote,
    ReportSection,
    ReportTheme,
    RoundNote,
    SealedLink,
    SessionParticipant,
    SessionRole,
    SessionSignIn,
    TeamMember,
    Theme,
    ThemeCode,
    ThemeEvidence,
    Transcript,
    VocabularyOffer,
    VoteOption,
    Withdrawal,
)

DONE_WITH = ("state", "answer", "attempt_id", "number_id", "at")


def one_call(stays: Row, folded: Row) -> dict[str, Any]:
    """Who was called under one of two names is not called again."""
    if stays["state"] != "called" == folded["state"]:
        return {name: folded[name] for name in DONE_WITH}
    return {}


declare(
    ListeningProject,
    merge=Merge.KEEP,
    erase=Erase.KEEP,
    export=Export.ALONE,
    loose={"shared_key": Loose.NOBODY},
)
declare(ConsentText, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE)
declare(ProjectDistrict, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE)
declare(ProjectMember, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE)
declare(CoverageTarget, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE)
declare(ProjectTeam, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE)
declare(TeamMember, merge=Merge.UNITE, erase=Erase.DELETE, export=Export.WITH_CONTACT)
declare(Guide, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE, loose={"family": Loose.NOBODY})
declare(GuideQuestion, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE)
declare(
    ListeningSession,
    merge=Merge.KEEP,
    erase=Erase.KEEP,
    export=Export.ALONE,
    loose={"ask_id": Loose.NOBODY},
)
declare(SessionRole, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE)
declare(SessionSignIn, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.WITH_CONTACT)
declare(SealedLink, merge=Merge.MOVE, erase=Erase.DELETE, export=Export.NEVER)
declare(Answer, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.WITH_CONTACT)
declare(SessionParticipant, merge=Merge.MOVE, erase=Erase.BLANK, export=Export.WITH_CONTACT)
declare(Attempt, merge=Merge.MOVE, erase=Erase.BLANK, export=Export.WITH_CONTACT)
declare(Note, merge=Merge.MOVE, erase=Erase.BLANK, export=Export.WITH_CONTACT)
declare(NoteVersion, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.WITH_CONTACT)
declare(
    CallList,
    merge=Merge.KEEP,
    erase=Erase.KEEP,
    export=Export.NEVER,
    retain_days=365,
    loose={"ask_id": Loose.NOBODY},
)
declare(
    Call,
    merge=Merge.MOVE,
    erase=Erase.DELETE,
    export=Export.NEVER,
    retain_days=365,
    combine=one_call,
    loose={"number_id": Loose.NOBODY, "try_key": Loose.NOBODY},
)

# Coding. An excerpt holds words: it goes with the version that it points at.
OURS = {"merge": Merge.KEEP, "erase": Erase.KEEP, "export": Export.ALONE}
GUID = {"guid": Loose.NOBODY}
declare(Codebook, **OURS, loose={**GUID, "copied_from": Loose.NOBODY})
declare(Code, **OURS, loose=GUID)
declare(VocabularyOffer, **OURS, loose={"to_organization_id": Loose.NOBODY, "codebook_guid": Loose.NOBODY})
declare(CodeChange, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER)
declare(Excerpt, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.WITH_CONTACT, loose=GUID)
declare(CodingRound, **OURS)
declare(RoundNote, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.NEVER)
declare(Coding, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.ALONE, loose=GUID)
declare(Redaction, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.NEVER)

# Agreement and exchange. An adjudication points at words: it goes with their version.
declare(Adjudication, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.ALONE)
declare(ExchangeFile, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER, loose={"job_id": Loose.NOBODY})
declare(
    ExchangeRow,
    merge=Merge.KEEP,
    erase=Erase.KEEP,
    export=Export.NEVER,
    loose={"guid": Loose.NOBODY, "object_id": Loose.NOBODY},
)
declare(NoteTranslation, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.WITH_CONTACT)
declare(Memo, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.ALONE)
# The file goes with the person or when its time is over; that it was there is kept.
declare(Attachment, merge=Merge.KEEP, erase=Erase.BLANK, export=Export.NEVER)
declare(Transcript, merge=Merge.KEEP, erase=Erase.BLANK, export=Export.NEVER)
declare(
    Findable,
    merge=Merge.KEEP,
    erase=Erase.DELETE,
    export=Export.NEVER,
    loose={"of": Loose.NOBODY, "note_id": Loose.NOBODY},
)
for model in (PracticeAssessment, PracticeSheet, PracticeRating, PriorityVote, VoteOption):
    declare(model, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE)
declare(PracticeEvidence, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.ALONE)
declare(Ballot, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER)

# Themes and report-backs hold our own words; those of people stay references, which go with what they point at.
declare(Theme, **OURS, loose={"demand_id": Loose.NOBODY})
declare(ThemeCode, **OURS)
declare(ThemeEvidence, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.ALONE)
declare(Finding, **OURS)
declare(ReportBack, **OURS)
declare(ReportSection, **OURS)
declare(ReportTheme, **OURS)
declare(ReportQuote, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.NEVER)
declare(ReportEdition, **OURS)
declare(ReportFile, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.NEVER)
declare(
    QuoteUse,
    merge=Merge.KEEP,
    erase=Erase.DELETE,
    export=Export.WITH_CONTACT,
    loose={"consent_event_id": Loose.NOBODY},
)
declare(Correction, merge=Merge.KEEP, erase=Erase.BLANK, export=Export.ALONE)
declare(
    Withdrawal,
    merge=Merge.MOVE,
    erase=Erase.BLANK,
    export=Export.WITH_CONTACT,
    loose={"consent_event_id": Loose.NOBODY},
)
