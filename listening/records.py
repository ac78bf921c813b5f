"""What merging, erasing, exporting and ageing do with what was heard."""

from typing import Any

from crm.records.policies import Erase, Export, Loose, Merge, Row, declare
from listening.models import (
    Adjudication,
    Attempt,
    Call,
    CallList,
    Code,
    Codebook,
    CodeChange,
    Coding,
    CodingRound,
    Excerpt,
    ExchangeFile,
    ExchangeRow,
    ListeningSession,
    Note,
    NoteVersion,
    Redaction,
    RoundNote,
    SessionParticipant,
)

DONE_WITH = ("state", "answer", "attempt_id", "number_id", "at")


def one_call(stays: Row, folded: Row) -> dict[str, Any]:
    """Who was called under one of two names is not called again."""
    if stays["state"] != "called" == folded["state"]:
        return {name: folded[name] for name in DONE_WITH}
    return {}


declare(ListeningSession, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE)
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
declare(CodeChange, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER)
declare(Excerpt, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.WITH_CONTACT, loose=GUID)
declare(CodingRound, **OURS)
declare(RoundNote, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.NEVER)
declare(Coding, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.ALONE, loose=GUID)
declare(Redaction, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.NEVER)

# Agreement and exchange. An adjudication points at words: it goes with their version.
declare(Adjudication, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.ALONE)
declare(ExchangeFile, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER)
declare(
    ExchangeRow,
    merge=Merge.KEEP,
    erase=Erase.KEEP,
    export=Export.NEVER,
    loose={"guid": Loose.NOBODY, "object_id": Loose.NOBODY},
)
