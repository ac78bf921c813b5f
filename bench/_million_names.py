"""Names of people who do not exist: about 62,000 words, a few very common, most rare, as in a real list."""

import random
from itertools import accumulate

from crm.demo import names as demo
from crm.lib import nicknames

RARE_GIVEN, RARE_FAMILY = 9_000, 51_000
COMMON_GIVEN, COMMON_FAMILY = 0.86, 0.55  # the share of people whose name is a common one
TWO_SURNAMES, HYPHENATED, TWO_GIVEN, CALLED = 0.14, 0.02, 0.05, 0.10
ONSETS = ["b", "br", "c", "ch", "d", "dr", "f", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "qu", "r", "s", "sh", "st", "t", "tr", "v", "w", "y", "z"]  # fmt: skip
VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "ie", "ou", "á", "é", "í", "ó", "ú"]
CODAS = ["", "", "", "l", "n", "r", "s", "m", "nd", "rt", "ll", "ck", "ñ"]


class Names:
    def __init__(self, dice: random.Random):
        self.dice = dice
        spoken = sorted(
            {name for group in demo.communities().values() for name in (*group.women, *group.men)}
        )
        formal = sorted(name.title() for name in nicknames.formal_names())
        common = [*spoken, *(name for name in formal if name not in spoken)]
        families = sorted({name for group in demo.communities().values() for name in group.families})
        dice.shuffle(common)
        dice.shuffle(families)
        self.given, self.given_weights = common, _falling(len(common), 0.9)
        self.families, self.family_weights = families, _falling(len(families), 0.7)
        self.rare_given = self._invent(RARE_GIVEN, (2, 3))
        self.rare_families = self._invent(RARE_FAMILY, (2, 3))

    def first(self) -> str:
        dice = self.dice
        if dice.random() >= COMMON_GIVEN:
            return dice.choice(self.rare_given)
        name = dice.choices(self.given, cum_weights=self.given_weights)[0]
        if dice.random() < TWO_GIVEN and " " not in name:
            return f"{name} {dice.choices(self.given, cum_weights=self.given_weights)[0]}"
        return name

    def family(self) -> str:
        one, dice = self._one_family(), self.dice.random()
        if dice < TWO_SURNAMES:
            return f"{one} {self._one_family()}"
        if dice < TWO_SURNAMES + HYPHENATED and "-" not in one:
            return f"{one}-{self._one_family()}"
        return one

    def called(self, given: str) -> str:
        """A familiar form, for some."""
        if self.dice.random() >= CALLED:
            return ""
        forms = sorted(nicknames.forms(given.casefold()))
        return self.dice.choice(forms).title() if forms else ""

    def _one_family(self) -> str:
        if self.dice.random() >= COMMON_FAMILY:
            return self.dice.choice(self.rare_families)
        return self.dice.choices(self.families, cum_weights=self.family_weights)[0]

    def _invent(self, how_many: int, syllables: tuple[int, int]) -> list[str]:
        dice, found = self.dice, {}
        while len(found) < how_many:
            word = "".join(
                dice.choice(ONSETS) + dice.choice(VOWELS) + dice.choice(CODAS)
                for _ in range(dice.randint(*syllables))
            )
            if 4 <= len(word) <= 13:
                found[word.title()] = None
        return list(found)


def _falling(count: int, steepness: float) -> list[float]:
    """Cumulated weights: the n-th name is as common as n to the power of minus `steepness`."""
    return list(accumulate((place + 1) ** -steepness for place in range(count)))


def slip(dice: random.Random, word: str) -> str:
    """The word with one typing slip: a letter left out, doubled, another, or two changed places."""
    place = dice.randrange(len(word))
    letter = dice.choice("abcdefghijklmnopqrstuvwxyz")
    match dice.randrange(4):
        case 0:
            return word[:place] + word[place + 1 :]
        case 1:
            return word[:place] + letter + word[place:]
        case 2:
            return word[:place] + letter + word[place + 1 :]
    place = dice.randrange(len(word) - 1) if len(word) > 1 else 0
    return word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
