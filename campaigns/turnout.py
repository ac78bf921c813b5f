"""How many will come: shrunk show rates, as field experience has them, and what is still missing.

A rate is (prior mean x strength + those who came) / (strength + those who were expected), with strength 20. Prior means:
half of a plain yes comes ("rule of halves"), more with each confirmation. Source: domain knowledge of the field; the
prior gives way to the organization's own record as that grows.
"""

import math
from dataclasses import dataclass

from django.db.models import Count, Q

from campaigns.models import Action, Signup, SignupStatus
from crm.access.actors import Actor

STRENGTH = 20
PRIOR = {"maybe": 0.2, "yes": 0.5, "confirmed": 0.6, "confirmed_twice": 0.68}


@dataclass(frozen=True)
class Funnel:
    """Counts of one action. `expected` with its range (10th to 90th percentile, normal approximation of the
    Poisson-binomial) holds before the day; `yeses_needed` is None without a goal."""

    asked: int
    yes: int
    confirmed: int
    came: int
    walked_in: int
    expected: float
    low: int
    high: int
    yeses_needed: int | None

    @property
    def expected_people(self) -> int:
        return round(self.expected)


def funnel(actor: Actor, action: Action) -> Funnel:
    signups = Signup.objects.visible_to(actor).filter(action=action)
    counts = signups.aggregate(
        asked=Count("id", filter=~Q(status__in=["to_ask", "walk_in"])),
        yes_only=Count("id", filter=Q(status="yes")),
        maybe=Count("id", filter=Q(status="maybe")),
        once=Count("id", filter=Q(status="confirmed", confirmations=1)),
        twice=Count("id", filter=Q(status="confirmed", confirmations__gt=1)),
        came=Count("id", filter=Q(status="attended")),
        missed=Count("id", filter=Q(status="no_show")),
        walked_in=Count("id", filter=Q(status="walk_in")),
    )
    rates = show_rates(actor)
    groups = [
        (counts["maybe"], rates["maybe"]),
        (counts["yes_only"], rates["yes"]),
        (counts["once"], rates["confirmed"]),
        (counts["twice"], rates["confirmed_twice"]),
    ]
    expected = sum(n * p for n, p in groups)
    spread = 1.2816 * math.sqrt(sum(n * p * (1 - p) for n, p in groups))
    confirmed = counts["once"] + counts["twice"]
    missing = math.ceil(max(0.0, action.goal - expected) / rates["yes"]) if action.goal else None
    return Funnel(
        asked=counts["asked"],
        yes=counts["yes_only"] + confirmed + counts["came"] + counts["missed"],
        confirmed=confirmed,
        came=counts["came"],
        walked_in=counts["walked_in"],
        expected=expected,
        low=max(0, math.floor(expected - spread)),
        high=math.ceil(expected + spread),
        yeses_needed=missing,
    )


def show_rates(actor: Actor) -> dict[str, float]:
    """By the last promise before the day, from closed sign-ups of this organization, pulled towards the prior."""
    closed = Signup.objects.visible_to(actor).filter(status__in=["attended", "no_show"])
    rates = dict(PRIOR)
    by_promise = {
        "confirmed_twice": closed.filter(confirmations__gt=1),
        "confirmed": closed.filter(confirmations=1),
        "yes": closed.filter(
            confirmations=0, pk__in=SignupStatus.objects.filter(status="yes").values("signup_id")
        ),
    }
    for promise, rows in by_promise.items():
        seen = rows.aggregate(all=Count("id"), came=Count("id", filter=Q(status="attended")))
        rates[promise] = (PRIOR[promise] * STRENGTH + seen["came"]) / (STRENGTH + seen["all"])
    return rates
