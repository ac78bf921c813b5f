"""What merging, erasing, exporting and ageing do with what was heard."""

from crm.records.policies import Erase, Export, Loose, Merge, declare
from listening.models import Attempt, Call, CallList, ListeningSession, Note, NoteVersion, SessionParticipant

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
    loose={"ask_id": Loose.NOBODY},  # the action that is asked for
)
declare(
    Call,
    merge=Merge.MOVE,
    erase=Erase.DELETE,
    export=Export.NEVER,
    retain_days=365,
    loose={"number_id": Loose.NOBODY, "try_key": Loose.NOBODY},
)
