"""What other systems call somebody, in a cell of our own files: "van=12345; action_network=0c2e..."."""

from collections.abc import Iterable
from functools import lru_cache

from contacts.importers import quoting
from crm.lib.guess import Guess

Number = tuple[str, str]  # system, value
LONGEST = (60, 120)


@lru_cache(2_000)
def read(cell: str) -> Guess[tuple[Number, ...]]:
    found, unread = [], False
    for part in filter(None, quoting.parts(cell)):
        system, sign, value = part.partition("=")
        system = system.replace("%3D", "=").replace("%25", "%").strip()[: LONGEST[0]]
        if sign and system and value.strip():
            found.append((system, value.strip()[: LONGEST[1]]))
        else:
            unread = True
    return Guess(tuple(found), unread, "number.unreadable" if unread else "")


def write(numbers: Iterable[Number]) -> str:
    return quoting.joined(
        f"{system.replace('%', '%25').replace('=', '%3D')}={value}" for system, value in numbers
    )
