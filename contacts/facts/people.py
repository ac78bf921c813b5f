"""Facts of this room about who somebody is, where, and whom they know."""

from collections.abc import Callable, Iterable, Sequence

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.facts.asking import Asking, Choice
from contacts.facts.kinds import Fact, Kind, OfContact, OfRows
from contacts.facts.registry import add
from contacts.facts.tags import Tagged, tags
from contacts.languages import LANGUAGES
from contacts.models import ConstituencyRow, Contact, ContactTag, Turf, TurfContact
from contacts.querysets import either
from crm.access.roles import Permission
from crm.districts.models import STATE_CHOICES, District, School
from crm.lib.ids import read_uuids
from crm.organizations.models import Membership

PERSON, STAKE, LIST, TALKS = _("Person"), _("Stake in schools"), _("Lists and organizers"), _("Talks")
ME, NOBODY = "me", "nobody"
SHOWN_STATUS = [choice for choice in Contact.Status.choices if choice[0] not in ("merged", "erased")]


def fixed(pairs: Iterable[tuple]) -> Callable[[Asking], list[Choice]]:
    choices = [Choice(str(key), label) for key, label in pairs]
    return lambda asking: choices


def stakes(asking: Asking) -> QuerySet[ConstituencyRow]:
    return ConstituencyRow.objects.current(on=asking.today)


def districts_named(asking: Asking, keys: Sequence[str]) -> list[Choice]:
    found = District.objects.filter(pk__in=read_uuids(keys))
    return [Choice(str(district.pk), str(district)) for district in found]


def schools_named(asking: Asking, keys: Sequence[str]) -> list[Choice]:
    return [Choice(str(school.pk), school.name) for school in School.objects.filter(pk__in=read_uuids(keys))]


def districts(asking: Asking) -> list[Choice]:
    """Those of people and stakes here: a few, of the thousands there are."""
    people = Contact.objects.visible_to(asking.actor).filter(district__isnull=False)
    held = ConstituencyRow.objects.visible_to(asking.actor).filter(district__isnull=False)
    ids = people.order_by().values("district_id").union(held.order_by().values("district_id"))
    found = District.objects.filter(pk__in=[row["district_id"] for row in ids]).order_by(
        "name", "state", "pk"
    )
    return [Choice(str(district.pk), str(district)) for district in found]


def schools(asking: Asking) -> list[Choice]:
    held = ConstituencyRow.objects.visible_to(asking.actor).filter(school__isnull=False)
    ids = held.order_by().values_list("school_id", flat=True).distinct()
    found = School.objects.filter(pk__in=list(ids)).select_related("district").order_by("name", "pk")
    return [Choice(str(school.pk), f"{school.name} · {school.district}") for school in found]


def grades(asking: Asking) -> list[Choice]:
    held = ConstituencyRow.objects.visible_to(asking.actor).exclude(grade="")
    return [
        Choice(grade, grade) for grade in held.order_by("grade").values_list("grade", flat=True).distinct()
    ]


def organizers(asking: Asking) -> list[Choice]:
    members = Membership.objects.visible_to(asking.actor).select_related("user").order_by("user__name", "pk")
    return [
        Choice(ME, _("me")),
        Choice(NOBODY, pgettext_lazy("of a person", "nobody")),
        *(Choice(str(member.pk), str(member.user), member.ended_at is not None) for member in members),
    ]


def turfs(asking: Asking) -> list[Choice]:
    found = Turf.objects.visible_to(asking.actor).order_by("name", "pk")
    return [Choice(str(turf.pk), turf.name, turf.archived_at is not None) for turf in found]


class InDistrict(Fact):
    """Lives there, or has a stake there."""

    def among(self, asking: Asking, keys: list[str]) -> Q:
        held = stakes(asking).filter(organization_id=asking.actor.organization_id, district_id__in=keys)
        if asking.of_few:
            return Q(district_id__in=keys) | Q(Exists(held.filter(contact_id=OuterRef("pk"))))
        living = Contact.objects.filter(organization_id=asking.actor.organization_id, district_id__in=keys)
        return Q(pk__in=either(living.values("id"), held.values("contact_id")))

    def shown(self, asking: Asking) -> F:
        return F("district_id")


class Organizer(OfContact):
    """ "me" is whoever reads: one saved list serves everybody."""

    def among(self, asking: Asking, keys: list[str]) -> Q:
        ids = [asking.actor.membership_id if key == ME else key for key in keys if key != NOBODY]
        named = Q(owner_id__in=[key for key in ids if key], owner_id__isnull=False)
        return named | Q(owner_id=None) if NOBODY in keys else named


def in_turf_rows(asking: Asking) -> QuerySet[TurfContact]:
    return TurfContact.objects.filter(turf__archived_at=None)


add(
    OfRows(
        name="contacts.stake",
        label=_("Stake"),
        kind=Kind.CHOICE,
        group=STAKE,
        rows=stakes,
        of="kind",
        options=fixed(ConstituencyRow.Kind.choices),
        words={"is": "%(value)s", "is_not": _("not %(value)s")},
    ),
    InDistrict(
        name="contacts.district",
        label=_("District"),
        kind=Kind.CHOICE,
        group=STAKE,
        options=districts,
        lookup=districts_named,
        words={"is": _("in %(value)s"), "is_not": _("not in %(value)s")},
    ),
    OfRows(
        name="contacts.school",
        label=_("School"),
        kind=Kind.CHOICE,
        group=STAKE,
        rows=stakes,
        of="school_id",
        options=schools,
        lookup=schools_named,
        words={"is": _("at %(value)s"), "is_not": _("not at %(value)s")},
    ),
    OfRows(
        name="contacts.grade",
        label=_("Grade or subject"),
        kind=Kind.CHOICE,
        group=STAKE,
        rows=stakes,
        of="grade",
        options=grades,
        lookup=lambda asking, keys: [Choice(key, key) for key in keys],
    ),
    OfRows(
        name="contacts.has_stake",
        label=_("Stake is known"),
        kind=Kind.YES_NO,
        group=STAKE,
        rows=stakes,
        words={"yes": _("stake known"), "no": _("stake not known")},
    ),
    OfContact(
        name="contacts.state",
        label=_("State"),
        kind=Kind.CHOICE,
        group=PERSON,
        column="state",
        empty="",
        options=fixed(STATE_CHOICES),
        words={"is": _("in %(value)s"), "is_not": _("not in %(value)s")},
    ),
    OfContact(name="contacts.city", label=_("City"), kind=Kind.TEXT, group=PERSON, column="city", empty=""),
    OfContact(
        name="contacts.zip", label=_("ZIP code"), kind=Kind.TEXT, group=PERSON, column="zip_code", empty=""
    ),
    OfContact(
        name="contacts.language",
        label=_("Language"),
        kind=Kind.CHOICE,
        group=PERSON,
        column="language",
        empty="",
        options=fixed(LANGUAGES),
        words={"is": _("speaks %(value)s"), "is_not": _("does not speak %(value)s")},
    ),
    OfContact(
        name="contacts.interpreter",
        label=_("Needs an interpreter"),
        kind=Kind.YES_NO,
        group=PERSON,
        column="needs_interpreter",
        words={"yes": _("needs an interpreter"), "no": _("needs no interpreter")},
    ),
    OfContact(
        name="contacts.minor",
        label=_("Minor"),
        kind=Kind.YES_NO,
        group=PERSON,
        column="is_minor",
        needs=Permission.VIEW_MINORS,
        words={"yes": _("minors"), "no": _("adults")},
    ),
    OfContact(
        name="contacts.age",
        label=_("Age"),
        kind=Kind.CHOICE,
        group=PERSON,
        column="age_band",
        options=fixed(Contact.AgeBand.choices),
    ),
    OfContact(
        name="contacts.confidentiality",
        label=_("Confidentiality"),
        kind=Kind.CHOICE,
        group=PERSON,
        column="confidentiality",
        options=fixed(Contact.Confidentiality.choices),
    ),
    OfContact(
        name="contacts.status",
        label=pgettext_lazy("of a person", "Status"),
        kind=Kind.CHOICE,
        group=PERSON,
        column="status",
        options=fixed(SHOWN_STATUS),
    ),
    OfContact(
        name="contacts.created",
        label=_("Added"),
        kind=Kind.DATE,
        group=PERSON,
        column="created_at",
        is_moment=True,
        words={
            "in_last": _("added in the last %(value)s days"),
            "not_in_last": _("added more than %(value)s days ago"),
            "since": _("added since %(value)s"),
            "not_since": _("added before %(value)s"),
        },
    ),
    Tagged(
        name="contacts.tag",
        label=_("Tag"),
        kind=Kind.CHOICE,
        group=LIST,
        rows=lambda asking: ContactTag.objects.all(),
        of="tag_id",
        options=tags,
        words={"is": _("tagged %(value)s"), "is_not": _("not tagged %(value)s")},
    ),
    Organizer(
        name="contacts.owner",
        label=pgettext_lazy("of a person", "Organizer"),
        kind=Kind.CHOICE,
        group=LIST,
        column="owner_id",
        options=organizers,
    ),
    OfRows(
        name="contacts.turf",
        label=_("Turf"),
        kind=Kind.CHOICE,
        group=LIST,
        rows=lambda asking: TurfContact.objects.all(),
        of="turf_id",
        options=turfs,
        words={"is": _("in the turf %(value)s"), "is_not": _("not in the turf %(value)s")},
    ),
    OfRows(
        name="contacts.in_turf",
        label=_("In an open turf"),
        kind=Kind.YES_NO,
        group=LIST,
        rows=in_turf_rows,
        words={"yes": _("in an open turf"), "no": _("in no open turf")},
    ),
    OfContact(
        name="contacts.last_talk",
        label=_("Last talk"),
        kind=Kind.DATE,
        group=TALKS,
        column="last_talk_at",
        is_moment=True,
        words={
            "in_last": _("talked in the last %(value)s days"),
            "not_in_last": _("no talk in the last %(value)s days"),
            "since": _("talked since %(value)s"),
            "not_since": _("no talk since %(value)s"),
            "ever": _("talked with before"),
            "never": _("never talked with"),
        },
    ),
)
