"""UUID version 7, made in Python: an external server may be older than PostgreSQL 18."""

import os
import time
import uuid
from collections.abc import Iterable, Iterator


def uuid7() -> uuid.UUID:
    number = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    return uuid.UUID(int=number & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62)


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
