"""What was typed into the search: words by their beginning, "exact words" in quotes, -without.

A word is looked for as it begins, and by its English and Spanish stem: "reunion" finds "reuniones" and "reunión".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from listening.finding.folding import fold

MOST = 12  # words that one search looks for
SHORT = 3  # fewer letters: the whole word only
PARTS = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')


@dataclass(frozen=True)
class Term:
    words: tuple[str, ...]  # folded; several only in a phrase
    is_exact: bool = False
    is_without: bool = False

    def text(self, stems: Mapping[str, Sequence[str]]) -> str:
        """As PostgreSQL writes a tsquery. Words hold no quote and no sign: folding took them out."""
        exact = " <-> ".join(map(_quoted, self.words))
        if not (self.is_exact or len(self.words[0]) < SHORT):
            word = self.words[0]
            exact = " | ".join([f"{exact}:*", *map(_quoted, stems.get(word, ()))])
        return f"!({exact})" if self.is_without else f"({exact})"


@dataclass(frozen=True)
class Query:
    terms: tuple[Term, ...]

    def text(self, stems: Mapping[str, Sequence[str]]) -> str:
        """`stems` by word, in both languages."""
        return " & ".join(term.text(stems) for term in self.terms)

    @property
    def wanted(self) -> list[Term]:
        return [term for term in self.terms if not term.is_without]


def parse(typed: str) -> Query | None:
    """None where nothing can be looked for: no words, or only words to leave out."""
    terms: list[Term] = []
    for minus, quoted, bare in PARTS.findall(
        typed[:300].replace("\0", " ").replace("“", '"').replace("”", '"')
    ):
        words = tuple(fold(quoted or bare).split())
        if quoted and words:
            terms.append(Term(words, is_exact=True, is_without=bool(minus)))
        elif minus and words:
            terms.append(Term(words, is_exact=True, is_without=True))
        else:
            terms += [Term((word,)) for word in words]
    query = Query(tuple(dict.fromkeys(terms))[:MOST])
    return query if query.wanted else None


def _quoted(word: str) -> str:
    return f"'{word}'"
