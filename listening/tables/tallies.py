"""Counting who said what, once each, for every cell and margin of a table. Pure.

Voices are few and the passages that they said are many. So passages and codes come packed, as whole numbers, and what is
told apart (people, sessions, passages) is counted by sorting numbers.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

PLACE, SAID = np.dtype(">i4"), np.dtype(">i8")  # as int4send and int8send of the database write them
CODES = 1 << 16  # SAID = passage * CODES + code


@dataclass(frozen=True)
class Voice:
    """One mouth in one session. `contact` or `nobody` says whose, or neither; `values` are the columns that it counts in: one
    person may stand in several. `passages` are its numbers, packed as PLACE."""

    contact: Hashable | None
    nobody: Hashable | None
    session: Hashable
    values: tuple[str, ...]
    passages: bytes


Numbers = tuple[int, int, int, int]  # of contacts, nobodies, sessions, passages


@dataclass(frozen=True)
class Tallies:
    """By row and value, by row, by value, and of all. What nobody said is in none."""

    cells: dict[tuple[int, str], Numbers]
    rows: dict[int, Numbers]
    values: dict[str, Numbers]
    total: Numbers


def tally(voices: Iterable[Voice], said: bytes, row_of_code: Sequence[int]) -> Tallies:
    """`said`: which passage was given which code, packed as SAID. `row_of_code`: the row in which each code counts."""
    voices = list(voices)
    pairs = np.frombuffer(said, SAID).astype(np.int64)
    if not voices or not pairs.size:
        return Tallies({}, {}, {}, (0, 0, 0, 0))
    heard = pairs // CODES
    speaker = _speakers(voices, int(heard.max()))[heard]
    row = np.asarray(row_of_code)[pairs % CODES]
    names: dict[str, int] = {}
    columns = [[names.setdefault(value, len(names)) for value in voice.values] for voice in voices]
    # Voices that stand in several columns are counted in each.
    column, times = _spread(columns, speaker)
    row, heard, speaker = (np.repeat(one, times) for one in (row, heard, speaker))
    told_apart = [
        _numbered([voice.contact for voice in voices])[speaker],
        _numbered([voice.nobody for voice in voices])[speaker],
        _numbered([voice.session for voice in voices])[speaker],
        heard,
    ]
    width, rows = len(names), max(row_of_code) + 1
    cells = _counted(row * width + column, rows * width, told_apart)
    of_value = list(names)
    return Tallies(
        {(place // width, of_value[place % width]): numbers for place, numbers in cells.items()},
        _counted(row, rows, told_apart),
        {of_value[n]: numbers for n, numbers in _counted(column, width, told_apart).items()},
        _counted(np.zeros_like(row), 1, told_apart).get(0, (0, 0, 0, 0)),
    )


def _speakers(voices: Sequence[Voice], last: int) -> np.ndarray:
    """The voice of each passage."""
    speaker = np.zeros(last + 1, dtype=np.int64)
    for number, voice in enumerate(voices):
        places = np.frombuffer(voice.passages, PLACE)
        speaker[places[places <= last]] = number
    return speaker


def _spread(columns: Sequence[Sequence[int]], speaker: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The columns of each speaker, one after the other, and how many they are."""
    lengths = np.array([len(one) for one in columns])
    starts = np.cumsum(lengths) - lengths
    times = lengths[speaker]
    within = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    flat = np.array([place for one in columns for place in one], dtype=np.int64)
    return flat[np.repeat(starts[speaker], times) + within], times


def _numbered(keys: Sequence[Hashable | None]) -> np.ndarray:
    """Whole numbers in the place of keys; -1 for none."""
    numbers: dict[Hashable, int] = {}
    return np.array([-1 if key is None else numbers.setdefault(key, len(numbers)) for key in keys])


def _counted(group: np.ndarray, size: int, told_apart: Sequence[np.ndarray]) -> dict[int, Numbers]:
    found = np.stack([_distinct(group, size, one) for one in told_apart], axis=1).tolist()
    return {place: tuple(numbers) for place, numbers in enumerate(found) if numbers[-1]}


def _distinct(group: np.ndarray, size: int, one: np.ndarray) -> np.ndarray:
    """How many different ones each group has. (np.unique takes thirty times as long.)"""
    span = int(one.max(initial=0)) + 1
    pairs = np.sort((group * span + one)[one >= 0])
    firsts = np.ones(pairs.size, dtype=bool)
    firsts[1:] = pairs[1:] != pairs[:-1]
    return np.bincount(pairs[firsts] // span, minlength=size)
