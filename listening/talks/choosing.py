"""Whom of many people somebody may call, and why not the others."""

import uuid
from collections import Counter
from dataclasses import dataclass

from contacts.consent import Purpose, consent_of
from contacts.querysets import ContactQuerySet
from listening.services.talks.calling import MOST_CALLS

LOOKED_AT = 2_000  # of those left out, each is asked why; in a longer list the rest is only counted


@dataclass(frozen=True)
class Whom:
    """`people` in the order in which they are called: whom we talked with longest ago comes first."""

    total: int
    allowed: int
    people: list[uuid.UUID]
    why: list[tuple[str, int]]  # a sentence of the rules of consent, how many
    unlooked: int  # left out, and not asked why

    @property
    def left_out(self) -> int:
        return self.total - self.allowed

    @property
    def later(self) -> int:
        """May be called, in another list."""
        return self.allowed - len(self.people)


def whom(chosen: ContactQuerySet) -> Whom:
    """`chosen` holds people whom the reader may see, none else."""
    allowed = chosen.reachable(by="call")
    total, count = chosen.order_by().count(), allowed.order_by().count()
    first = allowed.order_by("last_talk_at", "sort_name", "pk").values_list("pk", flat=True)[:MOST_CALLS]
    out = list(chosen.exclude(pk__in=allowed.order_by().values("pk")).order_by("pk")[:LOOKED_AT])
    why = Counter(str(one.may(Purpose.CALL).reason) for one in consent_of(out).values())
    return Whom(
        total=total,
        allowed=count,
        people=list(first),
        why=sorted(why.items(), key=lambda line: (-line[1], line[0])),
        unlooked=total - count - len(out),
    )
