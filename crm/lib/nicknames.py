"""Bill is William and Lupe is Guadalupe: familiar forms in English and Spanish, in both directions."""

from functools import cache, lru_cache
from pathlib import Path

from .names.folding import fold

NONE: frozenset[str] = frozenset()


@cache
def _groups() -> dict[str, frozenset[str]]:
    """Every name with all names of the groups it stands in; groups are not joined with each other."""
    found: dict[str, set[str]] = {}
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            formal, _, short = line.partition(":")
            group = {fold(name) for name in (formal, *short.split())}
            for name in group:
                found.setdefault(name, set()).update(group)
    return {name: frozenset(group) for name, group in found.items()}


@cache
def formal_names() -> frozenset[str]:
    text = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")
    return frozenset(fold(line.partition(":")[0]) for line in text.splitlines() if not line.startswith("#"))


def forms(token: str) -> frozenset[str]:
    """Other names the same person may use, folded, itself not included."""
    return _groups().get(token, NONE) - {token}


@lru_cache(20_000)
def agree(one: str, other: str) -> bool:
    """May these two folded given names be one person's?"""
    return one == other or other in _groups().get(one, NONE)


def is_given_name(token: str) -> bool:
    return token in _groups()
