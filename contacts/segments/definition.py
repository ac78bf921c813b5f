"""A filter as it is kept: groups of conditions on contact facts. Pure; knows no row and no actor.

{"version": 1, "match": "all", "groups": [
    {"match": "any", "not": false, "rules": [{"fact": "contacts.stake", "is": "is", "value": ["parent"]}]}]}
"""

import datetime
from dataclasses import dataclass
from typing import Any, Literal, get_args

from django.utils.translation import gettext_lazy as _

from contacts.facts import Operator, fact
from crm.access.errors import DomainError

VERSION = 1
Match = Literal["all", "any"]
MOST_GROUPS, MOST_RULES, MOST_VALUES, LONGEST = 8, 12, 500, 200
MOST_DAYS, MOST_NUMBER = 36_500, 1_000_000


class Malformed(DomainError):
    sentence = _("This list cannot be read. Build it anew.")


@dataclass(frozen=True)
class Rule:
    """`value` as the operator takes it: a date, an integer, a list of keys, a text or nothing."""

    fact: str
    is_: str
    value: Any = None

    @property
    def operator(self) -> Operator | None:
        """None when no room tells this fact any more."""
        told = fact(self.fact)
        return told.operator(self.is_) if told else None

    def as_json(self) -> dict[str, Any]:
        value = self.value.isoformat() if isinstance(self.value, datetime.date) else self.value
        return {"fact": self.fact, "is": self.is_} | ({} if value is None else {"value": value})


@dataclass(frozen=True)
class Group:
    rules: tuple[Rule, ...]
    match: Match = "all"
    negated: bool = False

    def as_json(self) -> dict[str, Any]:
        return {"match": self.match, "not": self.negated, "rules": [rule.as_json() for rule in self.rules]}


@dataclass(frozen=True)
class Definition:
    groups: tuple[Group, ...]
    match: Match = "all"

    @property
    def rules(self) -> list[Rule]:
        return [rule for group in self.groups for rule in group.rules]

    def as_json(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "match": self.match,
            "groups": [group.as_json() for group in self.groups],
        }


def parse(data: Any) -> Definition:
    """Raises Malformed. A fact that no room tells any more is kept: whom it fits is another question."""
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise Malformed
    groups = data.get("groups")
    if not isinstance(groups, list) or not 0 < len(groups) <= MOST_GROUPS:
        raise Malformed
    return Definition(groups=tuple(map(_group, groups)), match=_match(data))


def parts(data: Any) -> tuple[Definition | None, list[str]]:
    """Of a filter that cannot be read as a whole: what can be read, and the names of the facts that cannot be asked."""
    groups, unread = [], []
    said = data.get("groups") if isinstance(data, dict) else None
    for group in said if isinstance(said, list) else []:
        rules = []
        for rule in (
            group["rules"] if isinstance(group, dict) and isinstance(group.get("rules"), list) else []
        ):
            try:
                rules.append(_rule(rule).as_json())
            except Malformed:
                unread.append(str(rule.get("fact", "")) if isinstance(rule, dict) else "")
        groups += [group | {"rules": rules}] if rules else []
    try:
        return parse({"version": VERSION, "match": data.get("match", "all"), "groups": groups}), unread
    except (Malformed, AttributeError):
        return None, unread


def _group(data: Any) -> Group:
    rules = data.get("rules") if isinstance(data, dict) else None
    if not isinstance(rules, list) or not 0 < len(rules) <= MOST_RULES:
        raise Malformed
    return Group(rules=tuple(map(_rule, rules)), match=_match(data), negated=data.get("not") is True)


def _match(data: dict[str, Any]) -> Match:
    match = data.get("match", "all")
    if match not in get_args(Match):
        raise Malformed
    return match


def _rule(data: Any) -> Rule:
    if not isinstance(data, dict):
        raise Malformed
    name, is_, value = data.get("fact"), data.get("is"), data.get("value")
    if not isinstance(name, str) or not isinstance(is_, str) or len(name) > LONGEST:
        raise Malformed
    told = fact(name)
    if told is None:
        return Rule(name, is_, value)
    operator = told.operator(is_)
    if operator is None:
        raise Malformed
    return Rule(name, is_, _value(operator.takes, value))


def _value(takes: str, value: Any) -> Any:
    match takes:
        case "nothing":
            return None
        case "days":
            return _whole(value, 1, MOST_DAYS)
        case "number":
            return _whole(value, 0, MOST_NUMBER)
        case "day":
            try:
                return datetime.date.fromisoformat(value)
            except (TypeError, ValueError):
                raise Malformed from None
        case "text":
            if not isinstance(value, str) or not 0 < len(value) <= LONGEST:
                raise Malformed
            return value
    if not isinstance(value, list) or not 0 < len(value) <= MOST_VALUES:
        raise Malformed
    if not all(isinstance(key, str) and len(key) <= LONGEST for key in value):
        raise Malformed
    return value


def _whole(value: Any, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Malformed
    return value
