"""Keyset paging: a page costs one query however deep it lies, and rows do not drift under the reader."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.crypto import salted_hmac

AFTER, BEFORE, SORT = "after", "before", "sort"
PLACE = frozenset({AFTER, BEFORE})
WINDOW = 1_500


@dataclass(frozen=True)
class Key:
    """One column of an order. Empty values come last in either direction."""

    name: str
    descending: bool
    nullable: bool

    def order(self, *, backwards: bool) -> Any:
        down = self.descending != backwards
        if not self.nullable:
            return F(self.name).desc() if down else F(self.name).asc()
        empties = {"nulls_first": True} if backwards else {"nulls_last": True}
        return F(self.name).desc(**empties) if down else F(self.name).asc(**empties)

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def beyond(self, value: Any, *, backwards: bool) -> Q | None:
        """Rows past `value`; None when there can be none (after the empties, or before a missing start)."""
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if backwards else None
        operator = "lt" if self.descending != backwards else "gt"
        further = Q(**{f"{self.name}__{operator}": value})
        if self.nullable and not backwards:
            further |= Q(**{f"{self.name}__isnull": True})
        return further


@dataclass(frozen=True)
class Page:
    """A page of rows. `next_url` and `previous_url` are query strings, empty where there is nothing more."""

    rows: list[Any]
    next_url: str
    previous_url: str
    sort: str
    sorts: tuple[str, ...]
    query: QueryDict

    def __iter__(self):
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def sort_url(self, name: str) -> str:
        """Sort by `name`, or turn the order round when it is the current one."""
        return _url(self.query, **{SORT: f"-{name}" if self.sort == name else name})

    def direction(self, name: str) -> str:
        """For aria-sort: the current direction of a column, or '' when another column leads."""
        if self.sort.lstrip("-") != name:
            return ""
        return "descending" if self.sort.startswith("-") else "ascending"


class OneOf(Func):
    """`column = any(array(...))`. Where a filter joins many tables, PostgreSQL would read everybody to find these few
    among them; an array it works out first, and looks each of them up."""

    template, arg_joiner, output_field = "%(expressions)s)", " = any(", BooleanField()


def keyset(
    queryset: QuerySet,
    request: HttpRequest,
    *,
    sorts: Mapping[str, Sequence[str]],
    default: str,
    size: int = 50,
    within: tuple[QuerySet, QuerySet] | None = None,
) -> Page:
    """One page of `queryset` in the order asked for by `?sort=`, one query.

    within: the queryset before its filters, and with them as they are best asked of a few rows. Where the next WINDOW
    rows of the first hold a page, they are all that is read: filters that fit many would else be worked out for
    everybody before the first row is known. Two queries at most.

    sorts: name -> fields, each ending in a unique field; '-name' turns it round. Others are ignored.
    default: the sort without `?sort=`, a name of `sorts`, '-' allowed.
    A cursor that is forged, stale or of another list gives the first page.
    """
    sort = request.GET.get(SORT, default)
    if sort.removeprefix("-") not in sorts:
        sort = default
    keys = _keys(queryset, sorts[sort.removeprefix("-")], turned=sort.startswith("-"))
    scope = f"{queryset.model._meta.label}:{sort}"
    backwards, values = _place(request.GET, scope, len(keys))
    if values is not None:
        try:
            beyond = _beyond(keys, values, backwards=backwards)
            queryset = queryset.filter(beyond)
            within = (within[0].filter(beyond), within[1]) if within else None
        except (ValueError, TypeError, ValidationError):
            # The value no longer fits its column: the cursor is older than a change of ours.
            backwards, values = False, None
    order = [key.order(backwards=backwards) for key in keys]
    rows: list[Any] = []
    if within:
        near = within[0].order_by(*order).values("pk")[:WINDOW]
        rows = list(within[1].filter(OneOf(F("pk"), ArraySubquery(near))).order_by(*order)[: size + 1])
    if len(rows) <= size:
        rows = list(queryset.order_by(*order)[: size + 1])
    more = len(rows) > size
    rows = rows[:size][::-1] if backwards else rows[:size]
    has_previous = more if backwards else values is not None
    has_next = True if backwards else more
    query = request.GET.copy()
    return Page(
        rows=rows,
        next_url=_url(query, **{AFTER: _token(scope, keys, rows[-1])}) if rows and has_next else "",
        previous_url=_url(query, **{BEFORE: _token(scope, keys, rows[0])}) if rows and has_previous else "",
        sort=sort,
        sorts=tuple(sorts),
        query=query,
    )


def _beyond(keys: list[Key], values: list[Any], *, backwards: bool) -> Q:
    steps = []
    same = Q()
    for key, value in zip(keys, values, strict=True):
        further = key.beyond(value, backwards=backwards)
        if further is not None:
            steps.append(same & further)
        same &= key.same(value)
    condition = reduce(or_, steps) if steps else Q(pk__in=[])
    first = keys[0]
    if not first.nullable and len(keys) > 1:
        # Said twice on purpose: PostgreSQL takes this half as the start of an index range, the OR it cannot.
        edge = "lte" if first.descending != backwards else "gte"
        condition &= Q(**{f"{first.name}__{edge}": values[0]})
    return condition


def _keys(queryset: QuerySet, fields: Sequence[str], *, turned: bool) -> list[Key]:
    return [
        Key(f.removeprefix("-"), f.startswith("-") != turned, _nullable(queryset, f.removeprefix("-")))
        for f in fields
    ]


def _nullable(queryset: QuerySet, name: str) -> bool:
    if name == "pk":
        return False
    try:
        return queryset.model._meta.get_field(name).null
    except FieldDoesNotExist:
        # An annotation or a path through a relation: assume that it may be empty.
        return True


def _place(query: QueryDict, scope: str, length: int) -> tuple[bool, list[Any] | None]:
    for name, backwards in ((AFTER, False), (BEFORE, True)):
        if token := query.get(name):
            values = _read(token, scope)
            return (backwards, values) if values and len(values) == length else (False, None)
    return False, None


def _token(scope: str, keys: list[Key], row: Any) -> str:
    # Encrypted, not only signed: a sort value may be somebody's name, and URLs end up in logs.
    values = [_plain(_value(row, key.name)) for key in keys]
    return _cipher().encrypt(json.dumps([scope, values]).encode()).decode().rstrip("=")


def _read(token: str, scope: str) -> list[Any] | None:
    try:
        payload = _cipher().decrypt((token + "=" * (-len(token) % 4)).encode())
    except (InvalidToken, UnicodeEncodeError):
        return None
    of, values = json.loads(payload)
    return values if of == scope else None


def _cipher() -> Fernet:
    return Fernet(urlsafe_b64encode(salted_hmac("crm.ui.paging", "cursor", algorithm="sha256").digest()))


def _value(row: Any, name: str) -> Any:
    if isinstance(row, Mapping):
        return row[name]
    for part in name.split("__"):
        row = None if row is None else getattr(row, part)
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value


def _url(query: QueryDict, **changes: str) -> str:
    """The current query string with `changes`, from the first page on unless a cursor is among them."""
    new = query.copy()
    for name in PLACE:
        new.pop(name, None)
    for name, value in changes.items():
        new[name] = value
    return f"?{new.urlencode()}"
