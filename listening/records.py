"""What merging, erasing, exporting and ageing do with what was heard."""

from crm.records.policies import Erase, Export, Merge, declare
from listening.models import Attempt, ListeningSession, Note, NoteVersion, SessionParticipant

declare(ListeningSession, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE)
declare(SessionParticipant, merge=Merge.MOVE, erase=Erase.BLANK, export=Export.WITH_CONTACT)
declare(Attempt, merge=Merge.MOVE, erase=Erase.BLANK, export=Export.WITH_CONTACT)
declare(Note, merge=Merge.MOVE, erase=Erase.BLANK, export=Export.WITH_CONTACT)
declare(NoteVersion, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.WITH_CONTACT)
