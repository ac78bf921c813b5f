"""The small declarative classes a room registers: a fact on the contact's own row, or told by rows that hang on it."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, Expression, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise

from contacts.facts.asking import Asking, Brief, Choice, start_of
from contacts.facts.operators import OPERATORS, Kind, Operator
from contacts.models import Contact
from crm.access.roles import Permission

Text = str | Promise
NOTHING = Q(pk__in=[])


@dataclass(frozen=True, kw_only=True)
class Fact:
    """`words` overrides how a condition is said, by the operator's key. `needs`: who may ask it at all. `lookup` names
    a few choices where reading all of them costs more."""

    name: str
    label: Text
    kind: Kind
    group: Text
    needs: Permission = Permission.VIEW_ALL_CONTACTS
    options: Callable[[Asking], Sequence[Choice]] | None = None
    lookup: Callable[[Asking, Sequence[str]], Sequence[Choice]] | None = None
    words: Mapping[str, Text] = field(default_factory=dict)
    brief: Callable[[Asking, Sequence[Contact]], Mapping[Any, Brief]] | None = None

    @property
    def operators(self) -> tuple[Operator, ...]:
        return OPERATORS[self.kind]

    def operator(self, key: str) -> Operator | None:
        return next((operator for operator in self.operators if operator.key == key), None)

    def is_gone(self, asking: Asking) -> bool:
        """Retired: a kept filter still asks it and says so."""
        return False

    def choices(self, asking: Asking) -> list[Choice]:
        return list(self.options(asking)) if self.options else []

    def named(self, asking: Asking, keys: Sequence[str]) -> list[Choice]:
        """These choices, as they are called."""
        return list(self.lookup(asking, keys)) if self.lookup else self.choices(asking)

    def where(self, asking: Asking, is_: str, value: Any = None) -> Q:
        """The condition on a contact. A day is a date, days and numbers are integers, choices a list of keys."""
        match is_:
            case "in_last":
                return self.since(asking, asking.days_ago(value))
            case "not_in_last":
                return ~self.since(asking, asking.days_ago(value))
            case "since":
                return self.since(asking, value)
            case "not_since":
                return ~self.since(asking, value)
            case "ever" | "known" | "yes":
                return self.holds(asking)
            case "never" | "unknown" | "no":
                return ~self.holds(asking)
            case "at_least":
                return self.at_least(asking, value)
            case "at_most":
                return ~self.at_least(asking, value + 1)
            case "is":
                return self.among(asking, value if isinstance(value, list) else [value])
            case "is_not":
                return ~self.among(asking, value)
            case "begins":
                return self.begins(asking, value)
        raise LookupError(f"{self.name} cannot be asked {is_!r}")

    def holds(self, asking: Asking) -> Q:
        raise NotImplementedError

    def since(self, asking: Asking, moment: datetime.date | datetime.datetime) -> Q:
        raise NotImplementedError

    def among(self, asking: Asking, keys: list[str]) -> Q:
        raise NotImplementedError

    def at_least(self, asking: Asking, number: int) -> Q:
        raise NotImplementedError

    def begins(self, asking: Asking, text: str) -> Q:
        raise NotImplementedError

    def shown(self, asking: Asking) -> Expression | F:
        """For annotate()."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class OfContact(Fact):
    """A column of the contact. `is_moment`: it holds an instant, not a day. `empty`: what stands for not known."""

    column: str
    is_moment: bool = False
    empty: Any = None

    def holds(self, asking: Asking) -> Q:
        if self.kind == Kind.YES_NO:
            return Q(**{self.column: True})
        return ~Q(**{self.column: self.empty})

    def since(self, asking: Asking, moment: datetime.date | datetime.datetime) -> Q:
        # Said twice so that its opposite takes in those without any.
        return Q(**{f"{self.column}__gte": _fits(moment, self.is_moment), f"{self.column}__isnull": False})

    def among(self, asking: Asking, keys: list[str]) -> Q:
        if self.kind == Kind.TEXT:
            return Q(**{f"{self.column}__iexact": keys[0]})
        return Q(**{f"{self.column}__in": keys})

    def at_least(self, asking: Asking, number: int) -> Q:
        return Q(**{f"{self.column}__gte": number, f"{self.column}__isnull": False})

    def begins(self, asking: Asking, text: str) -> Q:
        return Q(**{f"{self.column}__istartswith": text})

    def shown(self, asking: Asking) -> F:
        return F(self.column)


@dataclass(frozen=True, kw_only=True)
class OfRows(Fact):
    """Told by rows with organization_id and contact_id. `at`: their day or instant; `of`: the column of the choice."""

    rows: Callable[[Asking], QuerySet]
    at: str = ""
    of: str = ""
    is_moment: bool = True

    def holds(self, asking: Asking) -> Q:
        return Q(Exists(self.theirs(asking)))

    def since(self, asking: Asking, moment: datetime.date | datetime.datetime) -> Q:
        return Q(Exists(self.theirs(asking).filter(**{f"{self.at}__gte": _fits(moment, self.is_moment)})))

    def among(self, asking: Asking, keys: list[str]) -> Q:
        lookup = {self.of: keys[0]} if len(keys) == 1 else {f"{self.of}__in": keys}
        return Q(Exists(self.theirs(asking).filter(**lookup)))

    def begins(self, asking: Asking, text: str) -> Q:
        return Q(Exists(self.theirs(asking).filter(**{f"{self.of}__istartswith": text})))

    def at_least(self, asking: Asking, number: int) -> Q:
        if number <= 0:
            return ~NOTHING
        # The so-manieth row: stops reading there, and needs no grouping.
        return Q(Exists(self.theirs(asking).order_by()[number - 1 :])) if number > 1 else self.holds(asking)

    def shown(self, asking: Asking) -> Expression:
        rows = self.theirs(asking)
        if self.kind == Kind.YES_NO:
            return Exists(rows)
        if self.kind == Kind.NUMBER:
            counted = rows.order_by().values("organization_id").annotate(n=Count("*")).values("n")
            return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
        column = self.at if self.kind == Kind.DATE else self.of
        latest = rows.order_by(f"-{self.at}") if self.at else rows
        return Subquery(latest.values(column)[:1])

    def theirs(self, asking: Asking, contact: str = "pk") -> QuerySet:
        """Those of one person of the outer query, whose id stands there as `contact`."""
        return self.rows(asking).filter(
            organization_id=OuterRef("organization_id"), contact_id=OuterRef(contact)
        )


def _fits(moment: datetime.date | datetime.datetime, is_moment: bool) -> datetime.date | datetime.datetime:
    if is_moment:
        return moment if isinstance(moment, datetime.datetime) else start_of(moment)
    return timezone.localdate(moment) if isinstance(moment, datetime.datetime) else moment
