"""Facts about who belongs to whom: households and relationships. Whoever is out of the asker's sight tells nothing."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from contacts.facts.asking import Asking
from contacts.facts.kinds import OfRows
from contacts.facts.operators import Kind
from contacts.facts.people import fixed, schools, schools_named, stakes
from contacts.facts.registry import add
from contacts.models import Contact, HouseholdMember, Relationship

KIN = _("Family and ties")


def seen(asking: Asking, other: str) -> Exists:
    return Exists(Contact.objects.visible_to(asking.actor).current().filter(pk=OuterRef(other)))


def ties(asking: Asking) -> QuerySet[Relationship]:
    """Current ones, from the person to somebody in sight."""
    return Relationship.objects.current(on=asking.today).filter(seen(asking, "other_id"))


def guardians(asking: Asking) -> QuerySet[Relationship]:
    found = Relationship.objects.current(on=asking.today).filter(kind=Relationship.Kind.GUARDIAN)
    return found.filter(seen(asking, "contact_id"))


def housemates(asking: Asking) -> QuerySet[HouseholdMember]:
    """Their own place in a household in which somebody else in sight lives."""
    others = HouseholdMember.objects.filter(
        seen(asking, "contact_id"), organization_id=OuterRef("organization_id"), household_id=OuterRef("household_id"), left_on=None
    ).exclude(contact_id=OuterRef("contact_id"))  # fmt: skip
    return HouseholdMember.objects.filter(Exists(others), left_on=None)


@dataclass(frozen=True, kw_only=True)
class TowardsThem(OfRows):
    """Told by relationships in which the person is the other one."""

    def theirs(self, asking: Asking, contact: str = "pk") -> QuerySet:
        return self.rows(asking).filter(
            organization_id=OuterRef("organization_id"), other_id=OuterRef(contact)
        )


@dataclass(frozen=True, kw_only=True)
class ChildAtSchool(OfRows):
    """The schools stand with the child, so that a family is found by its children's school."""

    def theirs(self, asking: Asking, contact: str = "pk") -> QuerySet:
        in_care = ties(asking).filter(
            organization_id=OuterRef(OuterRef("organization_id")),
            contact_id=OuterRef(OuterRef(contact)),
            kind=Relationship.Kind.GUARDIAN,
        )
        return self.rows(asking).filter(
            organization_id=OuterRef("organization_id"), contact_id__in=in_care.values("other_id")
        )


add(
    ChildAtSchool(
        name="contacts.child_at",
        label=_("Child at a school"),
        kind=Kind.CHOICE,
        group=KIN,
        rows=stakes,
        of="school_id",
        options=schools,
        lookup=schools_named,
        words={"is": _("with a child at %(value)s"), "is_not": _("without a child at %(value)s")},
    ),
    OfRows(
        name="contacts.relationship",
        label=_("Relationship"),
        kind=Kind.CHOICE,
        group=KIN,
        rows=ties,
        of="kind",
        options=fixed(Relationship.Kind.choices),
    ),
    TowardsThem(
        name="contacts.guardian_known",
        label=_("Guardian known"),
        kind=Kind.YES_NO,
        group=KIN,
        rows=guardians,
        words={"yes": _("with a guardian whom we know"), "no": _("without a guardian whom we know")},
    ),
    OfRows(
        name="contacts.household",
        label=_("Lives with somebody here"),
        kind=Kind.YES_NO,
        group=KIN,
        rows=housemates,
        words={"yes": _("in a household with somebody here"), "no": _("in no household with somebody here")},
    ),
)
