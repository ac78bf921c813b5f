"""The builder of saved lists: groups of conditions as fields of one form. It reads the same from an address and from a
post, so that every step works without JavaScript and a half-built list can be kept as a link."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts import facts
from contacts.facts import Asking
from contacts.forms.rules import RuleForm
from contacts.segments.definition import (
    MOST_GROUPS,
    MOST_RULES,
    VERSION,
    Definition,
    Malformed,
    parse,
)
from contacts.segments.words import Wording

PLACE = re.compile(r"^g(\d{1,2})r(\d{1,2})-fact$")
SAME = {
    "stake": "contacts.stake",
    "state": "contacts.state",
    "district": "contacts.district",
    "school": "contacts.school",
    "tag": "contacts.tag",
    "owner": "contacts.owner",
    "status": "contacts.status",
}
MATCHES = [("all", _("all of these")), ("any", _("any of these"))]


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name of the list"), max_length=80)
    is_shared = forms.BooleanField(label=_("For everybody here"), required=False)


class TopForm(forms.Form):
    match = forms.ChoiceField(label=_("People who fit"), choices=MATCHES, required=False)


class GroupForm(forms.Form):
    match = forms.ChoiceField(label=_("Within this group"), choices=MATCHES, required=False)
    negated = forms.BooleanField(
        label=pgettext_lazy("a group of conditions", "Turn round: who does not fit"), required=False
    )


@dataclass
class BuiltGroup:
    number: int
    form: GroupForm
    rules: list[RuleForm]


class Builder:
    """What is built so far. `do` is the button that was pressed: add-rule-0, drop-0-1, add-group, drop-group-1."""

    def __init__(self, data: QueryDict, asking: Asking, do: str = ""):
        self.asking = asking
        self.wording = Wording(asking)
        self.places = self._places(data, do)
        self.data = data
        self.top = TopForm(data or None, initial={"match": "all"})

    @cached_property
    def groups(self) -> list[BuiltGroup]:
        return [
            BuiltGroup(
                number,
                GroupForm(self.data, prefix=f"g{number}"),
                [self._rule(number, rule) for rule in rules],
            )
            for number, rules in self.places.items()
        ]

    @cached_property
    def definition(self) -> Definition | None:
        """What the finished conditions say together; None while there is none."""
        groups = []
        for group in self.groups:
            rules = [rule for form in group.rules if (rule := form.rule())]
            given = group.form.cleaned_data if group.form.is_valid() else {}
            if rules:
                match = given.get("match") or "all"
                groups.append({"match": match, "not": given.get("negated", False), "rules": rules})
        match = self.data.get("match") if self.data.get("match") in ("all", "any") else "all"
        try:
            return parse({"version": VERSION, "match": match, "groups": groups})
        except Malformed:
            return None

    @property
    def has_groups(self) -> bool:
        return len(self.groups) > 1

    @property
    def may_add_group(self) -> bool:
        return len(self.groups) < MOST_GROUPS

    def _rule(self, group: int, rule: int) -> RuleForm:
        prefix = f"g{group}r{rule}"
        told = facts.fact(self.data.get(f"{prefix}-fact", ""))
        if told is not None and not self.asking.actor.can(told.needs):
            told = None
        choices = list(self.wording.choices(told.name).values()) if told else []
        form = RuleForm(self.data, prefix=prefix, asking=self.asking, choices=choices, told=told)
        form.place = f"{group}-{rule}"
        return form

    def _places(self, data: QueryDict, do: str) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for group, rule in sorted(
            (int(match[1]), int(match[2])) for name in data if (match := PLACE.match(name))
        ):
            found.setdefault(group, []).append(rule)
        act, _dash, where = do.partition(" ")
        numbers = [int(part) for part in where.split("-") if part.isdigit()]
        if act == "drop" and len(numbers) == 2:
            group, rule = numbers
            found[group] = [one for one in found.get(group, []) if one != rule]
        elif act == "drop-group" and numbers:
            found.pop(numbers[0], None)
        elif act == "add-rule" and numbers and numbers[0] in found:
            rules = found[numbers[0]]
            if len(rules) < MOST_RULES:
                rules.append(max(rules) + 1)
        elif act == "add-group" and len(found) < MOST_GROUPS:
            found[max(found, default=-1) + 1] = [0]
        found = {group: rules for group, rules in found.items() if rules}
        return found or {0: [0]}


def as_address(definition: Definition) -> QueryDict:
    """A kept list as the builder reads it."""
    query = QueryDict(mutable=True)
    query["match"] = definition.match
    for g, group in enumerate(definition.groups):
        query[f"g{g}-match"] = group.match
        if group.negated:
            query[f"g{g}-negated"] = "on"
        for r, rule in enumerate(group.rules):
            prefix = f"g{g}r{r}"
            query[f"{prefix}-fact"], query[f"{prefix}-how"] = rule.fact, rule.is_
            if isinstance(rule.value, list):
                query.setlist(f"{prefix}-value", rule.value)
            elif rule.value is not None:
                query[f"{prefix}-value"] = str(rule.as_json()["value"])
    return query


def from_filters(chosen: Mapping[str, Any]) -> Definition | None:
    """The filters of the list of people as a list that can be kept. A word that was searched for is not one of them."""
    rules: list[dict[str, Any]] = []
    for name, fact in SAME.items():
        if value := chosen.get(name):
            rules.append({"fact": fact, "is": "is", "value": [str(getattr(value, "pk", value))]})
    if talk := chosen.get("talk"):
        rules += _talk(talk)
    if minors := chosen.get("minors"):
        rules.append({"fact": "contacts.minor", "is": "yes" if minors == "only" else "no"})
    return parse({"version": VERSION, "groups": [{"rules": rules}]}) if rules else None


def _talk(talk: str) -> list[dict[str, Any]]:
    fact = "contacts.last_talk"
    if talk == "never":
        return [{"fact": fact, "is": "never"}]
    if talk.startswith("in-"):
        return [{"fact": fact, "is": "in_last", "value": int(talk.removeprefix("in-"))}]
    return [{"fact": fact, "is": "ever"}, {"fact": fact, "is": "not_in_last", "value": int(talk)}]
