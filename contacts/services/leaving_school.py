"""Once a year: who is still a student, and whose age band is over? Nobody grows up silently."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts import derived
from contacts.models import ConstituencyRow, Contact
from contacts.services.people import edit_contact
from contacts.services.rows import locked
from contacts.services.stakes import add_constituency, end_constituency
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit


@transaction.atomic
def graduate(
    *,
    by: Actor,
    row: ConstituencyRow,
    alum: bool = False,
    on: datetime.date | None = None,
    today: datetime.date | None = None,
) -> ConstituencyRow | None:
    """They left school: the student's row ends, and with `alum` one of a former student of that school begins."""
    require(by, Permission.EDIT_CONTACTS)
    today = today or timezone.localdate()
    on = on or today
    if row.kind != ConstituencyRow.Kind.STUDENT:
        raise DomainError(_("Only a student graduates."))
    row = end_constituency(by=by, row=row, on=on, today=today)
    if not alum:
        return None
    return add_constituency(
        by=by,
        contact=row.contact,
        kind=ConstituencyRow.Kind.ALUM,
        district=row.district,
        school=row.school,
        school_text=row.school_text,
        starts_on=on,
        today=today,
    )


@transaction.atomic
def still_student(*, by: Actor, row: ConstituencyRow, today: datetime.date | None = None) -> ConstituencyRow:
    """Asked and answered for this school year: the question comes back next summer."""
    require(by, Permission.EDIT_CONTACTS)
    contact = locked(by, row.contact)
    try:
        row = ConstituencyRow.objects.get(organization_id=by.organization_id, pk=row.pk)
    except ConstituencyRow.DoesNotExist:
        raise NotAllowed from None
    row.confirmed_on = today or timezone.localdate()
    row.save(update_fields=["confirmed_on"])
    audit.record("contacts.still_student", by=by, target=contact)
    return row


@transaction.atomic
def tell_age(*, by: Actor, contact: Contact, band: str, today: datetime.date | None = None) -> Contact:
    """The answer to "how old are they now?", be it the same as before. Who is of age says yes and no for themselves."""
    contact = edit_contact(by=by, contact=contact, version=contact.version, changes={"age_band": band})
    contact.age_band_until = derived.age_band_until(band, (today or timezone.localdate()).year)
    contact.save(update_fields=["age_band_until", "updated_at"])
    return contact
