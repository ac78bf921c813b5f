"""Healing-centered community schools: four domains, fifteen practices, in our own words. The words stand once, in
`vocabulary/practices.toml`: coders code with them, and those who rate a school read the same.
"""

from dataclasses import dataclass

from django.utils.translation import get_language

from listening.coding.vocabulary import families

FRAMEWORK = "practice:"


@dataclass(frozen=True)
class Words:
    en: str
    es: str

    def __str__(self) -> str:
        return self.es if (get_language() or "").startswith("es") else self.en


@dataclass(frozen=True)
class Practice:
    """`key` is "domain.number"; a code of a codebook names it as `framework`."""

    key: str
    name: Words
    about: Words

    @property
    def domain(self) -> str:
        return self.key.partition(".")[0]

    @property
    def framework(self) -> str:
        return FRAMEWORK + self.key


_FAMILIES = families("practices")
DOMAINS = {
    family["framework"].removeprefix(FRAMEWORK): Words(family["name_en"], family["name_es"])
    for family in _FAMILIES
}
PRACTICES = tuple(
    Practice(
        code["framework"].removeprefix(FRAMEWORK),
        Words(code["name_en"], code["name_es"]),
        Words(code["short_definition"], code["short_definition_es"]),
    )
    for family in _FAMILIES
    for code in family["codes"]
)
BY_KEY = {practice.key: practice for practice in PRACTICES}
