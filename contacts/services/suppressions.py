"""Numbers and addresses that must not be reached or imported again, kept as keyed hashes."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contacts import derived
from contacts.consent import CHANNELS, Purpose, suppressed_among
from contacts.models import Contact, ContactMethod, Suppression
from contacts.services.rows import locked, require_hearing
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit

Reason = Suppression.Reason
WHY_LIFTED = [
    ("asked", _("They asked us to")),
    ("mistake", _("It was put there by mistake")),
    ("new_owner", _("The number or address belongs to somebody else now")),
]


@transaction.atomic
def suppress(
    *, by: Actor, contact: Contact, reason: str = "do_not_contact", method: ContactMethod | None = None
) -> int:
    """Keep the keyed hashes of all numbers and addresses of a person, or of one, so that nothing reaches them and no
    import brings them back. "Do not contact" and "unsubscribed" show on the person too. Returns how many were new."""
    if reason in (Reason.DO_NOT_CONTACT, Reason.UNSUBSCRIBED):
        require_hearing(by)
    else:
        require(by, Permission.EDIT_CONTACTS)
    contact = locked(by, contact)
    count = suppress_methods(contact, reason, method)
    changes = {}
    if reason == Reason.DO_NOT_CONTACT and contact.status != Contact.Status.DO_NOT_CONTACT:
        before, contact.status = contact.status, Contact.Status.DO_NOT_CONTACT
        contact.version += 1
        contact.save(update_fields=["status", "version", "updated_at"])
        changes = {"status": (before, contact.status)}
    audit.record(
        "contacts.suppressed",
        by=by,
        target=contact,
        changes=changes,
        details={"reason": reason, "count": count},
    )
    return count


def suppress_methods(contact: Contact, reason: str, method: ContactMethod | None = None) -> int:
    """Only the hashes and the state of the methods, for services that audit the deed themselves."""
    methods = ContactMethod.objects.filter(organization_id=contact.organization_id, contact=contact)
    if method is not None:
        methods = methods.filter(pk=method.pk)
    count = _close(contact.organization_id, methods.values_list("key", flat=True), reason)
    if reason == Reason.UNSUBSCRIBED:
        methods.update(status=ContactMethod.Status.UNSUBSCRIBED)
    return count


@transaction.atomic
def close_address(*, by: Actor, kind: str, value: str, reason: str = "do_not_contact") -> bool:
    """Put a number or address on the list that nobody here has, or whoever has it. Whether it was new there."""
    require(by, Permission.MANAGE_SETTINGS)
    if reason not in (Reason.DO_NOT_CONTACT, Reason.UNSUBSCRIBED, Reason.BOUNCED):
        raise TypeError(f"not a reason to close an address: {reason}")
    key = readable_key(kind, value)
    is_new = bool(_close(by.organization_id, [key], reason))
    if is_new:
        audit.record("contacts.address_closed", by=by, details={"reason": reason})
    return is_new


@transaction.atomic
def lift(*, by: Actor, kind: str, value: str, why: str) -> list[str]:
    """Take a number or address off the list, saying why. Returns the reasons it was there for; one of an erased person
    stays, whatever is said."""
    require(by, Permission.MANAGE_SETTINGS)
    if why not in dict(WHY_LIFTED):
        raise DomainError(_("Say why: it is kept with your name."), field="why")
    rows = reasons_of(by.organization_id, readable_key(kind, value))
    found = list(rows.values_list("reason", flat=True))
    if Reason.ERASED in found:
        raise DomainError(_("Somebody asked to be forgotten with it. It stays closed."), field="value")
    if not found:
        raise DomainError(_("It is not on the list."), field="value")
    rows.delete()
    audit.record("contacts.address_lifted", by=by, details={"reasons": sorted(found), "why": why})
    settle_suppressed(by.organization_id)
    return found


def reasons_of(organization_id: uuid.UUID, key: str) -> QuerySet[Suppression]:
    """The rows of the list for this number or address, whichever of the site's keys made them."""
    digests = derived.suppression_digests(organization_id, key)
    return Suppression.objects.filter(organization_id=organization_id, digest__in=digests)


def reopen(by: Actor, contact: Contact, purpose: str) -> None:
    """Their own new yes takes back their own closing. Nobody's yes opens a number that another person closed."""
    methods = ContactMethod.objects.filter(organization_id=by.organization_id, contact=contact)
    methods.filter(kind__in=CHANNELS[Purpose(purpose)], status=ContactMethod.Status.UNSUBSCRIBED).update(
        status=ContactMethod.Status.OK
    )
    keys = set(methods.values_list("key", flat=True))
    sharing = ContactMethod.objects.filter(organization_id=by.organization_id, key__in=keys).exclude(
        contact=contact
    )
    foreign = sharing.filter(contact__status=Contact.Status.DO_NOT_CONTACT) | sharing.filter(
        status=ContactMethod.Status.UNSUBSCRIBED
    )
    keys -= set(foreign.values_list("key", flat=True))
    digests = [d for key in keys for d in derived.suppression_digests(by.organization_id, key)]
    closed = Suppression.objects.filter(
        organization_id=by.organization_id,
        digest__in=digests,
        reason__in=[Reason.DO_NOT_CONTACT, Reason.UNSUBSCRIBED],
    )
    count = closed.delete()[0]
    if count:
        settle_suppressed(by.organization_id)
    if contact.status == Contact.Status.DO_NOT_CONTACT:
        contact.status = Contact.Status.ACTIVE
        contact.version += 1
        contact.save(update_fields=["status", "version", "updated_at"])
        audit.record("contacts.reopened", by=by, target=contact, details={"count": count})


def settle_suppressed(organization_id: uuid.UUID) -> None:
    """After something was lifted: what is no longer on the list is no longer marked."""
    marked = ContactMethod.objects.filter(organization_id=organization_id, is_suppressed=True)
    keys = set(marked.values_list("key", flat=True))
    still = suppressed_keys(organization_id, keys)
    marked.filter(key__in=keys - still).update(is_suppressed=False)


def suppressed_keys(organization_id: uuid.UUID, keys: Iterable[str]) -> set[str]:
    keys = set(keys)
    closed = suppressed_among(organization_id, keys)
    return {key for key in keys if not closed.isdisjoint(derived.suppression_digests(organization_id, key))}


def readable_key(kind: str, value: str) -> str:
    """Raises DomainError at the field `value`."""
    key = derived.method_key(kind, value)
    if problem := derived.key_problem(kind, key):
        raise DomainError(PROBLEMS[problem], field="value")
    return key


PROBLEMS = {
    "email": _("This is not a whole e-mail address. It looks like name@example.org."),
    "phone": _("Write the number with its digits, for example 919-555-0142."),
}


def _close(organization_id: uuid.UUID, keys: Iterable[str], reason: str) -> int:
    """How many were not on the list for this reason. Everybody's method with such a key is marked."""
    keys = {key for key in keys if key}
    there = Suppression.objects.filter(
        organization_id=organization_id,
        reason=reason,
        digest__in=[d for key in keys for d in derived.suppression_digests(organization_id, key)],
    )
    held = {bytes(digest) for digest in there.values_list("digest", flat=True)}
    there.update(at=Now())  # said once more: undoing the import that said it first opens nothing
    fresh = [key for key in keys if held.isdisjoint(derived.suppression_digests(organization_id, key))]
    Suppression.objects.bulk_create(
        [
            Suppression(organization_id=organization_id, digest=digest, reason=reason)
            for digest in sorted(derived.suppression_digest(organization_id, key) for key in fresh)
        ],
        ignore_conflicts=True,
    )
    ContactMethod.objects.filter(organization_id=organization_id, key__in=keys, is_suppressed=False).update(
        is_suppressed=True
    )
    return len(fresh)
