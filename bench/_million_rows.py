"""Rows of people who do not exist, as lines for COPY. The same seed and size give the same rows."""

import json
import random
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from django.db import models

from bench._million_names import Names, slip
from contacts import derived
from contacts.models import (
    ConsentEvent,
    ConstituencyRow,
    Contact,
    ContactMethod,
    ContactTag,
    ExternalId,
    SearchToken,
    TurfContact,
)
from crm.demo.ids import Ids

NOW = datetime(2026, 11, 1, tzinfo=UTC)
AGAIN = 0.05  # rows that are somebody who is there already
LANGUAGES = (("en", "es", "ht", "vi", "ar", "so", "hmn", ""), (68, 22, 2, 2, 2, 1, 1, 2))
STAKES = (("parent", "student", "educator", "neighbor", "alum", "board", "other"), (46, 13, 14, 20, 3, 1, 3))
AGES = (("unknown", "18_24", "25_plus", "16_17", "13_15", "under_13"), (55, 6, 36, 2, 0.7, 0.3))
STATUSES = (
    ("active", "inactive", "moved", "do_not_contact", "deceased", "merged"),
    (95.4, 2.5, 1, 0.6, 0.2, 0.3),
)
SECRECY = (("normal", "restricted", "hidden"), (98.8, 1, 0.2))
LANGUAGE, STAKE, AGE, STATUS, SECRET = (
    (values, list(accumulate(weights))) for values, weights in (LANGUAGES, STAKES, AGES, STATUSES, SECRECY)
)
GRADES = ["K", *map(str, range(1, 13))]
TALKED, OWNED, TEXTABLE, IN_TURF = 0.38, 0.30, 0.35, 0.05
MAIL = ("example.org", "example.com", "example.net")
NULL = "\\N"


class Sheet:
    """Lines of one table. Columns that are not named here hold the model's default."""

    def __init__(self, model: type[models.Model], *columns: str):
        rest = [
            column
            for column in model._meta.local_concrete_fields
            if column.column and column.attname not in columns and not column.has_db_default()
        ]
        self.table, self.columns = model._meta.db_table, [*columns, *(column.column for column in rest)]
        self.tail = "".join("\t" + _text(column.get_default(), column) for column in rest) + "\n"
        self.lines: list[str] = []

    def add(self, *values: str) -> None:
        self.lines.append("\t".join(values) + self.tail)


@dataclass
class Place:
    """A district with its schools, as ids."""

    id: str
    name: str
    county: str
    schools: list[str] = field(default_factory=list)


@dataclass
class Side:
    """What an organization brings along: its number, its place in the country, who works there, how it labels people."""

    number: int
    id: str
    state: str
    area_codes: list[str]
    size: int
    places: list[Place]
    owners: list[str]
    tags: list[str]
    turfs: list[str]


def sheets() -> dict[str, Sheet]:
    own = ("id", "organization_id", "contact_id")
    return {
        "people": Sheet(
            Contact, "id", "organization_id", "given_name", "family_name", "chosen_name", "sort_name", "language",
            "other_languages", "needs_interpreter", "age_band", "is_minor", "city", "county", "state", "zip_code", "street",
            "district_id", "owner_id", "status", "merged_into_id", "confidentiality", "about", "last_talk_at",
            "archived_at", "created_at", "updated_at",
        ),
        "methods": Sheet(ContactMethod, *own, "kind", "value", "key", "reversed_key", "label", "status"),
        "stakes": Sheet(ConstituencyRow, *own, "kind", "district_id", "school_id", "grade", "starts_on", "ends_on"),
        "consents": Sheet(ConsentEvent, *own, "purpose", "value", "how", "given_on", "at"),
        "externals": Sheet(ExternalId, *own, "system", "value"),
        "tags": Sheet(ContactTag, "organization_id", "contact_id", "tag_id"),
        "turfs": Sheet(TurfContact, "organization_id", "turf_id", "contact_id"),
        "tokens": Sheet(SearchToken, "organization_id", "token", "contact_id"),
    }  # fmt: skip


class People:
    """Adds the people of one organization to the sheets, one at a time."""

    def __init__(self, side: Side, names: Names, into: dict[str, Sheet]):
        self.side, self.names, self.into = side, names, into
        self.dice = random.Random(f"million {side.number}")
        self.new_id = Ids(self.dice, side.number)
        self.recent: list[tuple] = []  # somebody to appear again, perhaps
        self.again: list[tuple[str, str]] = []  # ids of two rows of one person
        self.weights = list(accumulate((place + 1) ** -0.8 for place in range(len(side.tags))))

    def add(self) -> None:
        dice = self.dice
        if self.recent and dice.random() < AGAIN:
            first_id, given, family, called, methods, place = dice.choice(self.recent)
            pk = self._person(
                *self._misspelt(given, family, called), methods[: dice.randint(0, len(methods))], place
            )
            self.again.append((first_id, pk))
            return
        given, family = self.names.first(), self.names.family()
        called, place = self.names.called(given), self._place()
        methods = self._methods(given, family)
        pk = self._person(given, family, called, methods, place)
        self.recent.append((pk, given, family, called, methods, place))
        if len(self.recent) > 5_000:
            del self.recent[:2_500]

    def _person(self, given: str, family: str, called: str, methods: list[tuple], place: Place) -> str:
        dice, side, pk = self.dice, self.side, self.new_id()
        stakes = [_one(dice, STAKE)] if dice.random() < 0.93 else []
        if stakes and dice.random() < 0.12:
            stakes = list(dict.fromkeys([*stakes, _one(dice, STAKE)]))
        age, status = _one(dice, AGE), _one(dice, STATUS)
        minor = derived.is_minor(age, stakes)
        merged = self.recent[0][0] if status == "merged" and self.recent else NULL
        since = NOW - timedelta(minutes=dice.randrange(2_000_000))
        talked = (
            (NOW - timedelta(minutes=int(dice.expovariate(1 / 180_000)))).isoformat()
            if dice.random() < TALKED
            else NULL
        )
        language = _one(dice, LANGUAGE)
        self.into["people"].add(
            pk, side.id, given, family, called, derived.sort_name(given, family, called), language,
            '["en"]' if language not in ("en", "") and dice.random() < 0.4 else "[]",
            "t" if language not in ("en", "") and dice.random() < 0.3 else "f", age, "t" if minor else "f",
            place.name, place.county, side.state, f"{side.number + 10}{dice.randrange(1000):03}",
            f"{dice.randrange(1, 9999)} {dice.choice(self.names.families)} St" if dice.random() < 0.6 else "",
            place.id, dice.choice(side.owners) if dice.random() < OWNED else NULL,
            "active" if merged == NULL and status == "merged" else status, merged, _one(dice, SECRET),
            "Wants a safer walk to school." if dice.random() < 0.1 else "", talked,
            NOW.isoformat() if dice.random() < 0.01 else NULL, since.isoformat(), since.isoformat(),
        )  # fmt: skip
        self._hang_on(pk, given, family, called, methods, stakes, place)
        return pk

    def _hang_on(
        self, pk: str, given: str, family: str, called: str, methods: list, stakes: list, place: Place
    ) -> None:
        dice, side, into = self.dice, self.side, self.into
        for kind, value, key in methods:
            status = "ok" if dice.random() < 0.96 else "bad"
            into["methods"].add(self.new_id(), side.id, pk, kind, value, key, key[::-1], "own", status)
        for kind in stakes:
            school = dice.choice(place.schools) if kind in ("parent", "student", "educator") else NULL
            year = dice.randrange(2019, 2026)
            ended = f"{year + 1}-06-15" if dice.random() < 0.06 else NULL
            grade = dice.choice(GRADES) if kind in ("parent", "student") else ""
            into["stakes"].add(
                self.new_id(), side.id, pk, kind, place.id, school, grade, f"{year}-08-20", ended
            )
        if methods and dice.random() < TEXTABLE:
            value = "granted" if dice.random() < 0.8 else "denied"
            day = NOW - timedelta(days=dice.randrange(900))
            into["consents"].add(
                self.new_id(), side.id, pk, "text", value, "paper", f"{day:%Y-%m-%d}", day.isoformat()
            )
        if dice.random() < 0.2:
            into["externals"].add(self.new_id(), side.id, pk, "action_network", f"an-{pk}")
        for tag in {dice.choices(side.tags, cum_weights=self.weights)[0] for _ in range(dice.randint(0, 3))}:
            into["tags"].add(side.id, pk, tag)
        if dice.random() < IN_TURF:
            into["turfs"].add(side.id, dice.choice(side.turfs), pk)
        for token in derived.search_tokens(given, family, called):
            into["tokens"].add(side.id, token, pk)

    def _place(self) -> Place:
        return self.side.places[min(int(self.dice.expovariate(0.12)), len(self.side.places) - 1)]

    def _methods(self, given: str, family: str) -> list[tuple[str, str, str]]:
        dice, found = self.dice, []
        if dice.random() < 0.8:
            if self.recent and dice.random() < 0.04:  # a family shares one
                found += [method for method in dice.choice(self.recent)[4] if method[0] == "mobile"]
            else:
                digits = f"{dice.choice(self.side.area_codes)}{dice.randrange(200, 999)}{dice.randrange(10_000):04}"
                found.append(("mobile", f"({digits[:3]}) {digits[3:6]}-{digits[6:]}", f"+1{digits}"))
        if dice.random() < 0.75:
            name = "".join(derived.sort_name(given, family).split())[:30]
            address = f"{name}{dice.randrange(10_000)}@{dice.choice(MAIL)}"
            found.append(("email", address, address))
        return found

    def _misspelt(self, given: str, family: str, called: str) -> tuple[str, str, str]:
        """The same person as somebody else wrote them down."""
        match self.dice.randrange(6):
            case 0:
                return _plain(given), _plain(family), ""
            case 1:
                return family, given, ""
            case 2:
                return called or given, family, ""
            case 3 if len(family) > 3:
                return given, slip(self.dice, family), called
            case 4:
                return given, family.split(" ")[0], called
        return given, family, called


def _one(dice: random.Random, choice: tuple[tuple[str, ...], list[float]]) -> str:
    return dice.choices(choice[0], cum_weights=choice[1])[0]


def _plain(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def _text(value: object, column: models.Field) -> str:
    if isinstance(column, models.JSONField):
        return json.dumps(value)
    if value is None:
        return NULL
    return {True: "t", False: "f"}.get(value, str(value)) if isinstance(value, bool) else str(value)
