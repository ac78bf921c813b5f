"""The organization's own labels, and who wears them."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact, ContactTag, Tag
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.organizations.models import Membership

WEAR_INSTEAD = """
insert into contacts_contacttag (organization_id, contact_id, tag_id, origin_id)
select organization_id, contact_id, %s, %s from contacts_contacttag where organization_id = %s and tag_id = %s
on conflict do nothing
"""


@transaction.atomic
def create_tag(*, by: Actor, name: str, meaning: str = "", owner: Membership | None = None) -> Tag:
    """The tag of that name; one that was retired is taken into use again, one that was merged means the other."""
    require(by, Permission.EDIT_CONTACTS)
    name = " ".join(name.split())
    if not name:
        raise DomainError(_("Write a name for the tag."), field="name")
    tag = Tag.objects.filter(organization_id=by.organization_id, name__iexact=name).first()
    if tag is None:
        tag = Tag.objects.create(
            organization_id=by.organization_id, name=name, meaning=meaning, owner=_member(by, owner)
        )
        audit.record("contacts.tag_created", by=by, target=tag)
    elif tag.merged_into_id:
        return _meant(tag)
    elif tag.retired_at:
        tag.retired_at = None
        tag.save(update_fields=["retired_at"])
        audit.record("contacts.tag_restored", by=by, target=tag)
    return tag


@transaction.atomic
def rename_tag(*, by: Actor, tag: Tag, name: str, meaning: str = "", owner: Membership | None = None) -> Tag:
    """What it is called, what it means and who looks after it."""
    require(by, Permission.EDIT_CONTACTS)
    before, tag = _own(by, tag), _own(by, tag)
    name = " ".join(name.split())
    if not name:
        raise DomainError(_("Write a name for the tag."), field="name")
    if Tag.objects.filter(organization_id=by.organization_id, name__iexact=name).exclude(pk=tag.pk).exists():
        raise DomainError(_("There is a tag of this name already."), field="name")
    tag.name, tag.meaning, tag.owner = name, meaning, _member(by, owner)
    if changes := audit.differences(before, tag, ["name", "meaning", "owner_id"]):
        tag.save(update_fields=["name", "meaning", "owner"])
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
def restore_tag(*, by: Actor, tag: Tag) -> Tag:
    """Back in use; a merged one leaves the tag it was merged into."""
    require(by, Permission.EDIT_CONTACTS)
    tag = _own(by, tag)
    if tag.merged_into_id:
        return unmerge_tag(by=by, tag=tag)
    if tag.retired_at:
        tag.retired_at = None
        tag.save(update_fields=["retired_at"])
        audit.record("contacts.tag_restored", by=by, target=tag)
    return tag


@transaction.atomic
def merge_tags(*, by: Actor, tag: Tag, into: Tag) -> int:
    """`tag` is another word for `into`: whoever wears it wears `into` from now on. Returns how many did not before.

    The links of `tag` stay where they are and the new ones remember it, so that unmerge_tag gives back what was.
    """
    require(by, Permission.EDIT_CONTACTS)
    tag, into = _own(by, tag), _own(by, into)
    if tag.pk == into.pk:
        raise DomainError(_("Choose another tag."), field="into")
    if into.retired_at or tag.merged_into_id:
        raise DomainError(_("Choose a tag that is in use."), field="into")
    with connection.cursor() as cursor:
        cursor.execute(WEAR_INSTEAD, [into.pk, tag.pk, by.organization_id, tag.pk])
        count = cursor.rowcount
    tag.merged_into, tag.retired_at = into, tag.retired_at or timezone.now()
    tag.save(update_fields=["merged_into", "retired_at"])
    details = {"into": str(into.pk), "count": count}
    audit.record("contacts.tag_merged", by=by, target=tag, details=details)
    audit.record("contacts.tag_absorbed", by=by, target=into, details={"tag": str(tag.pk), "count": count})
    return count


@transaction.atomic
def unmerge_tag(*, by: Actor, tag: Tag) -> Tag:
    """Two tags again: who wore `tag` keeps it, and loses the other where they had it only because of the merge."""
    require(by, Permission.EDIT_CONTACTS)
    tag = _own(by, tag)
    into = tag.merged_into
    if into is None:
        return tag
    links = ContactTag.objects.filter(organization_id=by.organization_id, tag=into, origin=tag)
    count = links.delete()[0]
    tag.merged_into = tag.retired_at = None
    tag.save(update_fields=["merged_into", "retired_at"])
    audit.record("contacts.tag_unmerged", by=by, target=tag, details={"from": str(into.pk), "count": count})
    return tag


@transaction.atomic
def tag_contacts(*, by: Actor, contacts: Iterable[Contact], tag: Tag) -> int:
    """How many did not have it before. A merged tag means the one it was merged into."""
    require(by, Permission.EDIT_CONTACTS)
    tag = _own(by, tag)
    tag = _meant(tag)
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


def _meant(tag: Tag) -> Tag:
    """The tag that a merged one stands for now."""
    while tag.merged_into is not None:
        tag = tag.merged_into
    return tag


def _member(by: Actor, owner: Membership | None) -> Membership | None:
    if owner is not None and owner.organization_id != by.organization_id:
        raise NotAllowed
    return owner


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
