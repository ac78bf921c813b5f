"""Counts of a table against sets put together one by one."""

import random
import struct

import pytest

from listening.tables.tallies import CODES, Voice, tally

COLUMNS = ("parent", "student", "alum")


def packed(places):
    return b"".join(struct.pack(">i", place) for place in places)


@pytest.mark.parametrize("seed", range(6))
def test_counts_are_those_of_sets(seed):
    dice = random.Random(seed)
    voices, speaker, place = [], {}, 0
    for number in range(30):
        places = list(range(place + 1, place + 1 + dice.randrange(5)))
        place += len(places)
        contact = dice.choice([None, f"c{dice.randrange(6)}"])
        voice = Voice(
            contact,
            None if contact else dice.choice([None, f"n{number}"]),
            f"s{dice.randrange(5)}",
            tuple(dice.sample(COLUMNS, dice.randrange(4))),
            packed(places),
        )
        voices.append(voice)
        speaker |= dict.fromkeys(places, voice)
    row_of = [0, 1, 2, 1]  # two codes of one family
    pairs = [(dice.choice(sorted(speaker)), dice.randrange(4)) for _pair in range(60)]  # some of them twice
    expected = {}
    for passage, code in pairs:
        voice = speaker[passage]
        for value in voice.values:
            for key in ((row_of[code], value), row_of[code], value, "all"):
                sets = expected.setdefault(key, (set(), set(), set(), set()))
                for one, of in zip((voice.contact, voice.nobody, voice.session, passage), sets, strict=True):
                    of.update({one} - {None})

    found = tally(voices, b"".join(struct.pack(">q", one * CODES + code) for one, code in pairs), row_of)

    counts = {key: tuple(map(len, sets)) for key, sets in expected.items()}
    assert {**found.cells, **found.rows, **found.values, "all": found.total} == counts


def test_where_nobody_said_anything_nothing_is_counted():
    assert tally([], b"", []).total == (0, 0, 0, 0)
    assert tally([Voice(None, None, "s", ("parent",), packed([1]))], b"", [0]).cells == {}
