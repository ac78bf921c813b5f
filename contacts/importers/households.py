"""Who lives with whom, as a file or an answer says: people of one row, a child beside a parent, "3 household"."""

import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from contacts.importers.chunks import Chunk
from contacts.importers.deciding import Household as Said
from contacts.importers.deciding import Place
from contacts.models import Contact, Household, HouseholdMember, Relationship
from contacts.services.households import named_after
from crm.imports.kinds import Came

# What the undo needs: who was put where, by the row that said so.
KEEP = """
update imports_importrow r
set reasons = r.reasons || '[{"code": "row.in_household"}]', before = coalesce(r.before, jsonb_build_object('version', c.version))
      || jsonb_build_object('added', coalesce(r.before->'added', '{}') || v.added::jsonb)
from unnest(%(lines)s::int[], %(parts)s::int[], %(added)s::text[]) as v (line, part, added), contacts_contact c
where r.organization_id = %(org)s and r.batch_id = %(batch)s and r.line = v.line and r.part = v.part
  and c.organization_id = %(org)s and c.id = r.object_id
"""
NOW_UPDATED = """
update imports_importrow r set outcome = 'updated'
from unnest(%(lines)s::int[], %(parts)s::int[]) as v (line, part)
where r.organization_id = %(org)s and r.batch_id = %(batch)s and r.line = v.line and r.part = v.part and r.outcome = 'unchanged'
returning r.part
"""


WRITTEN = """
select r.line, r.part, r.object_id from imports_importrow r
join unnest(%(lines)s::int[], %(parts)s::int[]) as v (line, part) on v.line = r.line and v.part = r.part
where r.organization_id = %(org)s and r.batch_id = %(batch)s and r.object_id is not null and r.line = any(%(lines)s)
"""


class Together(NamedTuple):
    """Two people of one household. `relation`: what the other is to the one ("guardian")."""

    one: uuid.UUID
    other: uuid.UUID
    relation: str = ""


def same_row(chunk: Chunk) -> Iterator[Said]:
    """People after the first of a row live with the first; the headings may say that the first is their guardian."""
    for person in (*chunk.people, *chunk.beside, *(again for again, _first, _adds in chunk.twins)):
        if person.part:
            yield Said((person.line, person.part), None, (person.line, 0), person.relation)


def keep_together(
    cursor: Any, parameters: dict[str, Any], chunk: Chunk, said: Sequence[Said]
) -> Counter[str]:
    """Write it down with what an undo needs; how the outcomes of rows change by it."""
    first = first_rows(chunk)
    said = [
        one._replace(place=first.get(one.place, one.place), other=first.get(one.other, one.other))
        for one in said
    ]
    ids = of_rows(cursor, parameters, {place for one in said for place in (one.place, one.other)})
    places: dict[uuid.UUID, Place] = {}
    pairs = []
    for place, contact, other, relation in said:
        one, another = ids.get(place), contact or ids.get(other)
        if one and another:
            places.setdefault(one, place)
            pairs.append(Together(one, another, relation))
    added = put_together(parameters["org"], pairs)
    if not added:
        return Counter()
    rows = [(*places[pk], json.dumps(found)) for pk, found in added.items()]
    lines, parts, found = (list(column) for column in zip(*rows, strict=True))
    values = {**parameters, "lines": lines, "parts": parts, "added": found}
    cursor.execute(KEEP, values)
    cursor.execute(NOW_UPDATED, values)
    changed = sum(1 for (part,) in cursor.fetchall() if part == 0)
    return Counter(updated=changed, unchanged=-changed) if changed else Counter()


def whom(cursor: Any, parameters: dict[str, Any], chunk: Chunk) -> list[Came]:
    """Everybody of a chunk with their record; whoever stands there twice comes twice."""
    first = first_rows(chunk)
    people = [*chunk.people, *(again for again, _twin, _adds in chunk.twins)]
    places = [first.get((p.line, p.part), (p.line, p.part)) for p in people]
    ids = of_rows(cursor, parameters, set(places))
    found = ((person, ids.get(place)) for person, place in zip(people, places, strict=True))
    return [Came(person.line, person.part, pk, person.raw) for person, pk in found if pk]


def first_rows(chunk: Chunk) -> dict[Place, Place]:
    """A row that was the same person again stands for the earlier one."""
    return {(again.line, again.part): (twin.line, twin.part) for again, twin, _adds in chunk.twins}


def of_rows(cursor: Any, parameters: dict[str, Any], places: Iterable[Place]) -> dict[Place, uuid.UUID]:
    """Whom each of these rows became."""
    places = list(places)
    cursor.execute(
        WRITTEN, {**parameters, "lines": [line for line, _ in places], "parts": [part for _, part in places]}
    )
    return {(line, part): pk for line, part, pk in cursor.fetchall()}


def put_together(
    organization_id: uuid.UUID, pairs: Sequence[Together]
) -> dict[uuid.UUID, dict[str, list[str]]]:
    """What was added for the first of each pair. Who lives in a household already takes the other in."""
    ids = {pk for pair in pairs for pk in (pair.one, pair.other)}
    people = {p.pk: p for p in Contact.objects.filter(organization_id=organization_id, pk__in=ids)}
    pairs = [pair for pair in pairs if pair.one in people and pair.other in people and pair.one != pair.other]
    lives: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    links = HouseholdMember.objects.filter(organization_id=organization_id, contact_id__in=ids, left_on=None)
    for contact, household in links.order_by("pk").values_list("contact_id", "household_id"):
        lives[contact].add(household)
    added: dict[uuid.UUID, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one, other, relation in pairs:
        if relation:
            _relate(organization_id, people[other], people[one], relation, added[one])
        if lives[one] & lives[other]:
            continue
        household = min(lives[other] or lives[one], default=None)
        if household is None:
            household = _make(organization_id, (people[other], people[one]))
            added[one]["made_households"].append(str(household))
        for person in (other, one):
            if household not in lives[person]:
                link = HouseholdMember.objects.create(
                    organization_id=organization_id, household_id=household, contact_id=person
                )
                lives[person].add(household)
                added[one]["households"].append(str(link.pk))
    return {pk: dict(found) for pk, found in added.items() if found}


def _make(organization_id: uuid.UUID, people: Iterable[Contact]) -> uuid.UUID:
    people = list(people)
    home = next((person for person in people if person.street), people[0])
    made = Household.objects.create(
        organization_id=organization_id, name=named_after(people)[:160], street=home.street, city=home.city,
        state=home.state, zip_code=home.zip_code,
    )  # fmt: skip
    return made.pk


def _relate(
    organization_id: uuid.UUID, contact: Contact, other: Contact, kind: str, added: dict[str, list[str]]
) -> None:
    """Once; a minor is nobody's guardian."""
    held = Relationship.objects.filter(
        organization_id=organization_id, contact=contact, other=other, kind=kind, ends_on=None
    )
    if (kind == Relationship.Kind.GUARDIAN and contact.is_minor) or held.exists():
        return
    made = Relationship.objects.create(
        organization_id=organization_id, contact=contact, other=other, kind=kind, source="import"
    )
    added["relationships"].append(str(made.pk))


def leave(organization_id: uuid.UUID, befores: Iterable[dict[str, Any]]) -> None:
    """Undo: who was put into a household leaves it, and a household that the import made goes when it is empty."""
    added = [before.get("added", {}) for before in befores]
    links = [pk for part in added for pk in part.get("households", ())]
    ties = [pk for part in added for pk in part.get("relationships", ())]
    made = [pk for part in added for pk in part.get("made_households", ())]
    here = {"organization_id": organization_id}
    HouseholdMember.objects.filter(**here, pk__in=links).delete()
    Relationship.objects.filter(**here, pk__in=ties).delete()
    still = HouseholdMember.objects.filter(**here, household_id__in=made).values("household_id")
    Household.objects.filter(**here, pk__in=made).exclude(pk__in=still).delete()
