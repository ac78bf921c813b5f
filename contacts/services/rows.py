"""What every service of this room does first and last: whose row it is, and what follows from a change."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts import derived
from contacts.models import ConstituencyRow, Contact, ContactMethod, SearchToken
from crm.access.actors import Actor
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.lib.moments import FAR

LIFETIME = 120  # years
OWN_WAY_UNDER_13 = _(
    "Somebody under 13 has no number or address of their own here. Mark it as the guardian's, or leave it out."
)


def require_hearing(by: Actor) -> None:
    """Whoever talks with people may write down what they heard, even where they may not edit."""
    if not (by.can(Permission.EDIT_CONTACTS) or by.can(Permission.LOG_CONVERSATION)):
        raise NotAllowed


def locked(by: Actor, contact: Contact) -> Contact:
    """The row as it is now, held until the end of the transaction. Somebody else's organization has none.

    A page that was open while its person was merged writes to whom they were merged into.
    """
    rows = Contact.objects.select_for_update().filter(organization_id=by.organization_id)
    try:
        found = rows.get(pk=contact.pk)
        return rows.get(pk=found.merged_into_id) if found.merged_into_id else found
    except Contact.DoesNotExist:
        raise NotAllowed from None


def refuse_own_way_under_13(contact: Contact, label: str) -> None:
    if contact.age_band == Contact.AgeBand.UNDER_13 and label != ContactMethod.Label.GUARDIAN:
        raise DomainError(OWN_WAY_UNDER_13, field="label")


def refuse_odd_day(day: datetime.date | None, field: str, *, today: datetime.date | None = None) -> None:
    """Of what somebody is or was since a day: a lifetime back, ten years ahead. Beyond, the year is a slip."""
    if day and is_odd_day(day, today or timezone.localdate()):
        raise DomainError(_("This day is too far off. Check the year."), field=field)


def is_odd_day(day: datetime.date, today: datetime.date) -> bool:
    return not today.year - LIFETIME <= day.year <= today.year + FAR


def keep_minor(contact: Contact, *, today: datetime.date | None = None) -> None:
    """Set and save `is_minor` anew after stakes or age changed."""
    today = today or timezone.localdate()
    stakes = ConstituencyRow.objects.filter(organization_id=contact.organization_id, contact=contact)
    kinds = stakes.current(on=today).values_list("kind", flat=True)
    is_minor = derived.is_minor(contact.age_band, set(kinds))
    if is_minor != contact.is_minor:
        contact.is_minor = is_minor
        contact.save(update_fields=["is_minor", "updated_at"])


def keep_tokens(contact: Contact) -> None:
    """The words by which the search finds them, as their names are now."""
    wanted = derived.search_tokens(contact.given_name, contact.family_name, contact.chosen_name)
    held = SearchToken.objects.filter(organization_id=contact.organization_id, contact_id=contact.pk)
    known = set(held.values_list("token", flat=True))
    if gone := known - wanted:
        held.filter(token__in=gone).delete()
    SearchToken.objects.bulk_create(
        SearchToken(organization_id=contact.organization_id, token=token, contact_id=contact.pk)
        for token in sorted(wanted - known)
    )
