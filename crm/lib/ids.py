"""UUID version 7, made in Python: an external server may be older than PostgreSQL 18."""

import os
import time
import uuid
from collections.abc import Iterable, Iterator


def uuid7() -> uuid.UUID:
    """Of two made one after the other the later is the greater, also within a millisecond: the twelve bits behind the
    version are its fraction (RFC 9562, 6.2, method 3). What was written in a row stands in that order wherever ids decide."""
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    fraction = (rest << 12) // 1_000_000
    chance = int.from_bytes(os.urandom(8), "big") >> 2
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | chance)


def uuid7_texts(count: int) -> Iterator[str]:
    """Many at once as text, in ascending order: one clock reading, a counter of 26 bits, 48 random bits each."""
    stamp, random = f"{time.time_ns() // 1_000_000:012x}", os.urandom(6 * count).hex()
    head = f"{stamp[:8]}-{stamp[8:]}-7"
    for number in range(count):
        at = 12 * number
        yield f"{head}{number >> 14:03x}-{0x8000 | number & 0x3FFF:04x}-{random[at : at + 12]}"


def read_uuids(texts: Iterable[str]) -> list[uuid.UUID]:
    """Those of the texts that are ids, each once; anything else was not made by our pages."""
    found: dict[uuid.UUID, None] = {}
    for text in texts:
        try:
            found[uuid.UUID(text)] = None
        except ValueError:
            continue
    return list(found)
