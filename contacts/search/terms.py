"""What somebody typed, taken apart. Pure: no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from crm.lib import names, nicknames
from crm.lib.names import slips

FEWEST_DIGITS, FEWEST_LETTERS = 4, 3
MOST_WORDS = 6
BETWEEN_DIGITS = str.maketrans("", "", " ()+-./\u00a0")


@dataclass(frozen=True, slots=True)
class Term:
    """One word: digits of a number, the beginning of an address, a folded word of a name, or either of them."""

    digits: str = ""
    address: str = ""
    token: str = ""
    # Of words that people here are called by, with how many are: the word and its familiar forms; what may have been meant.
    here: Mapping[str, int] = field(default_factory=dict)
    near: Mapping[str, int] = field(default_factory=dict)
    is_beginning: bool = False  # somebody here has a longer word that begins so

    @property
    def alike(self) -> frozenset[str]:
        """The word and its formal and familiar forms."""
        return frozenset({self.token}) | nicknames.forms(self.token) if self.token else frozenset()

    @property
    def is_word(self) -> bool:
        """Nothing but a name: neither a number nor the beginning of an address."""
        return bool(self.token) and not self.digits and not self.address

    def among(self, known: Mapping[str, int], longer: frozenset[str]) -> "Term":
        """With what of it the organization's words know, and whether its own is the beginning of others."""
        alike, slipped = self.alike, slips(self.token)
        here = {word: known[word] for word in alike if word in known}
        near = {word: many for word, many in known.items() if word in slipped and word not in alike}
        return replace(self, here=here, near=near, is_beginning=self.token in longer)

    def distance(self, tokens: frozenset[str]) -> int:
        """From the words of a person's names: the word itself, a form of it, a longer one, a slip."""
        if not self.token or self.token in tokens:
            return 0
        if self.alike & tokens:
            return 1
        return 2 if any(token.startswith(self.token) for token in tokens) else 3


def read(text: str) -> list[Term]:
    """The terms that a person must fit, each of them."""
    digits = text.translate(BETWEEN_DIGITS)
    if digits.isdigit() and len(digits) >= FEWEST_DIGITS:
        return [Term(digits=digits, token=digits)]
    words, found = text.split()[:MOST_WORDS], []
    for word in words:
        tokens = names.tokens(word)
        if "@" in word:
            found.append(Term(address=word.lower()))
        elif word.isdigit() and len(word) >= FEWEST_DIGITS:
            found.append(Term(digits=word, token=word))
        elif len(tokens) == 1 and len(words) == 1 and len(word) >= FEWEST_LETTERS:
            found.append(Term(address=word.lower(), token=tokens[0]))
        else:
            found += [Term(token=token) for token in tokens]
    return found
