"""Names for people who do not exist, mixed as a state's people are."""

import random
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

from crm.demo.partners import COMMUNITIES

HYPHENATED, TWO_SURNAMES, SUFFIXED, NICKNAMED, CHOSEN = 0.03, 0.45, 0.02, 0.35, 0.012
ONLY_A_HANDLE, ONLY_ONE_NAME = 0.012, 0.008
PRONOUNS = {"women": "she/her", "men": "he/him", "neither": "they/them"}


@dataclass(frozen=True, slots=True)
class Community:
    key: str
    race: str
    language: str
    speaks: float
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]


@dataclass(slots=True)
class Name:
    given: str
    family: str
    chosen: str
    pronouns: str
    community: Community


@cache
def communities() -> dict[str, Community]:
    return {
        key: Community(
            key, values["race"], values["language"], values["speaks"],
            *(tuple(words(values[part])) for part in ("women", "men", "families")),
        )
        for key, values in _file().items()
        if "families" in values
    }  # fmt: skip


@cache
def nicknames() -> dict[str, str]:
    return _file()["nicknames"]


class Namer:
    """Draws names for one organization."""

    def __init__(self, dice: random.Random, state: str):
        self.dice = dice
        shares = COMMUNITIES[state]
        self.communities = [communities()[key] for key in shares]
        self.weights = list(accumulate(shares.values()))
        chosen = _file()["chosen"]
        self.chosen, self.handles = words(chosen["names"]), words(chosen["handles"])

    def community(self) -> Community:
        return self.dice.choices(self.communities, cum_weights=self.weights)[0]

    def name(self, community: Community | None = None, family: str = "") -> Name:
        """Of a family, if one is given. Some people are known by one name, or by what the neighbors call them."""
        dice = self.dice
        community = community or self.community()
        if not family and dice.random() < ONLY_A_HANDLE:
            return Name(dice.choice(self.handles), "", "", "", community)
        side = "women" if dice.random() < 0.56 else "men"
        given = dice.choice(community.women if side == "women" else community.men)
        if not family and dice.random() < ONLY_ONE_NAME:
            return Name(given, "", "", "", community)
        if dice.random() < CHOSEN:
            return Name(
                given,
                family or self.family(community),
                dice.choice(self.chosen),
                PRONOUNS["neither"],
                community,
            )
        called = nicknames().get(given, "") if dice.random() < NICKNAMED else ""
        said = PRONOUNS[side] if dice.random() < 0.15 else ""
        return Name(given, family or self.family(community, side), called, said, community)

    def family(self, community: Community, side: str = "") -> str:
        dice = self.dice
        first = dice.choice(community.families)
        if community.key == "latino" and dice.random() < TWO_SURNAMES:
            return f"{first} {dice.choice(community.families)}"
        if dice.random() < HYPHENATED and "-" not in first:
            return f"{first}-{dice.choice([name for name in community.families if '-' not in name])}"
        if side == "men" and community.key in ("white", "black") and dice.random() < SUFFIXED:
            return f"{first} {dice.choice(('Jr.', 'Jr.', 'III'))}"
        return first


def words(listed: str) -> list[str]:
    return [word.strip() for word in listed.split(",")]


@cache
def _file() -> dict:
    return tomllib.loads((Path(__file__).parent / "data/names.toml").read_text(encoding="utf-8"))
