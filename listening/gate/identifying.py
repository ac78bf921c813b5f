"""Words by which somebody could be known again. Pure functions; better one too many than one too few, since all that
follows is that somebody looks."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.lib.names import fold, tokens
from crm.lib.nicknames import is_given_name
from listening.gate.plain import NO_NAMES, SCHOOL_WORDS, WORDS_TOO

MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
MESES = "enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre"
STREETS = "street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|way|highway|hwy|trail"
TITLES = (
    "mr|mrs|ms|miss|mx|dr|coach|principal|pastor|reverend|rev|officer|superintendent|"
    "sr|sra|srta|señor|señora|señorita|maestro|maestra|profe|profesor|profesora|don|doña|director|directora|padre"
)
NAME = r"[A-ZÁÉÍÓÚÑÜ](?:[\w’'-]*\w|\.)?"
PATTERNS: tuple[tuple[re.Pattern[str], str | Promise], ...] = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+\w"), _("an e-mail address")),
    (re.compile(r"(?:https?://|www\.)\S+"), _("a web address")),
    (re.compile(r"(?<!\w)@\w{3,}"), _("an account name")),
    (
        re.compile(r"(?<!\d)(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-]?)?\d{3}[ .-]?\d{4}(?!\d)"),
        _("a phone number"),
    ),
    (re.compile(rf"\b(?:\d{{1,5}} )?(?:{NAME} ){{1,3}}(?i:{STREETS})\b\.?"), _("a street")),
    (
        re.compile(rf"\b(?i:calle|avenida|camino|carretera) (?:{NAME})(?: {NAME})*(?: \d{{1,5}})?"),
        _("a street"),
    ),
    (re.compile(rf"\b(?:{MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?\b", re.I), _("a day")),
    (re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{MONTHS})\b", re.I), _("a day")),
    (re.compile(rf"\b\d{{1,2}} de (?:{MESES})\b", re.I), _("a day")),
    (re.compile(r"\b\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?\b"), _("a day")),
    (re.compile(rf"\b(?i:{TITLES})\.? {NAME}(?: {NAME})?"), _("a name")),
    (
        re.compile(
            r"\b(?:I am|I’m|I'm|as) the (?:only |first |one )?\w+|\b(?:soy|como) (?:el|la) (?:únic[oa] |primer[oa]? )?\w+",
            re.I,
        ),
        _("what only one person is"),
    ),
)
WORD = re.compile(r"[^\W\d_][\w’'-]*")
SENTENCE_BEGINS = re.compile(r"(?:^|[.!?:…]['\"”’»)]*\s+|[\"“«¿¡(]|\n\s*|[-–—•]\s+)$")


@dataclass(frozen=True, order=True)
class Telling:
    """`start` and `end` in code points of the text."""

    start: int
    end: int
    word: str
    why: str | Promise


def telling_words(
    text: str,
    *,
    names: Collection[str] = (),
    places: Collection[str] = (),
    own: Collection[str] = (),
    kept: Collection[str] = (),
    around: Collection[str] | None = (),
) -> tuple[Telling, ...]:
    """In order, none within another. `names` of people who were there, `places`: schools around; `own`: names that may
    stand since the person wants to be named; `kept`: words that somebody looked at and let stand; `around`: folded names of
    people elsewhere, that are a name in small letters too; None looks for none of these."""
    may_stand = {fold(word) for word in kept}
    own_parts = {part for name in own for part in _parts(name)}
    found: list[Telling] = []
    for one in sorted(_all(text, names, places, around), key=lambda one: (one.start, -one.end)):
        if found and one.start < found[-1].end:
            continue
        if fold(one.word) in may_stand or (_parts(one.word) and _parts(one.word) <= own_parts):
            continue
        found.append(one)
    return tuple(found)


def names_in(text: str, names: Collection[str]) -> list[tuple[int, int]]:
    """Where the text says one of these names, for readers who know people by pseudonyms alone."""
    of_people = {part for name in names for part in _parts(name)}
    return [
        (match.start(), match.start() + len(_bare(match.group())))
        for match in WORD.finditer(text)
        if (said := fold(_bare(match.group()))) in of_people and (len(said) > 2 or match.group()[0].isupper())
    ]


def small_words(text: str) -> set[str]:
    """The words that begin with a small letter, folded."""
    return {fold(_bare(match.group())) for match in WORD.finditer(text) if match.group()[0].islower()}


def _all(
    text: str, names: Collection[str], places: Collection[str], around: Collection[str] | None
) -> Iterator[Telling]:
    for pattern, why in PATTERNS:
        for match in pattern.finditer(text):
            yield Telling(match.start(), match.end(), match.group(), why)
    words = list(WORD.finditer(text))
    of_people = {part for name in names for part in _parts(name)}
    of_places = [wanted for place in places if (wanted := _distinct(place))]
    for match in words:
        said = fold(_bare(match.group()))
        if (said in of_people and (len(said) > 2 or match.group()[0].isupper())) or _is_name(said, around):
            yield Telling(match.start(), match.end(), match.group(), _("a name"))
    folded = [fold(match.group()) for match in words]
    for wanted in of_places:
        for at in range(len(words) - len(wanted) + 1):
            if folded[at : at + len(wanted)] == wanted and words[at].group()[0].isupper():
                first, last = words[at], words[at + len(wanted) - 1]
                yield Telling(first.start(), last.end(), text[first.start() : last.end()], _("a school"))
    yield from _capitals(text, words)


def _is_name(said: str, around: Collection[str] | None) -> bool:
    if around is None:
        return False
    return said in around or (len(said) > 2 and said not in WORDS_TOO and is_given_name(said))


def _capitals(text: str, words: list[re.Match[str]]) -> Iterator[Telling]:
    """Runs of words with a capital letter that do not begin a sentence."""
    run: list[re.Match[str]] = []
    for match in words:
        word = match.group()
        is_name = (
            word[0].isupper()
            and _bare(word).casefold() not in NO_NAMES
            and not SENTENCE_BEGINS.search(text[: match.start()])
        )
        if is_name and run and text[run[-1].end() : match.start()] == " ":
            run.append(match)
            continue
        if run:
            yield _of(text, run)
        run = [match] if is_name else []
    if run:
        yield _of(text, run)


def _of(text: str, run: list[re.Match[str]]) -> Telling:
    return Telling(run[0].start(), run[-1].end(), text[run[0].start() : run[-1].end()], _("a name or place"))


def covered(text: str, stretches: Collection[tuple[int, int, str]]) -> str:
    """The text with marks instead of those stretches (start, end, mark)."""
    parts, at = [], 0
    for start, end, mark in sorted(stretches):
        start, end = max(start, at), min(end, len(text))
        if start >= end:
            continue
        parts += [text[at:start], mark]
        at = end
    return "".join([*parts, text[at:]])


def _parts(name: str) -> frozenset[str]:
    return frozenset(part for part in tokens(name) if len(part) > 1)


def _bare(word: str) -> str:
    return re.sub(r"[’']s?$", "", word)


def _distinct(place: str) -> list[str]:
    """Of a school's name what tells it from others; nothing of a name that is all common words or one short one."""
    words = [word for word in tokens(place) if word not in SCHOOL_WORDS]
    return words if any(len(word) > 3 for word in words) else []
