"""Who asked for a job, with the rights they have at the moment it runs."""

import uuid

from django.utils import timezone

from crm.access.actors import Member
from crm.access.checks import require
from crm.access.errors import NotAllowed
from crm.access.roles import ROLES, Permission
from crm.organizations.models import Membership


def asker(organization_id: uuid.UUID, membership_id: uuid.UUID | None, *, needs: Permission) -> Member:
    """Raises NotAllowed when they have left, or their role no longer allows it."""
    found = Membership.objects.filter(organization_id=organization_id, pk=membership_id)
    member = found.active(on=timezone.localdate()).select_related("user").first()
    if member is None:
        raise NotAllowed
    actor = Member(
        id=member.pk,
        organization_id=organization_id,
        user_id=member.user_id,
        role=ROLES[member.role],
        name=str(member.user),
        is_youth_trained=member.is_youth_trained,
        time_zone=member.user.time_zone,
    )
    require(actor, needs)
    return actor
