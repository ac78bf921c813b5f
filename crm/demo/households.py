"""Who lives with whom, who is what to whom, where people stand, and the organization's own questions. Dice of its own, so
that everything else falls as it would without."""

import random
from datetime import timedelta
from itertools import pairwise
from typing import Any

from contacts import customs
from contacts.models import (
    Assessment,
    CustomField,
    CustomValue,
    Household,
    HouseholdMember,
    Relationship,
    Rung,
    RungStep,
)
from contacts.services.ladders import FIRST_LADDER
from crm.demo.world import Someone, World, weighted

QUESTIONS = (
    ("Bus line", "text", (), "To ask the neighbors at one stop together."),
    ("May host a meeting", "yes_no", (), "A living room or a yard for ten people."),
    ("Children in school", "number", (), "How many chairs and how much childcare."),
    ("Best time to talk", "choice", ("Mornings", "Afternoons", "Evenings", "Weekends"), "When to call."),
    (
        "Can help with",
        "choices",
        ("Phone calls", "Rides", "Food", "Childcare", "Interpreting"),
        "Who to ask first.",
    ),
    ("Member since", "date", (), "Signed the pledge of this organization."),
)
ANSWERED, ASSESSED, BROUGHT_BY_SOMEBODY, PARTNERS = 0.3, 0.3, 0.05, 0.5
CLIMBED = ((1, 40), (2, 26), (3, 15), (4, 9), (5, 5), (6, 3))  # above the lowest, for who was talked with
WHY_CLIMBED = (
    "Came to the house meeting",
    "Spoke at the board",
    "Brought two neighbors",
    "Hosts at home",
    "",
)
LEVELS = ((1, 10), (2, 36), (3, 34), (4, 13), (5, 7))
WHY_ASSESSED = {
    1: ("Came with three others", "Speaks at the board"),
    2: ("Signed the petition", "Said they will come"),
    3: ("Wants to think about it", ""),
    4: ("Did not want to sign", ""),
    5: ("Spoke against it", ""),
}
REMEMBERED = 120


class Kin:
    def __init__(self, world: World):
        self.world = world
        self.dice = random.Random(f"{world.partner.key} kin")
        self.rungs: list[str] = []
        self.fields: list[CustomField] = []
        self.met: list[Someone] = []

    def lay_out(self) -> None:
        sheets, ids = self.world.sheets, self.world.ids
        for position, (name, name_es, meaning) in enumerate(FIRST_LADDER, 1):
            self.rungs.append(ids())
            sheets.add(
                Rung, id=self.rungs[-1], position=position, name=name, name_es=name_es, meaning=meaning
            )
        for position, (name, kind, options, meaning) in enumerate(QUESTIONS, 1):
            field = CustomField(id=ids(), name=name, kind=kind, options=list(options))
            self.fields.append(field)
            sheets.add(
                CustomField,
                id=field.id,
                name=name,
                kind=kind,
                options=list(options),
                meaning=meaning,
                position=position,
                owner_id=self.world.team.staff.id,
            )

    def live_together(self, people: list[Someone]) -> None:
        """A household, with guardians for its minors and siblings among them."""
        if len(people) < 2:
            return
        sheets, ids, first = self.world.sheets, self.world.ids, people[0].values
        household = ids()
        families = list(
            dict.fromkeys(one.values["family_name"] for one in people if one.values["family_name"])
        )
        where = {name: first[name] for name in ("street", "city", "state", "zip_code")}
        sheets.add(Household, id=household, name=f"{' – '.join(families[:3])} household", **where)
        for one in people:
            joined = one.created_at.date()
            sheets.add(
                HouseholdMember,
                id=ids(),
                household_id=household,
                contact_id=one.id,
                joined_on=joined,
                left_on=None,
            )
        adults = [one for one in people if not one.is_minor and "student" not in one.kinds]
        minors = [one for one in people if one.is_minor]
        for child in minors:
            for adult in adults[:2]:
                self.relate(adult, child, "guardian")
        for one, other in pairwise(minors):
            self.relate(one, other, "sibling")
        if len(adults) > 1 and self.dice.random() < PARTNERS:
            self.relate(adults[0], adults[1], "partner")

    def relate(self, one: Someone, other: Someone, kind: str, **values: Any) -> None:
        self.world.sheets.add(
            Relationship, id=self.world.ids(), contact_id=one.id, other_id=other.id, kind=kind, **values
        )

    def about(self, someone: Someone) -> None:
        """After their talks are known, and before the next person."""
        self._climb(someone)
        self._assess(someone)
        self._answer(someone)
        if self.met and not someone.is_minor and self.dice.random() < BROUGHT_BY_SOMEBODY:
            self.relate(self.dice.choice(self.met), someone, "recruited", starts_on=someone.created_at.date())
        if someone.talks and not someone.is_minor:
            self.met = [*self.met[-REMEMBERED:], someone]

    def _climb(self, someone: Someone) -> None:
        if not someone.talks and (not someone.keys or self.dice.random() < 0.6):
            return
        height = weighted(self.dice, CLIMBED) if someone.talks else 0
        first = min((talk.at for talk in someone.talks), default=someone.created_at)
        last = max((talk.at for talk in someone.talks), default=someone.created_at)
        if height > 1 and last.date() > first.date():
            self._step(someone, 1, first, last.date(), "")
            first = last
        self._step(someone, height, first, None, self.dice.choice(WHY_CLIMBED) if height > 1 else "")

    def _step(self, someone: Someone, height: int, at, until, reason: str) -> None:
        self.world.sheets.add(
            RungStep,
            id=self.world.ids(),
            contact_id=someone.id,
            rung_id=self.rungs[height],
            since=at.date(),
            until=until,
            basis="organizer" if reason else "rule",
            reason=reason,
            recorded_by_id=someone.created_by.id if someone.created_by else None,
            at=at,
        )

    def _assess(self, someone: Someone) -> None:
        if not someone.talks or self.dice.random() > ASSESSED:
            return
        at = max(talk.at for talk in someone.talks)
        level = weighted(self.dice, LEVELS)
        first = min(talk.at for talk in someone.talks)
        lines = [(level, at.date(), None)]
        if first.date() < at.date() and level < 3:
            lines = [(3, first.date(), at.date()), *lines]
        for number, since, until in lines:
            self.world.sheets.add(
                Assessment,
                id=self.world.ids(),
                contact_id=someone.id,
                level=number,
                words=str(Assessment.Level(number).label),
                basis=self.dice.choice(("action", "conversation")),
                reason=self.dice.choice(WHY_ASSESSED[number]),
                since=since,
                until=until,
                recorded_by_id=someone.created_by.id if someone.created_by else None,
                at=first if until else at,
            )

    def _answer(self, someone: Someone) -> None:
        for field in self.fields:
            if self.dice.random() > ANSWERED or (
                field.name == "Children in school" and "parent" not in someone.kinds
            ):
                continue
            for row in customs.columns(field, self._said(field, someone)):
                self.world.sheets.add(
                    CustomValue, id=self.world.ids(), contact_id=someone.id, field_id=field.id, **row
                )

    def _said(self, field: CustomField, someone: Someone) -> Any:
        dice = self.dice
        if field.kind == "text":
            return f"Bus {dice.choice((7, 12, 14, 31, 48))}"
        if field.kind == "yes_no":
            return dice.random() < 0.4
        if field.kind == "number":
            return float(dice.choice((1, 1, 2, 2, 2, 3, 4)))
        if field.kind == "date":
            return someone.created_at.date() + timedelta(days=dice.randint(0, 20))
        if field.kind == "choice":
            return dice.choice(field.options)
        return tuple(one for one in field.options if dice.random() < 0.35) or (field.options[0],)
