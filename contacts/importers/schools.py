"""Districts and schools by the names people write, within a state. What fits no name, or two, stays as written."""

import re
import uuid
from collections.abc import Iterable
from functools import lru_cache

from crm.districts.models import District, School
from crm.lib import names

SHORT = {"elem": "elementary", "es": "elementary", "ms": "middle", "hs": "high", "jr": "junior", "jhs": "juniorhigh",
         "acad": "academy", "co": "county", "cnty": "county"}  # fmt: skip
SAYS_NOTHING = frozenset({"school", "schools", "the", "escuela", "of"})
OF_DISTRICTS = SAYS_NOTHING | {"district", "public", "system", "unified", "independent", "central", "csd", "isd", "usd",
                               "ufsd", "sd", "distrito", "escolar"}  # fmt: skip
LEAID = re.compile(r"\d{7}$")


class StatesMissing(Exception):
    """Rows name states whose schools are not loaded yet."""

    def __init__(self, states: set[str]):
        super().__init__(", ".join(sorted(states)))
        self.states = states


class SchoolBook:
    """Filled by queries, then asked from a thread that makes none."""

    def __init__(self) -> None:
        self.states: set[str] = set()
        self._districts: dict[tuple[str, str], uuid.UUID | None] = {}
        self._by_leaid: dict[str, uuid.UUID] = {}
        self._schools: dict[tuple[str | uuid.UUID, str], tuple[uuid.UUID, uuid.UUID] | None] = {}

    def load(self, states: Iterable[str]) -> None:
        fresh = set(states) - self.states
        self.states |= fresh
        for pk, state, name, leaid in District.objects.filter(state__in=fresh).values_list(
            "id", "state", "name", "leaid"
        ):
            _put(self._districts, (state, _key(name, OF_DISTRICTS)), pk)
            _put(self._districts, (state, names.fold(name)), pk)
            if leaid:
                self._by_leaid[leaid] = pk
        schools = School.objects.filter(district__state__in=fresh)
        for pk, name, district, state in schools.values_list("id", "name", "district_id", "district__state"):
            _put(self._schools, (state, _key(name, SAYS_NOTHING)), (pk, district))
            _put(self._schools, (district, _key(name, SAYS_NOTHING)), (pk, district))

    def district(self, state: str, name: str) -> uuid.UUID | None:
        if LEAID.match(name):
            return self._by_leaid.get(name)
        exact = self._districts.get((state, names.fold(name)))
        return exact or self._districts.get((state, _key(name, OF_DISTRICTS)))

    def school(
        self, state: str, district: uuid.UUID | None, name: str
    ) -> tuple[uuid.UUID, uuid.UUID] | tuple[None, None]:
        """The school and its district: in this district if one is named, else the only one of the name in the state."""
        return self._schools.get((district or state, _key(name, SAYS_NOTHING))) or (None, None)


@lru_cache(10_000)
def _key(name: str, empty: frozenset[str]) -> str:
    words = [SHORT.get(word, word) for word in names.tokens(name)]
    return " ".join(word for word in words if word not in empty) or names.fold(name)


def _put(book: dict, key, value) -> None:
    """Two of one name: neither is meant."""
    book[key] = value if book.get(key, value) == value else None
