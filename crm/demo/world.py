"""One organization while it is being filled: its dice, its clock, its people so far, its sheets."""

import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any

from crm.demo.clock import Clock
from crm.demo.ids import Ids
from crm.demo.names import Namer
from crm.demo.partners import AREA_CODES, Partner
from crm.demo.places import Place
from crm.demo.sheets import Sheets
from crm.demo.team import Member, Team

STOPPED_DAYS_AGO = 36
MONTHS_OF_WORK_IN_DAYS = 540
LINES = [f"{line:04d}" for line in range(100, 200)]  # 555-0100 to 555-0199 belong to nobody


@dataclass(slots=True)
class Talk:
    at: datetime
    attempt_id: str
    note_id: str | None


@dataclass(slots=True)
class Someone:
    """A contact and what other parts need to know of it."""

    id: str
    values: dict[str, Any]  # columns of Contact
    kinds: list[str]
    created_at: datetime
    created_by: Member | None
    owner: Member | None
    place: Place
    keys: list[tuple[str, str]] = field(default_factory=list)  # (kind, key) of the methods
    helpers: list[Member] = field(default_factory=list)  # of the turf
    is_minor: bool = False
    never_reached: bool = False
    text_answer: str = ""
    answered_by: str = "self"  # or a guardian
    talks: list[Talk] = field(default_factory=list)
    asked_to: set[str] = field(default_factory=set)  # ids of actions

    @property
    def is_open(self) -> bool:
        return self.values["status"] in ("active", "inactive") and self.values.get("archived_at") is None

    @property
    def speaks_spanish(self) -> bool:
        return self.values["language"] == "es"


class World:
    def __init__(
        self,
        partner: Partner,
        organization_id: uuid.UUID,
        *,
        seed: str,
        number: int,
        people: int,
        places: list[Place],
        now: datetime,
    ):
        self.partner, self.organization_id = partner, organization_id
        self.people, self.places = people, places
        self.dice = random.Random(f"{seed} {partner.key}")
        self.clock = Clock(now, partner.zone)
        self.ids = Ids(random.Random(f"{seed} {partner.key} ids"), number)
        self.namer = Namer(self.dice, partner.state)
        self.sheets = Sheets(
            organization_id=str(organization_id),
            created_at=now,
            updated_at=now,
            written_at=now,
            changed_at=now,
            at=now,
        )
        self.phones = numbers(self.dice, partner.state)
        self.team: Team
        self.place_weights = list(accumulate(1 / (rank + 1) for rank in range(len(places))))
        self.tags: list[str] = []
        self.turfs: list[tuple[str, list[Member]]] = []
        self.suppressed: set[tuple[bytes, str]] = set()

    @property
    def last_day(self) -> date:
        """Of anything entered."""
        return self.clock.ago(STOPPED_DAYS_AGO) if self.partner.pace == "stopped" else self.clock.today

    def chance(self, probability: float) -> bool:
        return self.dice.random() < probability

    def day_between(self, first: date, last: date, *, lean: float = 0.75) -> date:
        """A day of the stretch, rather late in it."""
        span = max(0, (last - first).days)
        return first + timedelta(days=round(span * self.dice.random() ** lean))


def numbers(dice: random.Random, state: str):
    """Numbers that ring nowhere: first with the state's area codes, then with those that people brought along."""
    own = AREA_CODES[state].split()
    others = [code for key, codes in AREA_CODES.items() if key != state for code in codes.split()]
    while True:
        for codes in (own, others):
            found = [f"{code}555{line}" for code in codes for line in LINES]
            dice.shuffle(found)
            yield from found


def weighted(dice: random.Random, pairs: Iterable[tuple[Any, float]]) -> Any:
    """One of (value, weight), by weight."""
    values, weights = zip(*pairs, strict=True)
    return dice.choices(values, weights)[0]
