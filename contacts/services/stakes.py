"""Whose stake a person has, where, from when to when."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import ConstituencyRow, Contact
from contacts.services.rows import keep_minor, locked, refuse_odd_day, require_hearing
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.districts.models import District, School


@transaction.atomic
def add_constituency(
    *,
    by: Actor,
    contact: Contact,
    kind: str,
    subtype: str = "",
    district: District | None = None,
    school: School | None = None,
    school_text: str = "",
    grade: str = "",
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
    source: str = "organizer",
    today: datetime.date | None = None,
) -> ConstituencyRow:
    """A stake. The same one that still holds comes back unchanged; a school brings its district along."""
    require_hearing(by)
    contact = locked(by, contact)
    if school and district and school.district_id != district.pk:
        raise DomainError(_("This school is in another district."), field="school")
    refuse_odd_day(starts_on, "starts_on", today=today)
    refuse_odd_day(ends_on, "ends_on", today=today)
    if starts_on and ends_on and ends_on < starts_on:
        raise DomainError(_("The end comes before the beginning."), field="ends_on")
    row, is_new = ConstituencyRow.objects.get_or_create(
        organization_id=by.organization_id,
        contact=contact,
        kind=kind,
        subtype=subtype,
        district=school.district if school else district,
        school=school,
        school_text=school_text,
        grade=grade,
        ends_on=ends_on,
        defaults={"starts_on": starts_on, "source": source},
    )
    if is_new:
        audit.record("contacts.stake_added", by=by, target=contact, changes={"stake": (None, kind)})
    keep_minor(contact, today=today)
    return row


@transaction.atomic
def end_constituency(
    *, by: Actor, row: ConstituencyRow, on: datetime.date | None = None, today: datetime.date | None = None
) -> ConstituencyRow:
    """The stake no longer holds from `on` (today). It stays as history."""
    require(by, Permission.EDIT_CONTACTS)
    contact = locked(by, row.contact)
    try:
        row = ConstituencyRow.objects.get(organization_id=by.organization_id, pk=row.pk)
    except ConstituencyRow.DoesNotExist:
        raise NotAllowed from None
    refuse_odd_day(on, "ends_on", today=today)
    on = on or today or timezone.localdate()
    if row.starts_on and on < row.starts_on:
        raise DomainError(_("The end comes before the beginning."), field="ends_on")
    before, row.ends_on = row.ends_on, on
    row.save(update_fields=["ends_on"])
    audit.record(
        "contacts.stake_ended",
        by=by,
        target=contact,
        changes={"stake": (row.kind, None), "ends_on": (before, on)},
    )
    keep_minor(contact, today=today)
    return row
