"""What one row says of one person, before anybody knows whether they are new."""

from collections.abc import Mapping
from typing import Any

from contacts.importers.told import Told
from contacts.models import Contact, ContactMethod
from crm.lib.names import Person as Name

Kind, Label = ContactMethod.Kind, ContactMethod.Label
TEXTS = ("given_name", "family_name", "chosen_name", "pronouns", "language", "age_band", "street", "city", "county",
         "state", "zip_code", "about")  # fmt: skip
LENGTHS = {name: Contact._meta.get_field(name).max_length for name in TEXTS if name != "about"}


class Method:
    __slots__ = ("key", "kind", "label", "status", "suppress", "value")

    def __init__(self, kind: str, value: str, key: str, label: str):
        self.kind, self.value, self.key, self.label = kind, value, key, label
        self.status, self.suppress = "ok", ""


class Person:
    """`part` counts the people of one row; those after the first live with them, and `relation` says what the first
    is to this one (a kind of Relationship), where the headings tell. `set_aside`: the row is no person to write."""

    __slots__ = (
        *TEXTS, "answers", "consents", "customs", "district_id", "errors", "external_ids", "guesses", "line", "methods", "minor",
        "names", "needs_interpreter", "other_languages", "own_id", "owner_id", "part", "race", "raw", "reasons", "relation",
        "set_aside", "sort_name", "stakes", "status", "tags", "words",
    )  # fmt: skip

    def __init__(self, line: int, raw: Mapping[str, str], part: int = 0):
        self.line, self.part, self.raw = line, part, raw
        self.given_name = self.family_name = self.chosen_name = self.pronouns = self.language = ""
        self.age_band = self.street = self.city = self.county = self.state = self.zip_code = self.about = ""
        self.district_id = self.owner_id = self.own_id = self.status = self.sort_name = self.relation = ""
        self.needs_interpreter: bool | None = None
        self.minor = False
        self.race: Told | None = None
        self.other_languages: tuple[str, ...] = ()
        self.names: tuple[Name, ...] = ()
        self.words: dict[str, str] = {}  # cells that make sense only together: school, grade, suffix ...
        self.answers: dict[str, Any] = {}  # what they allow
        self.customs: dict[str, tuple[Any, Any]] = {}  # answers to questions of the organization's own
        self.methods: list[Method] = []
        # kind, subtype, district, school, school as written, grade, from, until
        self.stakes: list[tuple[str, str, str, str, str, str, str, str]] = []
        self.tags: list[str] = []
        self.consents: list[tuple[str, str, str, str, str]] = []  # purpose, value, how, source, given_on
        self.external_ids: list[tuple[str, str]] = []
        self.reasons: list[dict] = []
        self.errors = self.set_aside = False
        self.guesses: list[tuple[str, str, str, str]] = []  # heading, cell, reason, "wrong" or nothing

    @property
    def is_named(self) -> bool:
        return bool(self.given_name or self.family_name or self.chosen_name)

    def reach_by(self, kind: str, value: str, key: str, label: str) -> None:
        for method in self.methods:
            if method.key == key:
                if method.kind == Kind.PHONE and label == Label.OWN:
                    method.kind = kind
                return
        self.methods.append(Method(kind, value, key, label))

    def note(self, text: str) -> None:
        self.about = f"{self.about}\n{text}" if self.about else text
