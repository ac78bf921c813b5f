"""How much of this machine's memory the embedded database may keep pages in."""

import os
from collections.abc import Iterable
from pathlib import Path

MIB = 2**20
SMALLEST, LARGEST = 128, 1024  # MiB
# Of a container, in both versions; where nothing is limited, "max" or a number beyond any machine.
LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


def for_pages(limits: Iterable[Path] = LIMITS) -> int:
    """MiB: an eighth of the memory. PostgreSQL's own advice is a quarter where it is alone; here it is not."""
    return min(max(_whole(limits) // 8 // MIB, SMALLEST), LARGEST)


def _whole(limits: Iterable[Path]) -> int:
    """Bytes."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    said = [path.read_text().strip() for path in limits if path.exists()]
    return min([whole, *(int(text) for text in said if text.isdecimal())])
