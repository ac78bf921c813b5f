"""Questions of the organization's own, and each person's answers."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts import customs
from contacts.models import Contact, CustomField, CustomValue
from contacts.services.rows import locked
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.organizations.models import Membership

CHANGEABLE = ["name", "options", "meaning", "owner_id"]
MOST_OPTIONS, LONGEST_OPTION = 60, 120


@transaction.atomic
def make_field(
    *,
    by: Actor,
    name: str,
    kind: str,
    options: Iterable[str] = (),
    meaning: str = "",
    owner: Membership | None = None,
) -> CustomField:
    """A question about people. Its kind stays as it is: answers of another kind are another question."""
    require(by, Permission.MANAGE_SETTINGS)
    name = _named(by, name)
    top = CustomField.objects.filter(organization_id=by.organization_id).aggregate(top=Max("position"))["top"]
    field = CustomField(
        organization_id=by.organization_id,
        name=name,
        kind=kind,
        meaning=meaning,
        owner=_member(by, owner),
        position=(top or 0) + 1,
    )
    field.options = _options(field, options)
    field.save(force_insert=True)
    audit.record("contacts.field_made", by=by, target=field, details={"kind": kind})
    return field


@transaction.atomic
def change_field(
    *,
    by: Actor,
    field: CustomField,
    name: str,
    options: Iterable[str] = (),
    meaning: str = "",
    owner: Membership | None = None,
) -> CustomField:
    """An answer that somebody gave stays among the answers: take it off by retiring the question."""
    require(by, Permission.MANAGE_SETTINGS)
    before, field = _own(by, field), _own(by, field)
    field.name, field.meaning, field.owner = _named(by, name, field), meaning, _member(by, owner)
    field.options = _options(field, options)
    if gone := set(before.options) - set(field.options):
        given = CustomValue.objects.filter(organization_id=by.organization_id, field=field, text__in=gone)
        if word := given.values_list("text", flat=True).first():
            raise DomainError(
                _("Somebody answered “%s”: it has to stay among the answers.") % word, field="options"
            )
    if changes := audit.differences(before, field, CHANGEABLE):
        field.save(update_fields=["name", "options", "meaning", "owner"])
        audit.record("contacts.field_changed", by=by, target=field, changes=changes)
    return field


@transaction.atomic
def retire_field(*, by: Actor, field: CustomField) -> CustomField:
    """Asked no longer. The answers stay and come back with it."""
    require(by, Permission.MANAGE_SETTINGS)
    field = _own(by, field)
    if field.retired_at is None:
        field.retired_at = timezone.now()
        field.save(update_fields=["retired_at"])
        audit.record("contacts.field_retired", by=by, target=field)
    return field


@transaction.atomic
def restore_field(*, by: Actor, field: CustomField) -> CustomField:
    require(by, Permission.MANAGE_SETTINGS)
    field = _own(by, field)
    if field.retired_at is not None:
        field.retired_at = None
        field.save(update_fields=["retired_at"])
        audit.record("contacts.field_restored", by=by, target=field)
    return field


@transaction.atomic
def answer_fields(*, by: Actor, contact: Contact, answers: Mapping[uuid.UUID, Any]) -> list[CustomField]:
    """Field id -> what was given: typed or as written; None or blank takes the answer back. Returns what changed.

    Raises DomainError with `field` = "custom_<id>" for what cannot be read.
    """
    require(by, Permission.EDIT_CONTACTS)
    contact = locked(by, contact)
    fields = CustomField.objects.filter(organization_id=by.organization_id, retired_at=None)
    known = fields.in_bulk(list(answers))
    if set(answers) - set(known):
        raise NotAllowed
    before = answers_of(contact.organization_id, [contact.pk]).get(contact.pk, {})
    changes = {}
    for pk, field in known.items():
        try:
            answer = customs.read(field, answers[pk])
        except DomainError as wrong:
            raise DomainError(wrong.sentence, field=f"custom_{pk}") from None
        if answer != before.get(pk):
            changes[field] = answer
    if not changes:
        return []
    CustomValue.objects.filter(
        organization_id=by.organization_id, contact=contact, field__in=[field.pk for field in changes]
    ).delete()
    CustomValue.objects.bulk_create(
        CustomValue(organization_id=by.organization_id, contact=contact, field=field, **row)
        for field, answer in changes.items()
        for row in customs.columns(field, answer)
    )
    audit.record(
        "contacts.fields_answered",
        by=by,
        target=contact,
        changes={f"field:{field.pk}": (before.get(field.pk), answer) for field, answer in changes.items()},
    )
    return list(changes)


def answers_of(
    organization_id: uuid.UUID, contact_ids: Iterable[uuid.UUID]
) -> dict[uuid.UUID, dict[uuid.UUID, Any]]:
    """Person -> field -> typed answer, in one query for a page of people."""
    found: dict[uuid.UUID, dict[uuid.UUID, Any]] = {}
    rows = CustomValue.objects.filter(organization_id=organization_id, contact_id__in=list(contact_ids))
    for row in rows.select_related("field").order_by("field_id", "slot"):
        answers = found.setdefault(row.contact_id, {})
        if row.field.kind == CustomField.Kind.CHOICES:
            answers[row.field_id] = (*answers.get(row.field_id, ()), row.text)
        else:
            answers[row.field_id] = row.answer
    return found


def _options(field: CustomField, given: Iterable[str]) -> list[str]:
    if not field.has_options:
        return []
    words = {" ".join(one.split()) for one in given}
    options = list(dict.fromkeys(w for one in given if (w := " ".join(one.split()))))
    if len({one.casefold() for one in options}) < len(options) or len(words - {""}) < 2:
        raise DomainError(_("Write two or more answers, each on a line and none twice."), field="options")
    if len(options) > MOST_OPTIONS or max(map(len, options)) > LONGEST_OPTION:
        raise DomainError(_("That is too much to choose from: keep it short."), field="options")
    if any(sign in one for one in options for sign in customs.BETWEEN):
        raise DomainError(_("An answer has no semicolon and no bar in it."), field="options")
    return options


def _named(by: Actor, name: str, field: CustomField | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise DomainError(_("Write a name for the field."), field="name")
    if customs.is_forbidden(name):
        raise DomainError(
            _("This is never asked or kept here: it can put people in danger. Ask for what you need it for."),
            field="name",
        )
    same = CustomField.objects.filter(organization_id=by.organization_id, name__iexact=name)
    if field is not None:
        same = same.exclude(pk=field.pk)
    if same.exists():
        raise DomainError(_("There is a field of this name already, perhaps a retired one."), field="name")
    return name


def _member(by: Actor, owner: Membership | None) -> Membership | None:
    if owner is not None and owner.organization_id != by.organization_id:
        raise NotAllowed
    return owner


def _own(by: Actor, field: CustomField) -> CustomField:
    try:
        return CustomField.objects.get(organization_id=by.organization_id, pk=field.pk)
    except CustomField.DoesNotExist:
        raise NotAllowed from None
