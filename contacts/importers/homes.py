"""Households of a file beside those that are here."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from contacts.importers.kin import Home
from contacts.importers.links import day, holds
from contacts.models import Household, HouseholdMember
from contacts.services.households import ADDRESS
from crm.lib.ids import uuid7

Place = tuple[int, int]
Lives = tuple[Place, uuid.UUID, Home]


def settle_homes(
    organization_id: uuid.UUID, lives: Sequence[Lives], same: dict[str, uuid.UUID], told: Any
) -> None:
    """Each row puts its own person in. Who left a household here does not come back by a file that has them there.

    A household that nobody knows here is made under an id that follows from the file's: the same file again, or its
    next part, finds it. `same`: households of the file that are here under another id, by the name of a member's."""
    here = {"organization_id": organization_id}
    wanted = {home.id for _place, _person, home in lives}
    made_here = {pk: made_of(organization_id, pk) for pk in wanted}
    there = set(
        Household.objects.filter(**here, pk__in=[*wanted, *made_here.values()]).values_list("pk", flat=True)
    )
    links: dict[uuid.UUID, list[HouseholdMember]] = defaultdict(list)
    members = HouseholdMember.objects.filter(**here, contact_id__in={person for _p, person, _h in lives})
    for link in members.select_related("household"):
        links[link.contact_id].append(link)
    made, entered = [], []
    for place, person, home in lives:
        pk = next(
            (k for k in (uuid.UUID(home.id), same.get(home.id), made_here[home.id]) if k in there), None
        )
        if pk is None and (known := _called(links[person], home.name)):
            pk = same[home.id] = known
            there.add(pk)
        added = told.added[place] if pk is None else None
        if pk is None:
            pk = made_here[home.id]
            there.add(pk)
            made.append(
                Household(id=pk, name=home.name, **dict(zip(ADDRESS, home.place, strict=True)), **here)
            )
            added["new_homes"].append(str(pk))
        starts, ends = day(home.starts), day(home.ends)
        mine = [link for link in links[person] if link.household_id == pk]
        if ends is None and any(holds(link, starts, entered) for link in mine):
            continue
        if ends and any(link.left_on == ends and link.joined_on == starts for link in mine):
            continue
        left = next(
            (link for link in mine if ends and link.left_on is None and link.joined_on == starts), None
        )
        if left:
            left.left_on = ends
            left.save(update_fields=["left_on"])
            told.added[place]["left_homes"].append([str(left.pk), home.ends])
        else:
            link = HouseholdMember(
                id=uuid7(), household_id=pk, contact_id=person, joined_on=starts, left_on=ends, **here
            )
            links[person].append(link)
            entered.append(link)
            told.added[place]["homes"].append(str(link.pk))
            if pk == made_here[home.id]:
                told.added[place]["homes_of"].append(str(pk))
        told.say(place, "row.in_household" if ends is None else "tie.left_home")
    Household.objects.bulk_create(made)
    HouseholdMember.objects.bulk_create(entered)


def made_of(organization_id: uuid.UUID, pk: str) -> uuid.UUID:
    return uuid.uuid5(organization_id, f"household:{pk}")


def move_out(organization_id: uuid.UUID, befores: Iterable[dict[str, Any]]) -> None:
    """Undo: who was put in leaves, who was said to have left lives there again, and what is empty then goes."""
    added = [before.get("added", {}) for before in befores]
    here = {"organization_id": organization_id}
    links = [pk for part in added for pk in part.get("homes", ())]
    HouseholdMember.objects.filter(**here, pk__in=links).delete()
    for pk, ends in (pair for part in added for pair in part.get("left_homes", ())):
        HouseholdMember.objects.filter(**here, pk=pk, left_on=ends).update(left_on=None)
    made = {pk for part in added for name in ("new_homes", "homes_of") for pk in part.get(name, ())}
    still = HouseholdMember.objects.filter(**here, household_id__in=made).values("household_id")
    Household.objects.filter(**here, pk__in=made).exclude(pk__in=still).delete()


def _called(links: Iterable[HouseholdMember], name: str) -> uuid.UUID | None:
    """A household of that name where this person lives already."""
    return next(
        (
            link.household_id
            for link in links
            if link.left_on is None and link.household.name.casefold() == name.casefold()
        ),
        None,
    )
