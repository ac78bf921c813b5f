"""UUID version 7 (RFC 9562), made in Python because an external server may be older than PostgreSQL 18."""

import os
import time
import uuid


def uuid7() -> uuid.UUID:
    """An id that sorts by the millisecond it was made in."""
    number = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    return uuid.UUID(int=number & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62)
