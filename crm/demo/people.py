"""Contacts: whose stake they have, how to reach them, what they allowed, who looks after them."""

import datetime
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any

from contacts import derived
from contacts.models import (
    ConsentEvent,
    ConstituencyRow,
    Contact,
    ContactMethod,
    ContactTag,
    SearchToken,
    Suppression,
    Tag,
    Turf,
    TurfContact,
    TurfMember,
)
from crm.demo import lines
from crm.demo.households import Kin
from crm.demo.names import Name
from crm.demo.places import STREETS, Place
from crm.demo.world import MONTHS_OF_WORK_IN_DAYS, Someone, World, weighted
from crm.lib import names as folding

KINDS = ("parent", "educator", "student", "neighbor", "board", "alum", "other")
WEIGHTS = {"parent": 30, "educator": 10, "student": 8, "neighbor": 18, "board": 1.4, "alum": 1, "other": 1}
IN_FOCUS = 2.6
SECOND = {
    "parent": (("educator", 8), ("neighbor", 3), ("alum", 2)),
    "educator": (("parent", 9), ("alum", 1)),
    "neighbor": (("parent", 2), ("alum", 3), ("educator", 1)),
    "student": (),
    "board": (("parent", 1),),
    "alum": (("parent", 1),),
    "other": (),
}
HAS_TWO = 0.17
SUBTYPES = {
    "parent": (("", 80), ("grandparent", 9), ("foster parent", 3), ("aunt or uncle", 4), ("guardian", 4)),
    "educator": (
        ("teacher", 56), ("aide", 10), ("bus driver", 8), ("counselor", 6), ("cafeteria", 6), ("librarian", 5),
        ("coach", 5), ("nurse", 4),
    ),
    "student": (("", 1),),
    "neighbor": (("", 70), ("clergy", 6), ("shop owner", 6), ("retired teacher", 10), ("veteran", 4), ("elder", 4)),
    "board": (("member", 8), ("chair", 1)),
    "alum": (("", 1),),
    "other": (("reporter", 1), ("union staff", 1), ("librarian, town", 1)),
}  # fmt: skip
SUBJECTS = (
    "math",
    "science",
    "history",
    "English",
    "music",
    "third grade",
    "kindergarten",
    "special education",
)
AGES = {
    "student": (("13_15", 27), ("16_17", 41), ("18_24", 24), ("unknown", 8)),
    "alum": (("18_24", 60), ("25_plus", 25), ("unknown", 15)),
    "": (("unknown", 55), ("25_plus", 41), ("18_24", 4)),
}
ZIP_PREFIXES = {
    "NC": "285", "AZ": "859", "VA": "243", "MI": "497", "ME": "049", "NH": "035", "VT": "058", "FL": "349", "SC": "295",
    "IA": "508", "WA": "985", "WI": "548", "GA": "317", "NY": "128", "LA": "714", "MS": "389", "KY": "419", "MN": "566",
    "OH": "458",
}  # fmt: skip
STARTS_A_HOUSEHOLD, SHARES_A_PHONE, SAME_NAME = 0.112, 0.40, 0.05
HAS_A_PHONE, HAS_AN_EMAIL = 0.78, 0.5
TEXTS_GRANTED, TEXTS_DENIED, TEXTS_STOPPED, GUARDIAN_ANSWERED = 0.46, 0.14, 0.026, 0.6
RACE_ANSWERED, RACE_DECLINED = 0.61, 0.08
IN_A_TURF, HAS_AN_OWNER, ARCHIVED = 0.62, 0.86, 0.008
PEOPLE_A_TURF = 57


@dataclass(slots=True)
class Household:
    """Who comes next may live with who came last."""

    name: Name
    place: Place
    phone: str
    street: str
    left: int
    members: list[Someone]


class People:
    def __init__(self, world: World):
        self.world = world
        weights = [WEIGHTS[kind] * (IN_FOCUS if kind in world.partner.focus else 1) for kind in KINDS]
        self.kinds = list(accumulate(weights))
        self.household: Household | None = None
        self.kin = Kin(world)
        self._addresses: dict[str, int] = {}

    def lay_out(self) -> None:
        """Tags and turfs, the ladder and the questions."""
        world = self.world
        self.kin.lay_out()
        for name in lines.TAGS:
            world.tags.append(world.ids())
            world.sheets.add(Tag, id=world.tags[-1], name=name)
        walkers = [*world.team.volunteers, *world.team.organizers]
        for number in range(1, max(2, world.people // PEOPLE_A_TURF) + 1):
            turf_id = world.ids()
            place = world.places[number % len(world.places)]
            members = [walkers[number % len(walkers)], walkers[(number * 7 + 3) % len(walkers)]][
                : 1 + number % 2
            ]
            members = list(dict.fromkeys(members))
            world.turfs.append((turf_id, members))
            world.sheets.add(
                Turf,
                id=turf_id,
                name=f"Turf {number}: {place.city}",
                note="",
                created_at=world.clock.at(world.clock.ago(45), 12),
            )
            for member in members:
                world.sheets.add(TurfMember, turf_id=turf_id, membership_id=member.id)

    def draw(self) -> Someone:
        """Somebody by chance, perhaps of the household that came last."""
        world, dice = self.world, self.world.dice
        home = self.household if self.household and self.household.left > 0 else None
        if home:
            home.left -= 1
            name = world.namer.name(home.name.community, family=home.name.family)
            if world.chance(SAME_NAME):  # siblings and namesakes are not duplicates
                name.given, name.chosen = home.name.given, ""
                if home.name.family.endswith(" Jr."):
                    name.family = home.name.family.replace(" Jr.", " Sr.")
            place, street = home.place, home.street
        else:
            name = world.namer.name()
            place = dice.choices(world.places, cum_weights=world.place_weights)[0]
            street = f"{dice.randint(2, 980)} {dice.choice(STREETS)}" if world.chance(0.55) else ""
        kind = "student" if home and world.chance(0.3) else dice.choices(KINDS, cum_weights=self.kinds)[0]
        kinds = [kind]
        if SECOND[kind] and world.chance(HAS_TWO * 1.25):
            kinds.append(weighted(dice, SECOND[kind]))
        age = weighted(dice, AGES.get(kind, AGES[""]))
        stakes = [self._stake(one, place) for one in kinds]
        if kind in ("parent", "educator") and world.chance(0.03):
            stakes.append(
                {**self._stake("student", place), "starts_on": None, "ends_on": world.clock.ago(3000)}
            )
        phone = home.phone if home and home.phone and world.chance(SHARES_A_PHONE) else ""
        label = "shared" if phone else "own"
        if not phone and world.chance(HAS_A_PHONE if age not in derived.YOUNG else 0.6):
            phone = next(world.phones)
        if phone and age in derived.YOUNG and (label == "shared" or world.chance(0.4)):
            label = "guardian"
        methods = [("mobile" if world.chance(0.85) else "landline", phone, label)] if phone else []
        if name.family and world.chance(HAS_AN_EMAIL):
            methods.append(("email", self._address(name), "own"))
        someone = self.add(name, stakes, place=place, age=age, methods=methods, street=street)
        if home is None and name.family and world.chance(STARTS_A_HOUSEHOLD):
            left = dice.choice((1, 1, 1, 2, 2, 3))
            self.close_household()
            self.household = Household(name, place, phone, street, left, [someone])
        elif home:
            home.members.append(someone)
        return someone

    def close_household(self) -> None:
        """Nobody comes any more: those who came live together."""
        if self.household:
            self.kin.live_together(self.household.members)
        self.household = None

    def add(
        self,
        name: Name,
        stakes: list[dict[str, Any]],
        *,
        place: Place,
        age: str = "unknown",
        methods: list[tuple[str, str, str]] = (),
        street: str = "",
        owner=None,
        created_on: datetime.date | None = None,
        text_answer: str | None = None,
        **values: Any,
    ) -> Someone:
        """One person with everything but what became of them; write() puts down the row itself."""
        world, dice, clock = self.world, self.world.dice, self.world.clock
        day = created_on or world.day_between(clock.ago(MONTHS_OF_WORK_IN_DAYS), world.last_day)
        created_at = clock.past(day, dice.randint(10, 19), dice.randint(0, 59))
        kinds = _current(stakes, clock.today)
        is_minor = derived.is_minor(age, kinds)
        team = world.team
        helpers: list = []
        turf_id = None
        if not is_minor and owner is None and world.chance(IN_A_TURF):
            turf_id, helpers = dice.choice(world.turfs)
        if owner is None and world.chance(HAS_AN_OWNER):
            owner = dice.choice(team.trained if is_minor else team.organizers)
        language = values.pop("language", None) or (
            name.community.language if dice.random() < name.community.speaks else "en"
        )
        said = dice.random()
        source = (
            "self"
            if said < RACE_ANSWERED
            else "declined"
            if said < RACE_ANSWERED + RACE_DECLINED
            else "not_asked"
        )
        row = {
            "given_name": name.given,
            "family_name": name.family,
            "chosen_name": name.chosen,
            "sort_name": derived.sort_name(name.given, name.family, name.chosen),
            "pronouns": name.pronouns,
            "language": language,
            "other_languages": '["en"]' if language != "en" and world.chance(0.5) else "[]",
            "needs_interpreter": language != "en" and world.chance(0.35),
            "age_band": age,
            "is_minor": is_minor,
            "race_ethnicity": [name.community.race] if source == "self" else "[]",
            "race_source": source,
            "age_band_until": derived.age_band_until(age, created_at.year),
            "city": place.city,
            "county": place.county,
            "state": place.state,
            "zip_code": f"{ZIP_PREFIXES[place.state]}00" if street else "",
            "street": street,
            "district_id": str(place.id),
            "owner_id": owner.id if owner else None,
            "status": "inactive" if world.chance(0.03) else "active",
            "about": dice.choice(lines.REMARKS["en"]) if world.chance(0.06) else "",
            "created_at": created_at,
            "updated_at": created_at,
            "archived_at": created_at + datetime.timedelta(hours=1) if world.chance(ARCHIVED) and not values else None,
            **values,
        }  # fmt: skip
        someone = Someone(
            id=world.ids(),
            values=row,
            kinds=kinds,
            created_at=created_at,
            created_by=owner or team.staff,
            owner=owner,
            place=place,
            helpers=helpers,
            is_minor=is_minor,
            never_reached=language == "ht" or any(stake["subtype"] == "bus driver" for stake in stakes),
            text_answer=self._text_answer() if text_answer is None else text_answer,
        )
        if is_minor and text_answer is None and world.chance(GUARDIAN_ANSWERED):
            someone.answered_by = "guardian"
        self._put(someone, stakes, methods, turf_id)
        return someone

    def write(self, someone: Someone) -> None:
        """The row itself, once it is known whether and when they were talked with."""
        world = self.world
        if someone.text_answer:
            self._answer_texts(someone, someone.created_at, someone.created_by)
        last = max((talk.at for talk in someone.talks), default=None)
        someone.values["updated_at"] = max(someone.created_at, last or someone.created_at)
        world.sheets.add(Contact, id=someone.id, last_talk_at=last, **someone.values)
        self.kin.about(someone)
        if someone.values["status"] == "do_not_contact":
            self._suppress(someone, "do_not_contact")

    def answer(self, someone: Someone, at: datetime.datetime, by) -> None:
        """May we text? Asked in their first talk; who was never talked with was asked on a sheet of paper, or not."""
        if someone.text_answer:
            self._answer_texts(someone, at, by)

    def _answer_texts(self, someone: Someone, at: datetime.datetime, by) -> None:
        world, value = self.world, someone.text_answer
        someone.text_answer = ""
        common = {
            "contact_id": someone.id,
            "purpose": "text",
            "language": "es" if someone.speaks_spanish else "en",
        }
        stopped = value == "stopped"
        world.sheets.add(
            ConsentEvent,
            id=world.ids(),
            value="granted" if stopped else value,
            how="verbal" if someone.talks or by is None else "paper",
            given_by=someone.answered_by if value == "granted" else "self",
            at=at,
            recorded_by_id=by.id if by else None,
            **common,
        )
        if stopped:
            later = min(at + datetime.timedelta(days=world.dice.randint(2, 90)), world.clock.now)
            world.sheets.add(
                ConsentEvent,
                id=world.ids(),
                value="withdrawn",
                how="text_keyword",
                at=later,
                recorded_by_id=None,
                **common,
            )

    def _put(self, someone: Someone, stakes, methods, turf_id: str | None) -> None:
        world, sheets, ids = self.world, self.world.sheets, self.world.ids
        for stake in stakes:
            sheets.add(ConstituencyRow, id=ids(), contact_id=someone.id, **stake)
        prefers = len(methods) > 1 and world.chance(0.4)
        for number, (kind, value, label) in enumerate(methods):
            key = value if kind == "email" else f"+1{value}"
            shown = value if kind == "email" else f"({value[:3]}) {value[3:6]}-{value[6:]}"
            unsubscribed = kind == "email" and world.chance(0.01)
            someone.keys.append((kind, key))
            sheets.add(
                ContactMethod,
                id=ids(),
                contact_id=someone.id,
                kind=kind,
                value=shown,
                key=key,
                reversed_key=derived.reversed_key(key),
                label=label,
                status="unsubscribed" if unsubscribed else "bad" if world.chance(0.04) else "ok",
                is_preferred=prefers and number == 0,
            )
            if unsubscribed:
                self._suppress(someone, "unsubscribed", key)
        for token in sorted(tokens(someone.values)):
            sheets.add(SearchToken, token=token, contact_id=someone.id)
        for tag_id in world.dice.sample(
            world.tags, weighted(world.dice, ((0, 40), (1, 30), (2, 18), (3, 8), (4, 4)))
        ):
            sheets.add(ContactTag, contact_id=someone.id, tag_id=tag_id)
        if turf_id:
            sheets.add(TurfContact, turf_id=turf_id, contact_id=someone.id)

    def _stake(self, kind: str, place: Place) -> dict[str, Any]:
        world, dice = self.world, self.world.dice
        subtype = weighted(dice, SUBTYPES[kind])
        in_school = kind in ("parent", "educator", "student") and world.chance(0.8)
        school_id, _name, level = dice.choice(place.schools) if in_school else (None, "", "")
        if kind == "student" and school_id and level == "elementary":
            school_id, _name, level = place.schools[3]
        grade = ""
        if kind == "educator" and subtype == "teacher":
            grade = dice.choice(SUBJECTS)
        elif kind in ("parent", "student") and world.chance(0.6):
            grade = str(dice.randint(8, 12) if kind == "student" else dice.randint(1, 12))
        return {
            "kind": kind,
            "subtype": subtype,
            "district_id": str(place.id),
            "school_id": str(school_id) if school_id else None,
            "grade": grade,
            "starts_on": world.clock.ago(dice.randint(100, 2500)) if world.chance(0.4) else None,
            "ends_on": None,
            "source": dice.choice(("organizer", "organizer", "self")),
        }

    def _address(self, name: Name) -> str:
        """Of its own number where the name is taken."""
        plain = ".".join(filter(None, (folding.fold(name.given), folding.fold(name.family))))[:40]
        self._addresses[plain] = number = self._addresses.get(plain, 0) + 1
        return f"{plain}{number if number > 1 else ''}@example.org"

    def _text_answer(self) -> str:
        asked = self.world.dice.random()
        if asked < TEXTS_GRANTED:
            return "granted"
        if asked < TEXTS_GRANTED + TEXTS_STOPPED:
            return "stopped"
        return "denied" if asked < TEXTS_GRANTED + TEXTS_DENIED else ""

    def _suppress(self, someone: Someone, reason: str, only: str = "") -> None:
        world = self.world
        for _kind, key in someone.keys:
            digest = derived.suppression_digest(world.organization_id, key)
            if (not only or key == only) and (digest, reason) not in world.suppressed:
                world.suppressed.add((digest, reason))
                world.sheets.add(Suppression, digest=digest, reason=reason, at=someone.created_at)


def tokens(values: dict[str, Any]) -> set[str]:
    """As derived.search_tokens, remembering each name."""
    return set().union(*(_tokens(values[part]) for part in ("given_name", "family_name", "chosen_name")))


@lru_cache(20_000)
def _tokens(name: str) -> frozenset[str]:
    return derived.search_tokens(name, "")


def _current(stakes: list[dict[str, Any]], today: datetime.date) -> list[str]:
    return [
        stake["kind"]
        for stake in stakes
        if (stake["starts_on"] is None or stake["starts_on"] <= today)
        and (stake["ends_on"] is None or stake["ends_on"] > today)
    ]
