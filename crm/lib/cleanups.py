"""Rules that take the same text off every cell of a column. A rule is data: stored, shown, applied in order.

{"rule": "remove_suffix", "column": "superintendent", "text": "LEGAL NAME"}
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

Rule = Mapping[str, str]
SHORTEST, LONGEST = 3, 60
GLUED_SHARE, APART_SHARE = 0.6, 0.9
LEAST_VALUES, LEAST_GLUED = 5, 3
NOT_FOR = re.compile(r"@|^\W*[\d\W]*$|://|:\d\d")
# What web pages print beside a name and a careless copy glues to it: told even from a single row.
LABEL = re.compile(
    r"(?<=[^\W\d_])((?:legal|preferred|full|maiden|display|given|chosen) name|nombre (?:legal|completo|preferido))$",
    re.IGNORECASE,
)


class Proposal(NamedTuple):
    """A rule somebody may accept. `glued`: the text sticks to the word beside it, so it hardly belongs."""

    rule: dict[str, str]
    cells: int
    share: float
    glued: bool
    examples: tuple[tuple[str, str], ...]


def propose(column: str, cells: Iterable[str]) -> list[Proposal]:
    """What most cells of the column begin or end with, if taking it off still leaves them different."""
    values = [cell.strip() for cell in cells if cell and cell.strip()]
    distinct = list(dict.fromkeys(values))
    if len(distinct) < LEAST_VALUES and (label := _label(column, values)):
        return [label]
    if len(distinct) < LEAST_GLUED:
        return []
    found = (
        _shared(column, values, distinct, "remove_suffix"),
        _shared(column, values, distinct, "remove_prefix"),
    )
    return [proposal for proposal in found if proposal]


def _shared(column: str, values: list[str], distinct: list[str], rule: str) -> Proposal | None:
    text = _longest(distinct, at_end=rule == "remove_suffix")
    if not text:
        return None
    glued = _is_glued(distinct, text, rule)
    if not glued:
        if len(distinct) < LEAST_VALUES:
            return None
        text = _to_word_edge(text, rule)
        if len(text.strip()) < SHORTEST:
            return None
    hits = [value for value in values if _has(value, text, rule)]
    share = len(hits) / len(values)
    if share < (GLUED_SHARE if glued else APART_SHARE):
        return None
    made = {"rule": rule, "column": column, "text": text.strip() if glued else text}
    examples = tuple((value, apply([made], column, value)) for value in hits[:3])
    return Proposal(made, len(hits), round(share, 3), glued, examples)


def _label(column: str, values: list[str]) -> Proposal | None:
    """A label glued to most cells of a very small file."""
    found = Counter(match[1] for value in values if (match := LABEL.search(value)))
    if not found:
        return None
    text, count = found.most_common(1)[0]
    if count < len(values) * GLUED_SHARE:
        return None
    made = {"rule": "remove_suffix", "column": column, "text": text}
    hits = [value for value in values if _has(value, text, "remove_suffix")]
    examples = tuple((value, apply([made], column, value)) for value in hits[:3])
    return Proposal(made, len(hits), round(len(hits) / len(values), 3), True, examples)


def _longest(distinct: list[str], *, at_end: bool) -> str:
    best = ""
    for size in range(SHORTEST, LONGEST):
        pieces = Counter(v[-size:] if at_end else v[:size] for v in distinct if len(v) > size)
        if not pieces:
            break
        piece, count = pieces.most_common(1)[0]
        if count < len(distinct) * GLUED_SHARE:
            break
        best = piece
    return "" if NOT_FOR.search(best) or not re.search(r"[^\W\d_]", best) else best


def _is_glued(distinct: list[str], text: str, rule: str) -> bool:
    """Letters run into it in nearly every cell, and it is long enough not to be an ending of words."""
    if text[0 if rule == "remove_suffix" else -1].isspace() or (" " not in text and len(text) < 6):
        return False
    hits = [v for v in distinct if _has(v, text, rule)]
    beside = [v[-len(text) - 1] if rule == "remove_suffix" else v[len(text)] for v in hits]
    letters = sum(1 for c in beside if c.isalpha())
    return letters > len(hits) * 0.9 and len(set(beside)) > 2


def _to_word_edge(text: str, rule: str) -> str:
    if rule == "remove_suffix":
        start = re.search(r"[\s,(–-]", text)
        return text[start.start() :] if start else ""
    end = [m.end() for m in re.finditer(r"[\s:)–-]", text)]
    return text[: end[-1]] if end else ""


def _has(value: str, text: str, rule: str) -> bool:
    if len(value) <= len(text):
        return False
    return value.endswith(text) if rule == "remove_suffix" else value.startswith(text)


def apply(rules: Sequence[Rule], column: str, cell: str) -> str:
    """The cell after every rule of its column, in order. A cell of nothing but the text becomes blank."""
    for rule in rules:
        if rule["column"] != column:
            continue
        value, text = cell.strip(), rule["text"]
        if value.strip() == text.strip():
            cell = ""
        elif rule["rule"] == "remove_suffix" and value.endswith(text):
            cell = value[: -len(text)].rstrip()
        elif rule["rule"] == "remove_prefix" and value.startswith(text):
            cell = value[len(text) :].lstrip()
    return cell


def by_column(rules: Sequence[Rule]) -> dict[str, list[Rule]]:
    """For engines that clean a column at a time and want to skip columns without rules."""
    grouped: dict[str, list[Rule]] = {}
    for rule in rules:
        grouped.setdefault(rule["column"], []).append(rule)
    return grouped
