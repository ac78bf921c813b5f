"""The verbs of attendance by the dozen: who came to an action, as a file tells it; and taking that back."""

import datetime
import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from campaigns.models import Action, Signup, SignupStatus
from crm.access.actors import Actor
from crm.audit import services as audit
from crm.lib.ids import uuid7

CAME = (Signup.Status.ATTENDED, Signup.Status.WALK_IN)


@transaction.atomic
def bring_attendance(
    *,
    by: Actor,
    action: Action,
    people: Mapping[uuid.UUID, str],
    batch_id: uuid.UUID,
    now: datetime.datetime | None = None,
) -> int:
    """`people`: what each did, "attended" or "no_show". Whoever is known to have come stays so; nobody who was not asked
    is written down as missing. How many sign-ups changed."""
    now = now or timezone.now()
    there = {
        signup.contact_id: signup
        for signup in Signup.objects.select_for_update().filter(
            organization_id=by.organization_id, action=action, contact_id__in=people
        )
    }
    made, changed, lines = [], [], []
    for contact_id, status in people.items():
        signup = there.get(contact_id)
        if signup is None and status == Signup.Status.ATTENDED:
            signup = Signup(
                id=uuid7(), organization_id=by.organization_id, action=action, contact_id=contact_id
            )
            made.append(signup)
        elif signup is None or signup.status in (*CAME, status):
            continue
        else:
            changed.append(signup)
        signup.status, signup.status_at = status, now
        lines.append(_line(by, signup, batch_id))
    Signup.objects.bulk_create(made, batch_size=1_000)
    Signup.objects.bulk_update(changed, ["status", "status_at"], batch_size=1_000)
    SignupStatus.objects.bulk_create(lines, batch_size=1_000)
    if lines:
        details = {"import": str(batch_id), "count": len(lines)}
        audit.record("campaigns.attendance_brought", by=by, target=action, details=details)
    return len(lines)


@transaction.atomic
def take_attendance_back(
    *, by: Actor, batch_id: uuid.UUID, contact_ids: Sequence[uuid.UUID] | None = None
) -> int:
    """What an import wrote, of these people or of all. Where somebody recorded more since, the sign-up stays as they left it."""
    ours = SignupStatus.objects.filter(organization_id=by.organization_id, import_batch_id=batch_id)
    if contact_ids is not None:
        ours = ours.filter(signup__contact_id__in=contact_ids)
    signups = Signup.objects.select_for_update().filter(
        organization_id=by.organization_id, pk__in=ours.values("signup_id")
    )
    back = 0
    for signup in signups:
        history = list(SignupStatus.objects.filter(organization_id=by.organization_id, signup=signup).order_by("at", "pk"))  # fmt: skip
        if history[-1].import_batch_id != batch_id:
            continue
        earlier = [line for line in history if line.import_batch_id != batch_id]
        SignupStatus.objects.filter(organization_id=by.organization_id, signup=signup, import_batch_id=batch_id).delete()  # fmt: skip
        if earlier:
            signup.status, signup.status_at = earlier[-1].status, earlier[-1].at
            signup.save(update_fields=["status", "status_at"])
        else:
            signup.delete()
        back += 1
    return back


def _line(by: Actor, signup: Signup, batch_id: uuid.UUID) -> SignupStatus:
    return SignupStatus(
        organization_id=by.organization_id,
        signup=signup,
        status=signup.status,
        at=signup.status_at,
        by_id=by.membership_id,
        import_batch_id=batch_id,
    )
