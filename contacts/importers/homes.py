"""Households of a file beside those that are here."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from contacts.importers.kin import Home
from contacts.importers.links import day, holds
from contacts.models import Household, HouseholdMember
from contacts.services.households import ADDRESS
from crm.imports.staging import Stage, line
from crm.lib.ids import uuid7, uuid7_texts

HOMES = Stage(
    "import_home",
    "id uuid, line int, part int, home uuid, made uuid, name text, street text, city text, state text, zip_code text,"
    " starts text, ends text",
)
# Of whoever lives somewhere already, or comes into one household twice, all is looked at one by one; who lives there is
# left alone.
KNOWN = """
select e.line, e.part, e.contact_id, e.home, e.name, e.starts, e.ends, e.street, e.city, e.state, e.zip_code
from (
  select h.*, c.contact_id, count(*) over (partition by c.contact_id, h.home) as times
  from import_home h join import_came c on c.line = h.line and c.part = h.part
  where c.contact_id is not null
) e
where (e.times > 1 or exists (
    select from contacts_householdmember l where l.organization_id = %(org)s and l.contact_id = e.contact_id offset 0))
  and not (e.times = 1 and e.ends = '' and exists (
    select from contacts_householdmember l
    where l.organization_id = %(org)s and l.contact_id = e.contact_id and l.left_on is null
      and (l.household_id = e.home or (l.household_id = e.made and not exists (
        select from contacts_household x where x.organization_id = %(org)s and x.id = e.home offset 0))) offset 0))
order by e.line, e.part, e.id
"""
# Everybody else moves in (an offset keeps a question one that an index answers for each), and what nobody knows is made first.
MOVE_IN = """
with e as materialized (
  select h.*, c.contact_id, case
      when exists (select from contacts_household x where x.organization_id = %(org)s and x.id = h.home offset 0) then h.home
      else coalesce(s.here, h.made) end as pk
  from import_home h
  join import_came c on c.line = h.line and c.part = h.part
  left join unnest(%(same)s::uuid[], %(here)s::uuid[]) as s (home, here) on s.home = h.home
  where c.contact_id is not null and not exists (
    select from contacts_householdmember l where l.organization_id = %(org)s and l.contact_id = c.contact_id offset 0)
), fresh as materialized (
  select distinct on (e.pk) e.* from e
  where e.pk = e.made and not exists (
    select from contacts_household x where x.organization_id = %(org)s and x.id = e.made offset 0)
  order by e.pk, e.line, e.part
), built as (
  insert into contacts_household (id, organization_id, name, street, city, state, zip_code)
  select pk, %(org)s, name, street, city, state, zip_code from fresh
), entered as (
  insert into contacts_householdmember (id, organization_id, household_id, contact_id, joined_on, left_on)
  select id, %(org)s, pk, contact_id, nullif(starts, '')::date, nullif(ends, '')::date from e order by id
)
insert into import_told
select line, part, 2, 'homes', to_jsonb(id::text),
  case ends when '' then '{"code": "row.in_household"}' else '{"code": "tie.left_home"}' end from e
union all select line, part, 2, 'homes_of', to_jsonb(pk::text), '' from e where pk = made
union all select line, part, 2, 'new_homes', to_jsonb(pk::text), '' from fresh
"""
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
            if left._state.adding:  # an earlier row of these said that they live there
                continue
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


def lines_of(organization_id: uuid.UUID, lives: Sequence[tuple[Place, Home]]) -> list[str]:
    """In the form of COPY."""
    return [
        line((pk, str(at), str(part), home.id, str(made_of(organization_id, home.id)), home.name, *home.place, home.starts, home.ends))
        for pk, ((at, part), home) in zip(uuid7_texts(len(lives)), lives, strict=True)
    ]  # fmt: skip


@lru_cache(2_000)
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
            if not link._state.adding
            and link.left_on is None
            and link.household.name.casefold() == name.casefold()
        ),
        None,
    )
