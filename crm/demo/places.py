"""Invented school districts and schools. No number of the National Center: nobody takes them for real ones."""

import random
import uuid
from dataclasses import dataclass

from crm.districts.models import District, School

NAMESPACE = uuid.UUID("5d7c7b1c-6c5e-4f0e-9a53-7f4e64656d6f")
STEMS = (
    "Tarrow", "Wexmoor", "Quillen Creek", "Pellbrook", "Dunmarrow", "Corvane", "Vesper Hills", "Ellisane", "Brackenmere",
    "Hollowfen", "Tamberly", "Ashquill", "Marrowby", "Lindenmoor", "Oxbow Flats", "Thistledown", "Cinder Mesa",
    "Juniper Bend", "Saltgrass", "Copperfall", "Larkmeadow", "Windrow", "Gannet Point", "Stonequarry", "Palmetto Reach",
    "Cypress Neck", "Bluestem", "Heronsford", "Millrace", "Foxglove", "Harrowdale", "Kestrel Bluff", "Pinewhistle",
    "Redbud Fork", "Silverbirch", "Tidewrack", "Umberland", "Wrenfield", "Yarrow Gap", "Amberline",
)  # fmt: skip
ENDINGS = {
    "AZ": "Unified School District",
    "ME": "Regional School Unit",
    "NH": "Cooperative School District",
    "VT": "Unified District",
    "WA": "School District",
    "WI": "School District",
    "MN": "Public Schools",
    "MI": "Community Schools",
    "IA": "Community School District",
    "OH": "Local Schools",
    "NY": "Central School District",
    "LA": "Parish Schools",
}
SCHOOLS = (
    "Lowery", "Alder Lane", "Ida B. Freemont", "Cotton Street", "Old Mill", "Sycamore", "Ruth Haliday", "Northgate",
    "Ocotillo", "Martin Dell", "Fairgrounds", "Riverside Annex", "Bethel Hill", "Cesar Ortiz", "Maple Row",
    "Station Road", "Garnet", "Eastfork", "Pioneer Hall", "Rosewood",
)  # fmt: skip
LEVELS = (("Elementary", "elementary"), ("Elementary", "elementary"), ("Middle", "middle"), ("High", "high"))
STREETS = (
    "Alder Ln",
    "Cotton St",
    "Depot Rd",
    "Quarry Rd",
    "Magnolia Ct",
    "Old Mill Rd",
    "Ferry St",
    "Orchard Way",
)
SCHOOLS_EACH, MOST_DISTRICTS = 11, 6


@dataclass(frozen=True)
class Place:
    """A district as the demo needs it."""

    id: uuid.UUID
    name: str
    state: str
    city: str
    county: str
    schools: tuple[tuple[uuid.UUID, str, str], ...]  # id, name, level


def organization_id(slug: str) -> uuid.UUID:
    """Of an organization of the demo: the same on every machine."""
    return uuid.uuid5(NAMESPACE, slug)


def invent(state: str) -> list[Place]:
    """The same ones on every machine, so that a load that was interrupted finds what it left."""
    dice = random.Random(f"places of {state}")
    return [_place(dice, state, stem) for stem in dice.sample(STEMS, MOST_DISTRICTS)]


def save(places: list[Place]) -> None:
    """As the owner: the application may read districts, not write them."""
    District.objects.bulk_create(
        (
            District(
                id=place.id,
                name=place.name,
                state=place.state,
                city=place.city,
                county=place.county,
                is_fictional=True,
            )
            for place in places
        ),
        ignore_conflicts=True,
        batch_size=500,
    )
    School.objects.bulk_create(
        (
            School(id=school_id, district_id=place.id, name=name, level=level, is_fictional=True)
            for place in places
            for school_id, name, level in place.schools
        ),
        ignore_conflicts=True,
        batch_size=500,
    )


def _place(dice: random.Random, state: str, stem: str) -> Place:
    name = f"{stem} {ENDINGS.get(state, 'County Schools')}"
    schools = []
    for number, called in enumerate(dice.sample(SCHOOLS, SCHOOLS_EACH)):
        ending, level = LEVELS[number % len(LEVELS)]
        school = f"{called} {ending}"
        schools.append((uuid.uuid5(NAMESPACE, f"{state} {name} {school}"), school, level))
    return Place(
        uuid.uuid5(NAMESPACE, f"{state} {name}"),
        name,
        state,
        stem,
        f"{stem.split()[0]} County",
        tuple(schools),
    )
