"""A whole name in one cell, cut into parts; a couple becomes two people."""

import re
from functools import lru_cache
from typing import NamedTuple

from ..guess import Guess
from ..nicknames import is_given_name
from .folding import fold
from .parts import PARTICLES, WORDS, capitalise, is_no_name, is_one_case, squeeze

PREFIXES, SUFFIXES = WORDS["prefixes"], WORDS["suffixes"]
NOT_PLAIN = PREFIXES | SUFFIXES | {"family", "familia", "household", "los"}
ORGANIZATION = re.compile(
    r"\b(inc|llc|corp|ltd|church|iglesia|school|escuela|elementary|academy|district|union|sindicato|association|asociaci[oó]n"
    r"|pta|ptsa|ptso|council|committee|comit[eé]|foundation|fundaci[oó]n|coalition|center|centro|department|university|college)\b\.?",
    re.IGNORECASE,
)
HOUSEHOLD = re.compile(
    r"^(?:the\s+)?(.+?)\s+(?:family|household)$|^(?:la\s+)?familia\s+(.+)$|^los\s+(\S+)$", re.IGNORECASE
)
JOIN = re.compile(r"\s+(?:and|und|con|with)\s+|\s*&amp;\s*|\s*[&+]\s*|\s*/\s*", re.IGNORECASE)
JOIN_ES = re.compile(r"\s+[ye]\s+", re.IGNORECASE)
PRONOUNS = re.compile(
    r"[\[(<|,–-]?\s*\b((?:she|he|they|ella|él|el|elle|ellx|ze|xe|any|all|cualquier)(?:\s*[/|]\s*(?:her|him|them|hers|his|theirs|they|she|he|ella|él"
    r"|elle|ellos|ellas|zir|xem|any|pronouns|los|las|le|la|lo)){1,3}|any pronouns|all pronouns)\b\s*[\])>]?",
    re.IGNORECASE,
)
QUOTED = re.compile(r"[\"“”„«]([^\"“”„»«]{1,30})[\"“”»]|(?<!\w)['‘]([^'’]{2,30})['’](?!\w)")
PARENS = re.compile(r"[(\[]([^)\]]*)[)\]]?")
NAME_WORD = r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+(?:['’-][A-ZÀ-ÖØ-Þa-zß-öø-ÿ]+)?"
PLAIN = re.compile(rf"({NAME_WORD}) ({NAME_WORD})$")


class Person(NamedTuple):
    given: str = ""
    middle: str = ""
    family: str = ""
    prefix: str = ""
    suffix: str = ""
    nickname: str = ""
    pronouns: str = ""
    note: str = ""


@lru_cache(2_000)
def people(cell: str) -> Guess[tuple[Person, ...]]:
    """Nobody, one or several people. More than one, or any doubt, is a guess with its reason."""
    plain = PLAIN.match(cell)
    if plain and not ({plain[1].lower(), plain[2].lower()} & NOT_PLAIN) and not ORGANIZATION.search(cell):
        return Guess((Person(plain[1], "", plain[2]),))
    text = squeeze(cell)
    if not text:
        return Guess(())
    if is_no_name(text):
        return Guess((), True, "value.blank_word")
    reason = ""
    if is_one_case(text):
        text, reason = capitalise(text), "name.all_caps" if text.isupper() else "name.all_lower"
    if household := HOUSEHOLD.match(text):
        family = next(part for part in household.groups() if part)
        return Guess((Person(family=family),), True, "name.household_only")
    text, pronouns = _take(PRONOUNS, text)
    if _is_couple(text):
        found, why = _one_by_one(text) or _couple(text)
        if pronouns and found:
            found = (found[0]._replace(pronouns=pronouns.lower()), *found[1:])
        return Guess(found, True, why)
    if ORGANIZATION.search(text) and len(text.split()) > 1:
        return Guess((), True, "name.organization")
    person, why = single(text)
    person = person._replace(pronouns=re.sub(r"\s+", "", pronouns).lower())
    return Guess((person,), bool(reason or why), why or reason)


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    match = pattern.search(text)
    if not match:
        return text, ""
    found = next((group for group in match.groups() if group), "")
    rest = text[: match.start()] + " " + text[match.end() :]
    return squeeze(rest).strip(" -–|"), found.strip()


def _is_couple(text: str) -> bool:
    bare = PARENS.sub(" ", text)
    if _one_by_one(bare):
        return True
    if JOIN.search(bare):
        return all(re.search(r"[^\W\d_]", part) for part in JOIN.split(bare))
    parts = JOIN_ES.split(bare)
    if len(parts) != 2:
        return False
    left, right = (part.split() for part in parts)
    if len(right) < 2 or not left:
        return False
    # "José Ortega y Gasset" is one man; "Ana y José López" are two people.
    return len(left) == 1 or is_given_name(fold(right[0]))


def _one_by_one(text: str) -> tuple[tuple[Person, ...], str] | None:
    """ "Smith, Bob; Smith, Carol": a semicolon parts whole names."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if len(parts) < 2 or not all(len(part.split()) > 1 for part in parts):
        return None
    return tuple(single(part)[0] for part in parts), "name.couple"


def _couple(text: str) -> tuple[tuple[Person, ...], str]:
    parts = [
        part
        for part in re.split(f"{JOIN.pattern}|{JOIN_ES.pattern}", text, flags=re.IGNORECASE)
        if part.strip()
    ]
    if len(parts) == 2 and all(_bare(word) in PREFIXES for word in parts[0].split()):
        person, _ = single(parts[1])
        return (person._replace(prefix=parts[0].strip()),), "name.couple_unnamed"
    shared, first = "", parts[0].split(",")
    if len(first) == 2 and not _all_suffixes(first[1]) and not _ends_in_surname(parts[-1]):
        # "Smith, John and Mary"
        shared, parts[0] = first[0].strip(), first[1].strip()
    elif len(first) > 1 and not any(_all_suffixes(part) for part in first[1:]):
        # "Ana, Luis & Rosa Diaz"
        parts[:1] = [part.strip() for part in first if part.strip()]
    found = [single(part)[0] for part in parts]
    if shared:
        found = [_given_only(person)._replace(family=shared) for person in found]
        return tuple(found), "name.couple"
    if both := _both_surnames(parts, in_spanish=bool(JOIN_ES.search(text))):
        found[-1] = Person(given=both[0], family=both[1], suffix=found[-1].suffix)
    return tuple(_share_family(found)), "name.couple"


def _both_surnames(parts: list[str], *, in_spanish: bool) -> tuple[str, str] | None:
    """ "Ana y Luis Pérez García": two first names, so that both surnames are of both."""
    words, _ = _suffixes(parts[-1].split())
    if len(words) != 3 or any(len(part.split()) != 1 for part in parts[:-1]):
        return None
    if is_given_name(fold(words[1])) or not (in_spanish or _is_spanish(words)):
        return None
    return words[0], " ".join(words[1:])


def _ends_in_surname(part: str) -> bool:
    words, _ = _suffixes(part.split())
    return len(words) > 1 and len(words[-1].rstrip(".")) > 1 and not is_given_name(fold(words[-1]))


def _share_family(found: list[Person]) -> list[Person]:
    """The last one's surname is everybody's who has none of his own; else the first one's."""
    last = found[-1]
    family = last.family or next((person.family for person in found if person.family), "")
    shared = []
    for person in found:
        if not person.family:
            person = person._replace(family=family)
        elif person is not last and last.family and _two_given_names(person):
            person = person._replace(given=f"{person.given} {person.family}", family=family)
        shared.append(person)
    return shared


def _two_given_names(person: Person) -> bool:
    """ "Mary Ann & Bob Smith": no surname of its own before the joint."""
    if person.middle or person.suffix:
        return False
    word = person.family
    return len(word.rstrip(".")) == 1 or (is_given_name(fold(word)) and is_given_name(fold(person.given)))


def _given_only(person: Person) -> Person:
    given = " ".join(filter(None, (person.given, person.middle, person.family)))
    return person._replace(given=given, middle="", family="")


def single(text: str) -> tuple[Person, str]:
    """One person, with the code of what makes it a guess."""
    text, nickname = _take(QUOTED, text)
    text, aside = _take(PARENS, text)
    note, reason = "", ""
    if aside and not nickname and len(aside.split()) == 1 and aside.isalpha():
        nickname = aside
    elif aside:
        note = aside
    reason = "name.nickname" if nickname else ""
    words, suffix, swapped = _ordered(text)
    prefix, words = _prefixes(words)
    words, more = _suffixes(words)
    suffix = " ".join(filter(None, (more, suffix)))
    if swapped is not None:
        given, middle = (words[0], " ".join(words[1:])) if words else ("", "")
        person = Person(given, middle, swapped)
        reason = reason or "name.swapped"
    else:
        person, why = _cut(words, bool(prefix))
        reason = reason or why
    return person._replace(prefix=prefix, suffix=suffix, nickname=nickname, note=note), reason


def _ordered(text: str) -> tuple[list[str], str, str | None]:
    """Words in given-first order, the suffix after a comma, and the family name if it came first."""
    before, *after = [part.strip() for part in text.split(",")]
    after = [part for part in after if part]
    suffix = " ".join(part for part in after if _all_suffixes(part))
    after = [part for part in after if not _all_suffixes(part)]
    if not after:
        return before.split(), suffix, None
    words, more = _suffixes(before.split())
    return " ".join(after).split(), " ".join(filter(None, (more, suffix))), " ".join(words)


def _bare(word: str) -> str:
    return word.replace(".", "").lower()


def _all_suffixes(part: str) -> bool:
    words = part.split()
    return bool(words) and all(_bare(word) in SUFFIXES for word in words)


def _prefixes(words: list[str]) -> tuple[str, list[str]]:
    taken = 0
    while taken < len(words) - 1 and (
        _bare(words[taken]) in PREFIXES or (taken == 0 and words[0].lower() == "sr.")
    ):
        taken += 1
    return " ".join(words[:taken]), words[taken:]


def _suffixes(words: list[str]) -> tuple[list[str], str]:
    end = len(words)
    while end > 1 and _bare(words[end - 1]) in SUFFIXES:
        end -= 1
    return words[:end], " ".join(words[end:])


def _cut(words: list[str], titled: bool) -> tuple[Person, str]:
    """Given, middle, family. A lone word after "Mrs." is a surname, else a given name."""
    if not words:
        return Person(), "name.unreadable"
    if len(words) == 1:
        person = Person(family=words[0]) if titled else Person(given=words[0])
        return person, "name.one_word"
    for i in range(1, len(words) - 1):
        if words[i].lower() in PARTICLES:
            if words[i].lower() in ("y", "e"):
                i = max(1, i - 1)  # "Ortega y Gasset" is one surname
            return Person(
                words[0], " ".join(words[1:i]), " ".join(words[i:])
            ), "name.particle" if i > 1 else ""
    if len(words) == 2:
        return Person(words[0], "", words[1]), ""
    if len(words) == 3 and len(words[1].rstrip(".")) == 1:
        return Person(words[0], words[1], words[2]), ""
    if len(words) == 4 and is_given_name(fold(words[1])):
        return Person(" ".join(words[:2]), "", " ".join(words[2:])), "name.many_words"
    if len(words) == 3 and not is_given_name(fold(words[1])) and _is_spanish(words):
        return Person(words[0], "", " ".join(words[1:])), "name.two_surnames"
    return Person(words[0], " ".join(words[1:-1]), words[-1]), "name.many_words"


SURNAME_END = re.compile(
    r"(?:ez|es|as|os|ado|illo|illa|era|ero|eda|oza|aya|ina|uela|ar|al|ía|ia|io)$", re.IGNORECASE
)
SPANISH_LETTER = re.compile(r"[ñáéíóú]", re.IGNORECASE)
SPANISH_GIVEN = re.compile(r"(?:[aáoó]|el|és|es|ía|ús|ún|ina)$", re.IGNORECASE)


def _is_spanish(words: list[str]) -> bool:
    """Two surnames in the Spanish way: both look like it, and so does the given name or the letters of a surname."""
    surnames = [bool(SPANISH_LETTER.search(word)) for word in words[1:]]
    looks = all(SURNAME_END.search(word) or letter for word, letter in zip(words[1:], surnames, strict=True))
    return looks and (any(surnames) or bool(SPANISH_GIVEN.search(words[0])))
