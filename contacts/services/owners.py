"""Who keeps in touch with whom."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import ROLES, Permission
from crm.audit import services as audit
from crm.organizations.models import Membership


@transaction.atomic
def assign_owner(*, by: Actor, contacts: Iterable[Contact], owner: Membership | None) -> int:
    """How many were given to `owner` (None: to nobody). Minors are left out where the owner may not see them."""
    require(by, Permission.EDIT_CONTACTS)
    people = list(contacts)
    if any(person.organization_id != by.organization_id for person in people):
        raise NotAllowed
    check_owner(by, owner)
    rows = Contact.objects.filter(organization_id=by.organization_id, pk__in=[person.pk for person in people])
    if owner and not sees_minors(owner):
        rows = rows.filter(is_minor=False)
    changed = [row for row in rows.select_for_update().order_by("pk") if row.owner_id != (owner and owner.pk)]
    Contact.objects.filter(organization_id=by.organization_id, pk__in=[row.pk for row in changed]).update(
        owner=owner, updated_at=timezone.now()
    )
    details = {"owner": str(owner.pk) if owner else None}
    audit.record_each("contacts.assigned", by=by, targets=changed, details=details)
    return len(changed)


def check_owner(by: Actor, owner: Membership | None, *, minor: bool = False) -> None:
    """Somebody of this organization, still a member, whose role works with people."""
    if owner is None:
        return
    if owner.organization_id != by.organization_id:
        raise NotAllowed
    is_over = owner.ended_at or (owner.expires_on and owner.expires_on < timezone.localdate())
    if is_over or Permission.LOG_CONVERSATION not in ROLES[owner.role].permissions:
        raise DomainError(_("Choose somebody whose role talks with people."), field="owner")
    if minor and not sees_minors(owner):
        raise DomainError(_("This person is a minor: choose somebody trained for that."), field="owner")


def sees_minors(owner: Membership) -> bool:
    role = ROLES[owner.role]
    return Permission.VIEW_MINORS in role.permissions and (
        owner.is_youth_trained or not role.youth_only_if_trained
    )
