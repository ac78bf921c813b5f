"""Ways to reach a person."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contacts import derived
from contacts.models import Contact, ContactMethod
from contacts.services.rows import locked, refuse_own_way_under_13, require_hearing
from contacts.services.suppressions import readable_key, suppressed_keys
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit

Status = ContactMethod.Status
CHANGEABLE = frozenset({"kind", "value", "label", "status", "is_preferred"})


@transaction.atomic
def add_method(
    *,
    by: Actor,
    contact: Contact,
    kind: str,
    value: str,
    label: str = "own",
    status: str = "ok",
    is_preferred: bool = False,
) -> ContactMethod:
    """A number or address. One that the person has already comes back unchanged."""
    require_hearing(by)
    contact = locked(by, contact)
    refuse_own_way_under_13(contact, label)
    key = readable_key(kind, value)
    method, is_new = ContactMethod.objects.get_or_create(
        organization_id=by.organization_id,
        contact=contact,
        kind=kind,
        key=key,
        defaults={
            "value": value.strip(),
            "reversed_key": derived.reversed_key(key),
            "label": label,
            "status": status,
            "is_suppressed": bool(suppressed_keys(by.organization_id, [key])),
        },
    )
    if is_preferred and not method.is_preferred:
        _prefer(method)
    if is_new:
        audit.record("contacts.method_added", by=by, target=contact, changes={kind: (None, method.value)})
    return method


@transaction.atomic
def change_method(*, by: Actor, method: ContactMethod, **changes: Any) -> ContactMethod:
    """Any of kind, value, label, status, is_preferred."""
    require(by, Permission.EDIT_CONTACTS)
    if unknown := set(changes) - CHANGEABLE:
        raise TypeError(f"not changeable: {', '.join(sorted(unknown))}")
    contact = locked(by, method.contact)
    before = _own(by, method)
    method = _own(by, method)
    for name, value in changes.items():
        setattr(method, name, value)
    refuse_own_way_under_13(contact, method.label)
    method.value = method.value.strip()
    method.key = readable_key(method.kind, method.value)
    method.reversed_key = derived.reversed_key(method.key)
    same = ContactMethod.objects.filter(
        organization_id=by.organization_id, contact=contact, kind=method.kind, key=method.key
    )
    if same.exclude(pk=method.pk).exists():
        raise DomainError(_("They have this one already."), field="value")
    if before.status == Status.UNSUBSCRIBED != method.status and before.key == method.key:
        raise DomainError(
            _("They unsubscribed. Only a new yes from them opens this again: record it under “May we?”."),
            field="status",
        )
    method.is_suppressed = bool(suppressed_keys(by.organization_id, [method.key]))
    method.save()
    _tell_sharers(before, method)
    if method.is_preferred and not before.is_preferred:
        _prefer(method)
    differences = audit.differences(before, method, sorted(CHANGEABLE))
    if differences:
        audit.record("contacts.method_changed", by=by, target=contact, changes=differences)
    return method


@transaction.atomic
def remove_method(*, by: Actor, method: ContactMethod) -> None:
    require(by, Permission.EDIT_CONTACTS)
    contact = locked(by, method.contact)
    method = _own(by, method)
    method.delete()
    audit.record(
        "contacts.method_removed", by=by, target=contact, changes={method.kind: (method.value, None)}
    )


def _own(by: Actor, method: ContactMethod) -> ContactMethod:
    try:
        return ContactMethod.objects.get(organization_id=by.organization_id, pk=method.pk)
    except ContactMethod.DoesNotExist:
        raise NotAllowed from None


def _tell_sharers(before: ContactMethod, after: ContactMethod) -> None:
    """Whether a number works is true for everybody who shares it: mended for one, it is mended for all. That it does
    not work needs no telling: contacts.consent asks all who share it."""
    if before.key == after.key and before.status == Status.BAD and after.status == Status.OK:
        same = ContactMethod.objects.filter(organization_id=after.organization_id, key=after.key)
        same.filter(status=Status.BAD).update(status=Status.OK)


def _prefer(method: ContactMethod) -> None:
    """One preferred way a person."""
    others = ContactMethod.objects.filter(
        organization_id=method.organization_id, contact_id=method.contact_id
    )
    others.exclude(pk=method.pk).filter(is_preferred=True).update(is_preferred=False)
    method.is_preferred = True
    method.save(update_fields=["is_preferred"])
