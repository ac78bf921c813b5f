"""What was typed into the search: words by their beginning, "exact words" in quotes, -without.

A word is looked for as it begins, and by its English and Spanish stem: "reunion" finds "reuniones" and "reunión".
"""

import re
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

    def sql(self) -> tuple[str, list[str]]:
        """An expression of type tsquery. Words are letters and digits alone here, so quoting them is safe."""
        exact = " <-> ".join(f"'{word}'" for word in self.words)
        if self.is_exact or len(self.words[0]) < SHORT:
            found, given = "%s::tsquery", [exact]
        else:
            found = "(%s::tsquery || plainto_tsquery('english', %s) || plainto_tsquery('spanish', %s))"
            given = [f"{exact}:*", self.words[0], self.words[0]]
        return (f"!!{found}" if self.is_without else found), given


@dataclass(frozen=True)
class Query:
    terms: tuple[Term, ...]

    def sql(self) -> tuple[str, list[str]]:
        parts = [term.sql() for term in self.terms]
        return " && ".join(sql for sql, _given in parts), [word for _sql, given in parts for word in given]

    @property
    def wanted(self) -> list[Term]:
        return [term for term in self.terms if not term.is_without]


def parse(typed: str) -> Query | None:
    """None where nothing can be looked for: no words, or only words to leave out."""
    terms: list[Term] = []
    for minus, quoted, bare in PARTS.findall(typed[:300].replace("“", '"').replace("”", '"')):
        words = tuple(fold(quoted or bare).split())
        if quoted and words:
            terms.append(Term(words, is_exact=True, is_without=bool(minus)))
        elif minus and words:
            terms.append(Term(words, is_exact=True, is_without=True))
        else:
            terms += [Term((word,)) for word in words]
    query = Query(tuple(dict.fromkeys(terms))[:MOST])
    return query if query.wanted else None
