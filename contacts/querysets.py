"""Reading people: chains to a sentence that starts with .visible_to(actor)."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any, Self

from django.apps import apps
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.organizations.querysets import OwnedQuerySet

# The channels, as contacts.consent has them.
KINDS_OF = {
    "text": ["mobile", "phone"],
    "call": ["mobile", "landline", "phone", "whatsapp", "signal"],
    "email": ["email"],
}
NEEDS_YES = frozenset({"text", "email"})
REFUSED = ["denied", "withdrawn"]


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

    def holding(self, contact_id: uuid.UUID) -> Self:
        """Whom the record of that number was merged into, be it by way of another."""
        merged = _rows("Contact").filter(id=contact_id)
        return self.filter(
            id__in=either(
                *(merged.values(f"{way}_id") for way in ("merged_into", "merged_into__merged_into"))
            )
        )

    def current(self) -> Self:
        """Not in the bin."""
        return self.filter(archived_at=None)

    def archived(self) -> Self:
        return self.filter(archived_at__isnull=False)

    def reachable(self, *, by: str | None = None) -> Self:
        """Whom we may still approach at all; `by` "text", "call" or "email": whom we may approach that way, with a number
        or address to do it. Whoever lists numbers starts here; contacts.consent says which number, and why not."""
        found = self.current().filter(status__in=["active", "inactive"])
        if by is None:
            return found
        own, merged = {"contact_id": OuterRef("pk")}, {"contact__merged_into_id": OuterRef("pk")}
        found = found.filter(~Exists(_refusals(by, **own)), ~Exists(_refusals(by, **merged)))
        yes = Exists(_grants(by, **own)) | Exists(_grants(by, **merged))
        of_guardian = Exists(_grants(by, given_by="guardian", **own)) | Exists(
            _grants(by, given_by="guardian", **merged)
        )
        if by in NEEDS_YES:
            found = found.filter(yes, Q(is_minor=False) | of_guardian)
        own_ways = Exists(_ways(by, contact_id=OuterRef("pk")))
        guardians_ways = Exists(_ways(by, contact_id=OuterRef("pk"), label="guardian"))
        return found.filter(
            guardians_ways | Q(own_ways, ~Q(age_band="under_13"), Q(is_minor=False) | of_guardian)
        )

    def on_rung(self, *rung_ids: uuid.UUID | str) -> Self:
        """Who stands on one of these rungs now."""
        return self.filter(id__in=_rows("RungStep").now().filter(rung_id__in=rung_ids).values("contact_id"))

    def assessed(self, *levels: int, campaign_id: uuid.UUID | None = None) -> Self:
        """Whose current assessment, overall or on one campaign, is one of these."""
        lines = _rows("Assessment").now().filter(level__in=levels, campaign_id=campaign_id)
        return self.filter(id__in=lines.values("contact_id"))

    def with_standing(self) -> Self:
        """Annotates the current rung's id and the current overall level: `rung_now`, `level_now`."""
        steps = _rows("RungStep").now().filter(contact_id=OuterRef("pk"))
        lines = _rows("Assessment").now().filter(contact_id=OuterRef("pk"), campaign_id=None)
        return self.annotate(
            rung_now=Subquery(steps.values("rung_id")[:1]), level_now=Subquery(lines.values("level")[:1])
        )

    def answered(self, field_id: uuid.UUID, **compare: Any) -> Self:
        """Whose answer to a field of the organization's own compares so: answered(f, text="Bus 7"), number__gte=3,
        day__lt=..., yes=True. Without a comparison: who answered at all."""
        rows = _rows("CustomValue").filter(field_id=field_id, **compare)
        return self.filter(id__in=rows.values("contact_id"))

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

    def signposts_to(self, people: Iterable[Any], actor: Actor) -> Self:
        """Records that were merged into these people: they lead there and show nothing of their own."""
        return self.filter(
            organization_id=actor.organization_id, status="merged", merged_into__in=list(people)
        )


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
        """Of people in sight, of records merged into them (the ledger stays where it was said), and of nobody we know."""
        people = apps.get_model("contacts", "Contact").objects.visible_to(actor).values("id")
        found = Q(contact=None) | Q(contact_id__in=people) | Q(contact__merged_into_id__in=people)
        return super().visible_to(actor).filter(found)

    def said_by(self, *contact_ids: uuid.UUID) -> Self:
        """Their lines and those of records merged into theirs; `of` tells for whom a line counts."""
        theirs = Q(contact_id__in=contact_ids) | Q(contact__merged_into_id__in=contact_ids)
        return self.filter(theirs).annotate(of=Coalesce("contact__merged_into_id", "contact_id"))


class ConstituencyQuerySet(OfContactQuerySet):
    def current(self, *, on: datetime.date) -> Self:
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gt=on))


class DuplicateQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Pairs of which the actor sees both."""
        people = apps.get_model("contacts", "Contact").objects.visible_to(actor).current()
        found = super().visible_to(actor)
        return found.filter(left_id__in=people.values("id"), right_id__in=people.values("id"))

    def waiting(self, *, now: datetime.datetime) -> Self:
        """Not answered yet, nor put off until later."""
        return self.filter(Q(later_until=None) | Q(later_until__lte=now), state="open")

    def surest_first(self) -> Self:
        """Those that look like one person, then perhaps, then households."""
        ranks = Case(When(proposal="same", then=0), When(proposal="unsure", then=1), default=2)
        return self.order_by(ranks, "-score", "pk")

    def of(self, contact_id: uuid.UUID) -> Self:
        return self.filter(Q(left_id=contact_id) | Q(right_id=contact_id))


class MergeQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        people = apps.get_model("contacts", "Contact").objects.visible_to(actor)
        return super().visible_to(actor).filter(kept_id__in=people.values("id"))

    def standing(self) -> Self:
        return self.filter(undone_at=None)


class HouseholdQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Of somebody whom the actor sees, and only for roles that see facts of people."""
        found = super().visible_to(actor)
        if not actor.can(Permission.VIEW_ALL_CONTACTS):
            return found.none()
        members = apps.get_model("contacts", "HouseholdMember").objects.visible_to(actor)
        return found.filter(id__in=members.values("household_id"))


class RelationshipQuerySet(OwnedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Both ends must be in sight: a link would tell of somebody who is hidden."""
        found = super().visible_to(actor)
        if not actor.can(Permission.VIEW_ALL_CONTACTS):
            return found.none()
        people = apps.get_model("contacts", "Contact").objects.visible_to(actor).values("id")
        return found.filter(contact_id__in=people, other_id__in=people)

    def current(self, *, on: datetime.date) -> Self:
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gt=on))

    def of(self, contact_id: uuid.UUID) -> Self:
        """Either way round."""
        return self.filter(Q(contact_id=contact_id) | Q(other_id=contact_id))

    def guardians_of(self, *contact_ids: uuid.UUID) -> Self:
        return self.filter(kind="guardian", other_id__in=contact_ids)


class StandingQuerySet(OfContactQuerySet):
    """Rungs and assessments, for roles that see facts of people."""

    def visible_to(self, actor: Actor) -> Self:
        found = super().visible_to(actor)
        return found if actor.can(Permission.VIEW_ALL_CONTACTS) else found.none()

    def now(self) -> Self:
        """The current ones: what a filter compares."""
        return self.filter(until=None)


class TagQuerySet(OwnedQuerySet):
    def meant(self, keys: Iterable[Any]) -> list[str]:
        """The ids of these tags; for one that was merged, of the tag that everybody wears instead."""
        wanted = {str(key) for key in keys}
        while merged := dict(
            self.filter(pk__in=wanted, merged_into__isnull=False).values_list("pk", "merged_into")
        ):
            wanted = (wanted - {str(pk) for pk in merged}) | {str(pk) for pk in merged.values()}
        return sorted(wanted)

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
        mine = links.filter(membership_id=actor.membership_id or uuid.UUID(int=0))
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


def _refusals(purpose: str, **whose: Any) -> QuerySet:
    """Lines that still close a channel: nobody but a file said yes since."""
    later = _rows("ConsentEvent").filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), id__gt=OuterRef("id")),
        organization_id=OuterRef("organization_id"),
        contact_id=OuterRef("contact_id"),
        purpose=purpose,
        session_id=None,
    )
    opened = later.exclude(value__in=REFUSED).exclude(how="import").filter(source="")
    lines = _rows("ConsentEvent").filter(
        organization_id=OuterRef("organization_id"),
        purpose=purpose,
        session_id=None,
        value__in=REFUSED,
        **whose,
    )
    return lines.filter(~Exists(opened))


def _grants(purpose: str, **whose: Any) -> QuerySet:
    """A guardian's yes counts as long as nobody refused after it."""
    lines = _rows("ConsentEvent").filter(
        organization_id=OuterRef("organization_id"),
        purpose=purpose,
        session_id=None,
        value="granted",
        **whose,
    )
    if "given_by" not in whose:
        return lines
    later = _rows("ConsentEvent").filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), id__gt=OuterRef("id")),
        organization_id=OuterRef("organization_id"),
        contact_id=OuterRef("contact_id"),
        purpose=purpose,
        session_id=None,
        value__in=REFUSED,
    )
    return lines.filter(~Exists(later))


def _ways(purpose: str, **which: Any) -> QuerySet:
    """Numbers or addresses that work, for everybody who shares them, and are not closed."""
    dead = _rows("ContactMethod").filter(
        organization_id=OuterRef("organization_id"), key=OuterRef("key"), status__in=["bad", "unsubscribed"]
    )
    return (
        _rows("ContactMethod")
        .filter(organization_id=OuterRef("organization_id"), kind__in=KINDS_OF[purpose], status="ok", **which)
        .filter(~Exists(dead), is_suppressed=False)
    )


def _rows(model: str) -> Any:
    """Unscoped on its own: it only narrows people who are scoped already."""
    return apps.get_model("contacts", model).objects.all()
