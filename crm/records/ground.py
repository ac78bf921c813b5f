"""Policies of the models that lie below this engine."""

from crm.accounts.models import Attempt, Password, Session, User
from crm.api.models import RequestKey
from crm.audit.models import AuditEvent, AuditSeal, Revision
from crm.districts.models import District, Enrollment, School
from crm.organizations.models import AccessToken, Invitation, Membership, Organization, ShareAgreement
from crm.queue.models import Heartbeat, Job, Tick, Turn
from crm.records.policies import Erase, Export, Loose, Merge, declare

for model in (Organization, Membership, District, School, Tick, Turn):
    declare(model, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.ALONE)
declare(
    Enrollment,
    merge=Merge.KEEP,
    erase=Erase.KEEP,
    export=Export.ALONE,
    loose={"batch_id": Loose.NOBODY},
)
for model in (User, Password, AuditSeal):
    declare(model, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER)
declare(
    ShareAgreement,
    merge=Merge.KEEP,
    erase=Erase.KEEP,
    export=Export.ALONE,
    loose={"to_organization_id": Loose.NOBODY},
)
declare(
    AccessToken,
    merge=Merge.KEEP,
    erase=Erase.KEEP,
    export=Export.NEVER,
    loose={"subject_id": Loose.NOBODY},  # an action or a page
)
# History speaks of the record that somebody touched; the timeline reads those of both.
declare(
    AuditEvent,
    merge=Merge.KEEP,
    erase=Erase.KEEP,
    export=Export.NEVER,
    loose={"actor_id": Loose.NOBODY, "target_id": Loose.STAYS},
)
declare(Session, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER, retain_days=14)
declare(Attempt, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER, retain_days=1)
declare(Invitation, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER, retain_days=90)
declare(
    Revision,
    merge=Merge.KEEP,
    erase=Erase.DELETE,
    export=Export.WITH_CONTACT,
    loose={"target_id": Loose.STAYS},
)
declare(
    Job,
    merge=Merge.KEEP,
    erase=Erase.KEEP,
    export=Export.NEVER,
    retain_days=90,
    loose={"created_by_id": Loose.NOBODY},
)
declare(
    RequestKey,
    merge=Merge.KEEP,
    erase=Erase.KEEP,
    export=Export.NEVER,
    retain_days=180,
    loose={"key": Loose.NOBODY, "made_id": Loose.STAYS},
)
declare(Heartbeat, merge=Merge.KEEP, erase=Erase.KEEP, export=Export.NEVER, retain_days=90)
