"""People who do not exist, some of them written down twice, with what is true of each pair. Same seed, same people.

Families share phones and e-mails; fathers and sons share a name; names are swapped, shortened, misspelt, lose their
accents or half of a double surname; people move house, change a number, marry. Nobody has a birth date.
"""

import random
import unicodedata
from dataclasses import dataclass, field, replace
from itertools import accumulate, combinations

from crm.demo import names as demo
from crm.lib import nicknames

FAMILIES = 5_200
AGAIN = 0.34  # share of people who are written down a second time
THRICE = 0.06
STREETS = (
    "Mill",
    "Oak",
    "Church",
    "Main",
    "Second",
    "Pine",
    "River",
    "Chestnut",
    "Hill",
    "Lake",
    "Walnut",
    "Park",
)
MAIL = ("example.org", "example.com", "example.net")
SCHOOLS = 60
ALIKE = (
    "Mario Maria", "Daniel Daniela", "Jayden Kayden", "Eric Erika", "Juan Juana", "Luis Luisa", "José Josué",
    "Julian Juliana", "Carlos Carla", "Ana Anna", "Aaliyah Aliyah", "Christian Christina", "Gabriel Gabriela",
    "Amir Amira", "Antonio Antonia", "Angel Angela", "Brandon Brendon", "Alexander Alexandra", "Adrian Adriana",
)  # fmt: skip


@dataclass(frozen=True)
class Record:
    """One line as somebody wrote it. `person` and `family` are the truth."""

    person: int
    family: int
    given: str
    surname: str
    chosen: str = ""
    street: str = ""
    zip: str = ""
    age: str = "unknown"
    phone: str = ""
    email: str = ""
    stakes: tuple[tuple[str, int], ...] = ()  # kind, school


@dataclass
class Town:
    """All records, and the pairs that are something: (left, right) -> same or household."""

    records: list[Record] = field(default_factory=list)
    truth: dict[tuple[int, int], str] = field(default_factory=dict)
    related: set[tuple[int, int]] = field(
        default_factory=set
    )  # one family, but nothing in the records says so


def town(seed: int, families: int = FAMILIES) -> Town:
    dice, made = random.Random(f"town {seed}"), Town()
    writer = Writer(dice)
    for family in range(families):
        members = writer.household(family)
        for member in members:
            made.records.append(member)
            for chance in (AGAIN, THRICE):
                if dice.random() < chance:
                    made.records.append(writer.again(member))
                else:
                    break
    dice.shuffle(made.records)
    of_family: dict[int, list[int]] = {}
    for place, record in enumerate(made.records):
        of_family.setdefault(record.family, []).append(place)
    for places in of_family.values():
        for one, other in combinations(places, 2):
            _settle(made, one, other)
    return made


def _settle(made: Town, one: int, other: int) -> None:
    left, right = made.records[one], made.records[other]
    if left.person == right.person:
        made.truth[one, other] = "same"
    elif (left.phone and left.phone == right.phone) or (left.email and left.email == right.email):
        made.truth[one, other] = "household"
    else:
        made.related.add((one, other))  # to call them a household is not wrong, to miss it neither


class Writer:
    def __init__(self, dice: random.Random):
        self.dice, self.people, self.phones = dice, 0, 0
        groups = list(demo.communities().values())
        self.groups = groups
        self.falling = {group.key: self._falling(len(group.families)) for group in groups}
        self.given = {
            (group.key, side): self._falling(len(getattr(group, side)))
            for group in groups
            for side in ("women", "men")
        }

    def household(self, family: int) -> list[Record]:
        dice = self.dice
        group = dice.choice(self.groups)
        surname, street, zip_code = self.surname(group), self.street(), f"27{dice.randrange(5, 45):03}"
        head = self.person(group, family, surname, street, zip_code)
        kind = dice.random()
        if kind < 0.46:
            return [head]
        if kind < 0.74:
            return [head, *self.children(group, head)]
        if kind < 0.88:
            partner = self.person(
                group, family, surname if dice.random() < 0.7 else self.surname(group), street, zip_code
            )
            partner = self.called_otherwise(partner, group, head)
            shared = (
                replace(partner, phone=head.phone)
                if dice.random() < 0.6
                else replace(partner, email=head.email)
            )
            return [head, shared]
        if kind < 0.95:
            return self.father_and_son(group, head)
        # A flat, an office: one number, several names.
        others = [
            self.person(group, family, self.surname(dice.choice(self.groups)), street, zip_code)
            for _ in range(2)
        ]
        return [
            head,
            *(replace(self.called_otherwise(other, group, head), phone=head.phone) for other in others),
        ]

    def called_otherwise(self, person: Record, group: demo.Community, *others: Record) -> Record:
        """Nobody under one roof has the first name of another, but for fathers and sons and a few namesakes."""
        taken = {word for other in others for word in f"{other.given} {other.chosen}".split()}
        if self.dice.random() < 0.02:
            taken -= set(others[0].given.split()[1:])
        while set(f"{person.given} {person.chosen}".split()) & taken:
            person = replace(person, given=self.given_name(group)[0], chosen="")
        return person

    def children(self, group: demo.Community, parent: Record) -> list[Record]:
        dice, found = self.dice, []
        for _ in range(dice.choice((1, 1, 2, 2, 3))):
            child = self.person(group, parent.family, parent.surname, parent.street, parent.zip)
            child = self.called_otherwise(child, group, parent, *found)
            shares = dice.random()
            if found and dice.random() < 0.12:
                one, other = dice.choice(ALIKE).split()
                found[-1], child = (
                    replace(found[-1], given=one, chosen=""),
                    replace(child, given=other, chosen=""),
                )
            found.append(
                replace(
                    child,
                    phone=parent.phone if shares < 0.7 else child.phone if dice.random() < 0.4 else "",
                    email=parent.email if shares > 0.85 else "",
                    age=dice.choice(("unknown", "unknown", "13_15", "16_17", "under_13")),
                    stakes=(("student", dice.randrange(SCHOOLS)),),
                )
            )
        return found

    def father_and_son(self, group: demo.Community, head: Record) -> list[Record]:
        """One name, told apart by what stands behind it: on both, as a rule; on one of them, sometimes."""
        dice = self.dice
        given = dice.choice(group.men)
        father = replace(
            head,
            given=given,
            surname=f"{head.surname} Sr." if dice.random() < 0.75 else head.surname,
            chosen="",
        )
        self.people += 1
        son = replace(
            father, person=self.people, surname=f"{head.surname} {dice.choice(('Jr.', 'Jr', 'JR', 'III'))}",
            email=self.email(given, head.surname) if dice.random() < 0.6 else father.email,
        )  # fmt: skip
        return [father, son]

    def person(self, group: demo.Community, family: int, surname: str, street: str, zip_code: str) -> Record:
        dice = self.dice
        self.people += 1
        given, chosen = self.given_name(group)
        stake = dice.choices(("parent", "educator", "neighbor", ""), (50, 15, 20, 15))[0]
        return Record(
            self.people, family, given, surname, chosen, street if dice.random() < 0.7 else "", zip_code,
            dice.choices(("unknown", "25_plus", "18_24"), (70, 25, 5))[0],
            self.phone() if dice.random() < 0.85 else "", self.email(given, surname) if dice.random() < 0.7 else "",
            ((stake, dice.randrange(SCHOOLS)),) if stake else (),
        )  # fmt: skip

    def again(self, first: Record) -> Record:
        """The same person on another sheet: something of what reaches them stays, the rest may have changed."""
        dice = self.dice
        copy = self.renamed(first)
        keeps = dice.random()
        phone, email = first.phone, first.email
        if keeps < 0.30 and email:
            phone = self.phone() if dice.random() < 0.5 else ""
        elif keeps < 0.62 and phone:
            email = self.email(copy.given, copy.surname) if dice.random() < 0.25 else ""
        street, zip_code = first.street, first.zip
        moved = dice.random()
        if moved < 0.22:
            street, zip_code = self.street(), f"27{dice.randrange(5, 45):03}"
        elif moved < 0.5:
            street, zip_code = "", zip_code if dice.random() < 0.5 else ""
        if not phone and not email and not first.street:
            street, zip_code = first.street, first.zip  # else nothing at all would tell
        stakes = first.stakes if dice.random() < 0.7 else ()
        return replace(copy, phone=phone, email=email, street=street, zip=zip_code, stakes=stakes, age="unknown" if dice.random() < 0.5 else first.age)  # fmt: skip

    def renamed(self, first: Record) -> Record:
        dice = self.dice
        given, surname = first.given, first.surname
        match dice.randrange(12):
            case 0 | 1:
                return replace(first, given=plain(given), surname=plain(surname), chosen="")
            case 2:
                return replace(first, given=surname, surname=given, chosen="")
            case 3 | 4:
                forms = sorted(nicknames.forms(plain(given).casefold()))
                return replace(first, given=dice.choice(forms).title() if forms else given, chosen="")
            case 5:
                return replace(first, given=slip(dice, given), chosen="")
            case 6:
                return replace(first, surname=slip(dice, surname), chosen="")
            case 7:
                return replace(
                    first, surname=surname.replace("-", " ").split(" ")[0] if " " in surname else surname
                )
            case 8:
                return replace(first, given=f"{given} {chr(65 + dice.randrange(26))}.")
            case 9:
                return replace(first, given=given.upper(), surname=surname.upper())
            case 10 if dice.random() < 0.3:
                return replace(first, surname=self.surname(dice.choice(self.groups)))  # married since
        return first

    def given_name(self, group: demo.Community) -> tuple[str, str]:
        dice = self.dice
        side = "women" if dice.random() < 0.56 else "men"
        given = dice.choices(getattr(group, side), cum_weights=self.given[group.key, side])[0]
        if dice.random() < 0.07:
            given = f"{given} {dice.choice(getattr(group, side))}"
        return given, demo.nicknames().get(given, "") if dice.random() < 0.12 else ""

    def surname(self, group: demo.Community) -> str:
        dice = self.dice
        one = dice.choices(group.families, cum_weights=self.falling[group.key])[0]
        if group.key == "latino" and dice.random() < 0.45:
            return f"{one} {dice.choice(group.families)}"
        return one

    def street(self) -> str:
        return f"{self.dice.randrange(1, 990)} {self.dice.choice(STREETS)} {self.dice.choice(('St', 'Ave', 'Rd'))}"

    def phone(self) -> str:
        self.phones += 1
        return f"+1919{2_000_000 + self.phones}"

    def email(self, given: str, surname: str) -> str:
        name = "".join(c for c in plain(given + surname).casefold() if c.isalnum())
        return f"{name}{self.dice.randrange(10_000)}@{self.dice.choice(MAIL)}"

    @staticmethod
    def _falling(count: int) -> list[float]:
        return list(accumulate((place + 1) ** -0.6 for place in range(count)))


def plain(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def slip(dice: random.Random, word: str) -> str:
    """One letter left out, doubled, taken for its neighbor, or two turned round."""
    if len(word) < 4:
        return word
    at = dice.randrange(1, len(word) - 1)
    match dice.randrange(4):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at] + word[at:]
        case 2:
            return word[:at] + dice.choice("abcdefghilmnoprstuv") + word[at + 1 :]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
