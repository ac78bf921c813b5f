"""Creating, editing, archiving and restoring a person."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts import derived
from contacts.models import Contact, ContactMethod, Tag
from contacts.services.methods import add_method
from contacts.services.owners import check_owner
from contacts.services.rows import OWN_WAY_UNDER_13, keep_minor, keep_tokens, locked, require_hearing
from contacts.services.stakes import add_constituency
from contacts.services.suppressions import suppress_methods
from contacts.services.tags import tag_contacts
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, StaleEdit
from crm.access.roles import Permission
from crm.audit import services as audit

NAMES = ("given_name", "family_name", "chosen_name")
FACTS = frozenset({
    *NAMES, "pronouns", "language", "other_languages", "needs_interpreter", "age_band", "race_ethnicity",
    "race_source", "city", "county", "state", "zip_code", "street", "district", "owner", "status",
    "confidentiality", "about", "race_words",
})  # fmt: skip


class ContactChanged(StaleEdit):
    """Carries the person as they are now, so that the form can show both values."""

    def __init__(self, current: Contact):
        super().__init__()
        self.current = current


@transaction.atomic
def create_contact(
    *,
    by: Actor,
    given_name: str = "",
    family_name: str = "",
    chosen_name: str = "",
    methods: Iterable[Mapping[str, Any]] = (),
    constituencies: Iterable[Mapping[str, Any]] = (),
    tags: Iterable[Tag] = (),
    client_uuid: uuid.UUID | None = None,
    **facts: Any,
) -> Contact:
    """One person with what is known of them. The same `client_uuid` again gives the person it made the first time.

    `methods` and `constituencies` take the keywords of add_method and add_constituency; `facts` are fields of
    Contact. Whoever creates a person without naming an owner owns them, so that a volunteer can find them again.
    """
    require_hearing(by)
    if client_uuid and (made := _made_before(by, client_uuid)):
        return made
    _check_fields(facts)
    contact = Contact(
        organization_id=by.organization_id,
        given_name=_name(given_name),
        family_name=_name(family_name),
        chosen_name=_name(chosen_name),
        client_uuid=client_uuid,
        **{"owner_id": by.membership_id, **facts},
    )
    _keep_band(contact)
    _check_name(contact)
    if contact.owner_id and contact.owner_id != by.membership_id:
        check_owner(by, contact.owner)
    contact.sort_name = derived.sort_name(*(getattr(contact, name) for name in NAMES))
    constituencies = list(constituencies)
    contact.is_minor = derived.is_minor(contact.age_band, {row["kind"] for row in constituencies})
    contact.save(force_insert=True)
    keep_tokens(contact)
    audit.record("contacts.created", by=by, target=contact)
    for method in methods:
        add_method(by=by, contact=contact, **method)
    for row in constituencies:
        add_constituency(by=by, contact=contact, **row)
    keep_minor(contact)
    for tag in tags:
        tag_contacts(by=by, contacts=[contact], tag=tag)
    return contact


@transaction.atomic
def edit_contact(*, by: Actor, contact: Contact, version: int, changes: Mapping[str, Any]) -> Contact:
    """Save `changes` (field -> value) if nobody saved since `version` was shown; else ContactChanged, a StaleEdit."""
    require(by, Permission.EDIT_CONTACTS)
    _check_fields(changes)
    contact = locked(by, contact)
    if contact.version != version:
        raise ContactChanged(contact)
    before = Contact(
        **{field.attname: getattr(contact, field.attname) for field in Contact._meta.concrete_fields}
    )
    for name, value in changes.items():
        setattr(contact, name, _name(value) if name in NAMES else value)
    if contact.age_band != before.age_band:
        _keep_band(contact)
    names = [field.attname for field in Contact._meta.concrete_fields if field.name in changes]
    differences = audit.differences(before, contact, names)
    if not differences:
        return contact
    _check_name(contact)
    _check_age(contact)
    _check_reopening(before, contact)
    if "owner_id" in differences:
        check_owner(by, contact.owner, minor=contact.is_minor)
    contact.sort_name = derived.sort_name(*(getattr(contact, name) for name in NAMES))
    contact.version += 1
    contact.save()
    keep_tokens(contact)
    keep_minor(contact)
    if "status" in differences and contact.status == Contact.Status.DO_NOT_CONTACT:
        suppress_methods(contact, "do_not_contact")
    audit.record("contacts.edited", by=by, target=contact, changes=differences)
    return contact


@transaction.atomic
def archive_contact(*, by: Actor, contact: Contact) -> Contact:
    """Into the bin: out of every list, nothing lost."""
    require(by, Permission.EDIT_CONTACTS)
    contact = locked(by, contact)
    if contact.archived_at is None:
        contact.archived_at = timezone.now()
        contact.save(update_fields=["archived_at", "updated_at"])
        audit.record("contacts.archived", by=by, target=contact)
    return contact


@transaction.atomic
def restore_contact(*, by: Actor, contact: Contact) -> Contact:
    require(by, Permission.EDIT_CONTACTS)
    contact = locked(by, contact)
    if contact.archived_at is not None:
        contact.archived_at = None
        contact.save(update_fields=["archived_at", "updated_at"])
        audit.record("contacts.restored", by=by, target=contact)
    return contact


def _keep_band(contact: Contact) -> None:
    """When to ask again: a band ages, and nobody turns of age silently."""
    contact.age_band_until = derived.age_band_until(contact.age_band, timezone.localdate().year)


def _made_before(by: Actor, client_uuid: uuid.UUID) -> Contact | None:
    return Contact.objects.filter(organization_id=by.organization_id, client_uuid=client_uuid).first()


def _name(value: str) -> str:
    return " ".join(value.split())


def _check_fields(given: Mapping[str, Any]) -> None:
    if unknown := set(given) - FACTS:
        raise TypeError(f"not a fact of a contact: {', '.join(sorted(unknown))}")


def _check_name(contact: Contact) -> None:
    if not any(getattr(contact, name) for name in NAMES):
        raise DomainError(
            _("Write a name, or what you call them: “Ms. T, blue house” is a name."), field="given_name"
        )


def _check_age(contact: Contact) -> None:
    if contact.age_band != Contact.AgeBand.UNDER_13:
        return
    methods = ContactMethod.objects.filter(organization_id=contact.organization_id, contact=contact)
    if methods.exclude(label=ContactMethod.Label.GUARDIAN).exists():
        raise DomainError(OWN_WAY_UNDER_13, field="age_band")


def _check_reopening(before: Contact, after: Contact) -> None:
    """Only the person reopens what they closed: by a yes of their own, which record_consent acts upon."""
    if before.status == Contact.Status.DO_NOT_CONTACT != after.status and after.status in (
        Contact.Status.ACTIVE,
        Contact.Status.INACTIVE,
    ):
        raise DomainError(
            _(
                "They asked not to be contacted. Only a new yes from them opens this again: record it under “May we?”."
            ),
            field="status",
        )
