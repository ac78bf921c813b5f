"""What somebody typed, taken apart. Pure: no database."""

from dataclasses import dataclass, replace

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
    here: frozenset[str] = (
        frozenset()
    )  # the word and its familiar forms, as far as somebody here is called so
    near: frozenset[str] = frozenset()  # words of people here that may have been meant

    @property
    def alike(self) -> frozenset[str]:
        """The word and its formal and familiar forms."""
        return frozenset({self.token}) | nicknames.forms(self.token) if self.token else frozenset()

    def among(self, known: frozenset[str]) -> "Term":
        """With what of it the organization's words know."""
        alike = self.alike
        return replace(self, here=alike & known, near=(slips(self.token) & known) - alike)

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


def possible(terms: list[Term]) -> frozenset[str]:
    """Every word of a name that these terms may stand for."""
    return frozenset().union(*(term.alike for term in terms), *(slips(term.token) for term in terms))
