"""Policies of the models that lie below this engine."""

from crm.accounts.models import Attempt, Password, Session, User
from crm.audit.models import AuditEvent, AuditSeal, Revision
from crm.districts.models import District, School
from crm.organizations.models import AccessToken, Invitation, Membership, Organization, ShareAgreement
from crm.queue.models import Heartbeat, Job, Tick, Turn
from crm.records.policies import Erase, Export, Merge, declare

for model in (Organization, Membership, ShareAgreement, District, School, Tick, Turn):
    declare(model, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE)
for model in (User, Password, AccessToken, AuditEvent, AuditSeal):
    declare(model, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER)
declare(Session, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER, retain_days=14)
declare(Attempt, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER, retain_days=1)
declare(Invitation, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER, retain_days=90)
declare(Revision, merge=Merge.KEEP, erase=Erase.DELETE, export=Export.WITH_CONTACT)
declare(Job, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER, retain_days=90)
declare(Heartbeat, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER, retain_days=90)
