"""A saved filter in plain words: "Parent or caregiver, in Alder County, no talk since Oct 1"."""

import datetime
from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contacts import facts
from contacts.facts import Asking, Choice
from contacts.segments.definition import Definition, Group, Rule

MOST_NAMED = 4


class Wording:
    """Reads the choices of each fact once, however many lists are put into words."""

    def __init__(self, asking: Asking):
        self.asking = asking
        self._choices: dict[str, dict[str, Choice]] = {}
        self._few: dict[tuple, dict[str, Choice]] = {}

    def summary(self, definition: Definition) -> str:
        groups = [self._group(group, alone=len(definition.groups) == 1) for group in definition.groups]
        words = (_apart(groups) if definition.match == "all" else _(", or ")).join(groups)
        return words[:1].upper() + words[1:]

    def warnings(self, definition: Definition) -> list[str]:
        """What is named there and not in use any more."""
        said: dict[str, None] = {}
        for rule in definition.rules:
            told = facts.fact(rule.fact)
            if told is None or rule.operator is None:
                said[_("It asks for something that is not kept here any more, so it fits nobody.")] = None
            elif not self.asking.actor.can(told.needs):
                said[_("It asks for something that your role does not see, so it fits nobody for you.")] = (
                    None
                )
            elif told.is_gone(self.asking):
                said[_("“%(label)s” is retired.") % {"label": told.label}] = None
            elif rule.operator.takes == "choices":
                said |= dict.fromkeys(self._gone(rule))
        return list(said)

    def unread(self, names: Sequence[str]) -> list[str]:
        """Facts of conditions that cannot be read, in words."""
        labels = [str(told.label) for name in names if (told := facts.fact(name))]
        if not labels:
            return [_("A condition cannot be read, so the list fits nobody.")]
        return [
            _("The condition “%(label)s” cannot be read, so the list fits nobody.") % {"label": label}
            for label in dict.fromkeys(labels)
        ]

    def rule(self, rule: Rule) -> str:
        told = facts.fact(rule.fact)
        if told is None or rule.operator is None:
            return _("something that is not kept here any more")
        words = told.words.get(rule.is_, rule.operator.words)
        return str(words) % {"label": told.label, "value": self._value(rule)}

    def _group(self, group: Group, *, alone: bool) -> str:
        rules = [self.rule(rule) for rule in group.rules]
        words = (_apart(rules) if group.match == "all" else _(" or ")).join(rules)
        if group.negated:
            return _("not (%(words)s)") % {"words": words}
        return words if alone or len(group.rules) == 1 else f"({words})"

    def _value(self, rule: Rule) -> str:
        if isinstance(rule.value, datetime.date):
            is_this_year = rule.value.year == self.asking.today.year
            return date_format(rule.value, "MONTH_DAY_FORMAT" if is_this_year else "DATE_FORMAT")
        if not isinstance(rule.value, list):
            return "" if rule.value is None else str(rule.value)
        known = self._named(rule)
        labels = [str(known[key].label) if key in known else _("(gone)") for key in rule.value[:MOST_NAMED]]
        if len(rule.value) > MOST_NAMED:
            labels.append(_("%(n)s more") % {"n": len(rule.value) - MOST_NAMED})
        return listed(labels, _("or"))

    def _gone(self, rule: Rule) -> list[str]:
        known, told = self._named(rule), facts.fact(rule.fact)
        found = []
        for key in rule.value:
            if key not in known:
                found.append(
                    _("%(label)s: one of the choices does not exist any more.") % {"label": told.label}
                )
            elif known[key].is_gone:
                values = {"label": told.label, "name": known[key].label}
                found.append(_("%(label)s: “%(name)s” is retired.") % values)
        return found

    def _named(self, rule: Rule) -> dict[str, Choice]:
        told = facts.fact(rule.fact)
        if told is None or told.lookup is None:
            return self.choices(rule.fact)
        key = (rule.fact, *rule.value)
        if key not in self._few:
            self._few[key] = {choice.key: choice for choice in told.named(self.asking, rule.value)}
        return self._few[key]

    def choices(self, name: str) -> dict[str, Choice]:
        if name not in self._choices:
            told = facts.fact(name)
            self._choices[name] = {choice.key: choice for choice in told.choices(self.asking)} if told else {}
        return self._choices[name]


def _apart(words: list[str]) -> str:
    """What stands between them: a comma, unless there are commas within."""
    return "; " if any("," in one for one in words) else ", "


def listed(words: list[str], joint: str) -> str:
    """a, b or c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"
