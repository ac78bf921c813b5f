"""What other systems call a person."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact, ExternalId
from contacts.services.rows import locked
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit


@transaction.atomic
def add_external_id(*, by: Actor, contact: Contact, system: str, value: str) -> ExternalId:
    """A number means one person in one system: that of somebody else is refused."""
    require(by, Permission.EDIT_CONTACTS)
    contact = locked(by, contact)
    system = "_".join(system.split()).casefold()
    value = value.strip()
    held = ExternalId.objects.filter(organization_id=by.organization_id, system=system, value=value).first()
    if held and held.contact_id != contact.pk:
        raise DomainError(_("Somebody else has this number. Perhaps the two are one person."), field="value")
    if held:
        return held
    made = ExternalId.objects.create(
        organization_id=by.organization_id, contact=contact, system=system, value=value
    )
    audit.record("contacts.external_added", by=by, target=contact, details={"system": system})
    return made


@transaction.atomic
def remove_external_id(*, by: Actor, row: ExternalId) -> None:
    require(by, Permission.EDIT_CONTACTS)
    contact = locked(by, row.contact)
    gone = ExternalId.objects.filter(organization_id=by.organization_id, pk=row.pk)
    if not gone.delete()[0]:
        raise NotAllowed
    audit.record("contacts.external_removed", by=by, target=contact, details={"system": row.system})
