"""The generated people: the same each time, some twice, with accents; shares that add up."""

import random
import uuid

from bench import million
from bench._million_names import Names
from bench._million_rows import People, Place, Side, sheets


def made(people: int) -> tuple[dict, People]:
    into = sheets()
    place = Place(str(uuid.UUID(int=1)), "Alder", "Alder County", [str(uuid.UUID(int=2))])
    side = Side(1, str(uuid.UUID(int=3)), "NC", ["919"], people, [place], ["owner"], ["a", "b"], ["turf"])
    maker = People(side, Names(random.Random("names")), into)
    for _ in range(people):
        maker.add()
    return into, maker


def test_the_same_seed_makes_the_same_people():
    assert made(50)[0]["people"].lines == made(50)[0]["people"].lines


def test_one_in_twenty_is_there_twice_and_accents_occur():
    into, maker = made(2_000)

    assert 60 <= len(maker.again) <= 150
    assert any(not line.isascii() for line in into["people"].lines)


def test_a_line_has_a_value_for_every_column():
    into, _maker = made(200)

    for sheet in into.values():
        assert {line.count("\t") + 1 for line in sheet.lines} <= {len(sheet.columns)}


def test_sizes_add_up_to_a_million_in_26_organizations():
    sizes = [size for _number, _partner, size in million.sizes()]

    assert (sum(sizes), len(sizes), max(sizes), min(sizes)) == (1_000_000, 26, 170_100, 13_000)
