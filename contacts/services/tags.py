"""The organization's own labels, and who wears them."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact, ContactTag, Tag
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit


@transaction.atomic
def create_tag(*, by: Actor, name: str, meaning: str = "") -> Tag:
    """The tag of that name; one that was retired is taken into use again."""
    require(by, Permission.EDIT_CONTACTS)
    name = " ".join(name.split())
    if not name:
        raise DomainError(_("Write a name for the tag."), field="name")
    tag = Tag.objects.filter(organization_id=by.organization_id, name__iexact=name).first()
    if tag is None:
        tag = Tag.objects.create(organization_id=by.organization_id, name=name, meaning=meaning)
        audit.record("contacts.tag_created", by=by, target=tag)
    elif tag.retired_at:
        tag.retired_at = None
        tag.save(update_fields=["retired_at"])
        audit.record("contacts.tag_restored", by=by, target=tag)
    return tag


@transaction.atomic
def rename_tag(*, by: Actor, tag: Tag, name: str, meaning: str = "") -> Tag:
    require(by, Permission.EDIT_CONTACTS)
    tag = _own(by, tag)
    name = " ".join(name.split())
    if not name:
        raise DomainError(_("Write a name for the tag."), field="name")
    if Tag.objects.filter(organization_id=by.organization_id, name__iexact=name).exclude(pk=tag.pk).exists():
        raise DomainError(_("There is a tag of this name already."), field="name")
    before = {"name": tag.name, "meaning": tag.meaning}
    tag.name, tag.meaning = name, meaning
    tag.save(update_fields=["name", "meaning"])
    changes = {key: (old, getattr(tag, key)) for key, old in before.items() if old != getattr(tag, key)}
    audit.record("contacts.tag_changed", by=by, target=tag, changes=changes)
    return tag


@transaction.atomic
def retire_tag(*, by: Actor, tag: Tag) -> Tag:
    """Offered no longer; whoever wears it keeps it."""
    require(by, Permission.EDIT_CONTACTS)
    tag = _own(by, tag)
    if tag.retired_at is None:
        tag.retired_at = timezone.now()
        tag.save(update_fields=["retired_at"])
        audit.record("contacts.tag_retired", by=by, target=tag)
    return tag


@transaction.atomic
def tag_contacts(*, by: Actor, contacts: Iterable[Contact], tag: Tag) -> int:
    """How many did not have it before."""
    require(by, Permission.EDIT_CONTACTS)
    tag = _own(by, tag)
    people = _people(by, contacts)
    worn = _links(by, tag, people).values_list("contact_id", flat=True)
    fresh = [person for person in people if person.pk not in set(worn)]
    ContactTag.objects.bulk_create(
        (ContactTag(organization_id=by.organization_id, contact=person, tag=tag) for person in fresh),
        ignore_conflicts=True,
        batch_size=1000,
    )
    audit.record_each("contacts.tagged", by=by, targets=fresh, details={"tag": str(tag.pk)})
    return len(fresh)


@transaction.atomic
def untag_contacts(*, by: Actor, contacts: Iterable[Contact], tag: Tag) -> int:
    """How many had it."""
    require(by, Permission.EDIT_CONTACTS)
    tag = _own(by, tag)
    people = _people(by, contacts)
    links = _links(by, tag, people)
    worn = set(links.values_list("contact_id", flat=True))
    links.delete()
    bare = [person for person in people if person.pk in worn]
    audit.record_each("contacts.untagged", by=by, targets=bare, details={"tag": str(tag.pk)})
    return len(bare)


def _links(by: Actor, tag: Tag, people: list[Contact]) -> QuerySet[ContactTag]:
    return ContactTag.objects.filter(organization_id=by.organization_id, tag=tag, contact__in=people)


def _own(by: Actor, tag: Tag) -> Tag:
    try:
        return Tag.objects.get(organization_id=by.organization_id, pk=tag.pk)
    except Tag.DoesNotExist:
        raise NotAllowed from None


def _people(by: Actor, contacts: Iterable[Contact]) -> list[Contact]:
    people = list(contacts)
    if any(person.organization_id != by.organization_id for person in people):
        raise NotAllowed
    return people
