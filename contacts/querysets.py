"""Reading people: chains to a sentence that starts with .visible_to(actor)."""

import datetime
import uuid
from typing import Any, Self

from django.apps import apps
from django.db.models import Q, QuerySet

from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.organizations.querysets import OwnedQuerySet


class ContactQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Of the actor's organization. By role only their turf, no minors, nothing restricted that is not theirs."""
        found = super().visible_to(actor).exclude(status__in=["merged", "erased"])
        if not actor.can(Permission.VIEW_CONTACTS):
            return found.none()
        if not actor.can(Permission.VIEW_ALL_CONTACTS):
            found = found.filter(in_turf_of(actor))
        if not actor.can(Permission.VIEW_MINORS):
            found = found.filter(is_minor=False)
        if not actor.can(Permission.VIEW_RESTRICTED):
            found = found.filter(
                Q(confidentiality="normal")
                | Q(owner_id=actor.membership_id, owner__isnull=False)
                | (Q(confidentiality="restricted") & in_turf_of(actor))
            )
        return found

    def in_turf_of(self, actor: Actor) -> Self:
        """Assigned to the actor by a turf, or owned by them."""
        return self.filter(in_turf_of(actor))

    def current(self) -> Self:
        """Not in the bin."""
        return self.filter(archived_at=None)

    def archived(self) -> Self:
        return self.filter(archived_at__isnull=False)

    def reachable(self) -> Self:
        """Whom we may still approach at all: consent for each channel is another question (contacts.consent)."""
        return self.current().filter(status__in=["active", "inactive"])

    def with_stake(self, *kinds: str, on: datetime.date) -> Self:
        """Who is one of these on that day."""
        return self.filter(
            id__in=_rows("ConstituencyRow").current(on=on).filter(kind__in=kinds).values("contact_id")
        )

    def in_district(self, district_id: uuid.UUID) -> Self:
        """Who lives there, or has a stake there."""
        living = _rows("Contact").filter(district_id=district_id)
        stakes = _rows("ConstituencyRow").filter(district_id=district_id)
        return self.filter(id__in=either(living.values("id"), stakes.values("contact_id")))

    def tagged(self, *tag_ids: uuid.UUID | str) -> Self:
        """Who has all of these tags."""
        found = self
        for tag_id in tag_ids:
            found = found.filter(id__in=_rows("ContactTag").filter(tag_id=tag_id).values("contact_id"))
        return found

    def not_talked_since(self, moment: datetime.datetime) -> Self:
        """Talked with before, but not since. Who never was is another list."""
        return self.filter(last_talk_at__lt=moment)

    def never_talked(self) -> Self:
        return self.filter(last_talk_at=None)


class OfContactQuerySet(OwnedQuerySet):
    """Rows that hang on a contact are seen by whoever sees the contact."""

    def visible_to(self, actor: Actor) -> Self:
        people = apps.get_model("contacts", "Contact").objects.visible_to(actor)
        return super().visible_to(actor).filter(contact_id__in=people.values("id"))


class MethodQuerySet(OfContactQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Numbers and addresses, for roles that may see them; those of minors only for roles that talk with people."""
        found = super().visible_to(actor)
        if not actor.can(Permission.VIEW_METHODS):
            return found.none()
        return found if sees_methods_of_minors(actor) else found.filter(contact__is_minor=False)


class ConsentQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        people = apps.get_model("contacts", "Contact").objects.visible_to(actor)
        return super().visible_to(actor).filter(Q(contact=None) | Q(contact_id__in=people.values("id")))


class ConstituencyQuerySet(OfContactQuerySet):
    def current(self, *, on: datetime.date) -> Self:
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gt=on))


class TagQuerySet(OwnedQuerySet):
    def in_use(self) -> Self:
        return self.filter(retired_at=None)


class SegmentQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """One's own and those for everybody, where the role sees facts at all."""
        found = super().visible_to(actor)
        if not actor.can(Permission.VIEW_ALL_CONTACTS):
            return found.none()
        return found.filter(Q(is_shared=True) | Q(owner_id=actor.membership_id, owner__isnull=False))

    def in_use(self) -> Self:
        return self.filter(retired_at=None)


class BulkDeedQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """One's own; everybody's for whoever manages jobs."""
        found = super().visible_to(actor)
        if actor.can(Permission.MANAGE_JOBS):
            return found
        return found.filter(asked_by_id=actor.membership_id, asked_by__isnull=False)


class TurfQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """All of them for whoever sees everybody; else those that are one's own now."""
        found = super().visible_to(actor)
        if not actor.can(Permission.VIEW_CONTACTS):
            return found.none()
        return found if actor.can(Permission.VIEW_ALL_CONTACTS) else found.of(actor)

    def of(self, actor: Actor) -> Self:
        """Given to this member and not put away."""
        links = apps.get_model("contacts", "TurfMember").objects.visible_to(actor)
        mine = links.filter(membership_id=actor.membership_id)
        return self.filter(id__in=mine.values("turf_id"), archived_at=None)

    def open(self) -> Self:
        return self.filter(archived_at=None)


def in_turf_of(actor: Actor) -> Q:
    """Assigned to the actor by a turf, or owned by them."""
    links: QuerySet = apps.get_model("contacts", "TurfContact").objects.visible_to(actor)
    assigned = links.filter(turf__archived_at=None, turf__member_links__membership_id=actor.membership_id)
    owned = _rows("Contact").filter(
        organization_id=actor.organization_id, owner_id=actor.membership_id, owner__isnull=False
    )
    return Q(id__in=either(assigned.values("contact_id"), owned.values("id")))


def either(*ids: QuerySet) -> QuerySet:
    """One list of ids from several. Two `in` joined by OR would make PostgreSQL read the whole organization."""
    return ids[0].union(*ids[1:])


def sees_methods_of_minors(actor: Actor) -> bool:
    """Data staff see minors by name only: whoever does not talk with people needs no minor's number."""
    return (
        actor.can(Permission.VIEW_METHODS)
        and actor.can(Permission.VIEW_MINORS)
        and actor.can(Permission.LOG_CONVERSATION)
    )


def _rows(model: str) -> Any:
    """Unscoped on its own: it only narrows people who are scoped already."""
    return apps.get_model("contacts", model).objects.all()
