"""Cutting lists of people for somebody to talk to, giving them out and taking them back."""

import itertools
import math
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.models import ConstituencyRow, Contact, Turf, TurfContact, TurfMember
from contacts.services.owners import check_owner
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.districts.models import District
from crm.lib.ids import uuid7
from crm.organizations.models import Membership

MOST_PEOPLE, MOST_TURFS = 20_000, 300
WAYS = {
    "one": gettext_lazy("One turf"),
    "size": gettext_lazy("Turfs of about the same size"),
    "school": gettext_lazy("One for each school"),
    "zip": gettext_lazy("One for each ZIP code"),
    "district": gettext_lazy("One for each district"),
}


@transaction.atomic
def create_turf(*, by: Actor, name: str, note: str = "") -> Turf:
    require(by, Permission.EDIT_CONTACTS)
    name = " ".join(name.split())
    if not name:
        raise DomainError(gettext_lazy("Give the turf a name."), field="name")
    turf = Turf.objects.create(
        organization_id=by.organization_id, name=name[:120], note=note[:250], created_by_id=by.membership_id
    )
    audit.record("contacts.turf_cut", by=by, target=turf, details={"count": 0})
    return turf


@transaction.atomic
def cut_turfs(
    *,
    by: Actor,
    people: QuerySet[Contact],
    name: str,
    way: str = "one",
    size: int = 50,
    members: Sequence[Membership] = (),
    also_in_turfs: bool = False,
) -> list[Turf]:
    """Turfs of these people, given to the members in turn. Nobody is put into a second open turf unless asked for, and
    who asked not to be contacted is in none. Raises DomainError."""
    require(by, Permission.EDIT_CONTACTS)
    for member in members:
        check_owner(by, member)
    parts = _parts(by, free(by, people, also_in_turfs=also_in_turfs), way, size)
    if not parts:
        raise DomainError(
            gettext_lazy("Nobody is left: all of them are in an open turf, or must not be contacted.")
        )
    if len(parts) > MOST_TURFS:
        sentence = _("That would be %(n)s turfs. At most %(most)s are cut at once.")
        raise DomainError(sentence % {"n": len(parts), "most": MOST_TURFS})
    turns = itertools.cycle(members) if members else itertools.repeat(None)
    return [
        _cut(by, _named(name, part, number, len(parts)), ids, member)
        for number, ((part, ids), member) in enumerate(zip(parts, turns, strict=False), start=1)
    ]


def free(by: Actor, people: QuerySet[Contact], *, also_in_turfs: bool = False) -> QuerySet[Contact]:
    """Those of them who can be cut into a turf."""
    found = people.filter(status__in=[Contact.Status.ACTIVE, Contact.Status.INACTIVE])
    if also_in_turfs:
        return found
    held = TurfContact.objects.filter(organization_id=by.organization_id, turf__archived_at=None)
    return found.exclude(pk__in=held.values("contact_id"))


@transaction.atomic
def give_turf(*, by: Actor, turf: Turf, members: Iterable[Membership]) -> Turf:
    """To these members and nobody else."""
    require(by, Permission.EDIT_CONTACTS)
    turf = _locked(by, turf)
    if turf.archived_at is not None:
        raise DomainError(gettext_lazy("This turf is put away. Take it out first."))
    members = list(members)
    for member in members:
        check_owner(by, member)
    links = TurfMember.objects.filter(organization_id=by.organization_id, turf=turf)
    links.exclude(membership__in=members).delete()
    TurfMember.objects.bulk_create(
        (TurfMember(organization_id=by.organization_id, turf=turf, membership=member) for member in members),
        ignore_conflicts=True,
    )
    turf.released_at = None if members else turf.released_at
    turf.save(update_fields=["released_at"])
    audit.record(
        "contacts.turf_given", by=by, target=turf, details={"members": [str(member.pk) for member in members]}
    )
    return turf


@transaction.atomic
def release_turf(*, by: Actor, turf: Turf) -> Turf:
    """Given back: by its member, or by whoever gives turfs out. Who has no other way to these people sees them no more."""
    turf = _locked(by, turf)
    links = TurfMember.objects.filter(organization_id=by.organization_id, turf=turf)
    if not by.can(Permission.EDIT_CONTACTS):
        links = links.filter(membership_id=by.membership_id or uuid.UUID(int=0))
        if not links.exists():
            raise NotAllowed
    links.delete()
    if not TurfMember.objects.filter(organization_id=by.organization_id, turf=turf).exists():
        turf.released_at = timezone.now()
        turf.save(update_fields=["released_at"])
    audit.record("contacts.turf_released", by=by, target=turf)
    return turf


@transaction.atomic
def archive_turf(*, by: Actor, turf: Turf, back: bool = False) -> Turf:
    """Put away, with its people and history; or taken out again. Nobody works in a turf that is put away."""
    require(by, Permission.EDIT_CONTACTS)
    turf = _locked(by, turf)
    if (turf.archived_at is None) != back:
        turf.archived_at = None if back else timezone.now()
        turf.save(update_fields=["archived_at"])
        audit.record("contacts.turf_restored" if back else "contacts.turf_archived", by=by, target=turf)
    return turf


@transaction.atomic
def rename_turf(*, by: Actor, turf: Turf, name: str, note: str = "") -> Turf:
    require(by, Permission.EDIT_CONTACTS)
    turf, name = _locked(by, turf), " ".join(name.split())
    if not name:
        raise DomainError(gettext_lazy("Give the turf a name."), field="name")
    before = {"name": turf.name, "note": turf.note}
    turf.name, turf.note = name, " ".join(note.split())
    turf.save(update_fields=["name", "note"])
    changes = {key: (old, getattr(turf, key)) for key, old in before.items() if old != getattr(turf, key)}
    audit.record("contacts.turf_changed", by=by, target=turf, changes=changes)
    return turf


def _parts(by: Actor, people: QuerySet[Contact], way: str, size: int) -> list[tuple[str, list[uuid.UUID]]]:
    """(what the part is called, who) in the order of the names; nearby people stay together in turfs by size."""
    order = ("zip_code", "street", "sort_name", "pk")
    if way == "school":
        return _by_school(by, people)
    column = {"zip": "zip_code", "district": "district_id"}.get(way)
    rows = _few(people.order_by(*order).values_list("pk", *([column] if column else [])))
    if way == "size":
        return [("", [row[0] for row in part]) for part in _even(rows, size)]
    if column is None:
        return [("", [row[0] for row in rows])] if rows else []
    groups: dict = {}
    for pk, value in rows:
        groups.setdefault(value, []).append(pk)
    names = {}
    if way == "district":
        names = {one.pk: str(one) for one in District.objects.filter(pk__in=[key for key in groups if key])}
    return sorted((str(names.get(key, key) or _("no place")), ids) for key, ids in groups.items())


def _by_school(by: Actor, people: QuerySet[Contact]) -> list[tuple[str, list[uuid.UUID]]]:
    """Somebody with a stake in two schools is in the turf of one of them. Schools of one name in two districts are two."""
    stakes = ConstituencyRow.objects.filter(organization_id=by.organization_id).current(
        on=timezone.localdate()
    )
    rows = (
        stakes.filter(school__isnull=False, contact_id__in=people.order_by().values("pk"))
        .order_by("-school__name", "-school_id")  # the first name wins
        .values_list("contact_id", "school_id", "school__name", "school__district__name")
    )
    held: dict[uuid.UUID, uuid.UUID] = {}
    called: dict[uuid.UUID, tuple[str, str]] = {}
    for pk, school, name, district in rows:
        held[pk], called[school] = school, (name, district)
    often = Counter(name for name, _district in called.values())
    groups: dict[str, list[uuid.UUID]] = {}
    for pk in _few(people.order_by("sort_name", "pk").values_list("pk", flat=True)):
        name, district = called[held[pk]] if pk in held else (_("no school"), "")
        groups.setdefault(f"{name} ({district})" if often[name] > 1 else name, []).append(pk)
    return sorted(groups.items())


def _few(rows: QuerySet) -> list:
    found = list(rows[: MOST_PEOPLE + 1])
    if len(found) > MOST_PEOPLE:
        raise DomainError(_("That is more than %(n)s people. Filter further.") % {"n": MOST_PEOPLE})
    return found


def _even(rows: list, size: int) -> Iterable[list]:
    """As many parts as parts of this size need, all about as large: 101 by 50 gives three of 34, 34 and 33."""
    count = math.ceil(len(rows) / max(1, size))
    ends = [round(len(rows) * number / count) for number in range(count + 1)]
    return [rows[start:end] for start, end in itertools.pairwise(ends)]


def _named(name: str, part: str, number: int, count: int) -> str:
    name = " ".join(name.split())
    if part:
        return f"{name}: {part}"[:120]
    return f"{name} {number}"[:120] if count > 1 else name[:120]


def _cut(by: Actor, name: str, ids: Sequence[uuid.UUID], member: Membership | None) -> Turf:
    turf = Turf.objects.create(
        id=uuid7(), organization_id=by.organization_id, name=name, created_by_id=by.membership_id
    )
    TurfContact.objects.bulk_create(
        (TurfContact(organization_id=by.organization_id, turf_id=turf.pk, contact_id=pk) for pk in ids),
        batch_size=2000,
    )
    if member is not None:
        TurfMember.objects.create(organization_id=by.organization_id, turf=turf, membership=member)
    audit.record(
        "contacts.turf_cut",
        by=by,
        target=turf,
        details={"count": len(ids), "members": [str(member.pk)] if member else []},
    )
    return turf


def _locked(by: Actor, turf: Turf) -> Turf:
    found = Turf.objects.visible_to(by).select_for_update().filter(pk=turf.pk).first()
    if found is None:
        raise NotAllowed
    return found
