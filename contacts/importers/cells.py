"""Readers of single cells that only people have: text, tags, age. The others are in crm.lib."""

import datetime
import re
from collections.abc import Callable
from functools import cache, lru_cache, partial

from django.utils import timezone

from contacts.importers import quoting
from contacts.models import Contact
from crm.lib import dates, languages, names, words
from crm.lib.guess import Guess

TAG_ENDS = re.compile(r"\s*(?:[;|\n]|:::)\s*")
QUOTED_TAG = re.compile(r'"((?:[^"]|"")+)"|([^;|\n"]+)')
CODE = re.compile(r"(?=.{2,12}\Z)[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*")  # as long as the column is
LONGEST_TAG = 60
COMMAS = re.compile(r"\s*,\s*")
Band = Contact.AgeBand
BANDS = {
    Band.UNDER_13: "under 13|0-12|<13|menos de 13|menor de 13",
    Band.FROM_13: "13-15|13 to 15|13 a 15",
    Band.FROM_16: "16-17|16 or 17|16 to 17|16 o 17",
    Band.FROM_18: "18-24|18 to 24|18 a 24",
    Band.ADULT: "25+|25 or older|25 or over|25-34|35-44|35-54|45-54|45-64|55-64|55+|65+|adult|adulto|adulta|25 o mas",
}
# Words of an e-mail or text subscription that close a door; every other state leaves it as it is.
CLOSED = {
    "unsubscribed": "unsubscribed", "unsubscribe": "unsubscribed", "opted out": "unsubscribed", "opted_out": "unsubscribed",
    "opt out": "unsubscribed", "opt-out": "unsubscribed", "spam complaint": "unsubscribed", "complained": "unsubscribed",
    "do not email": "unsubscribed", "no": "unsubscribed", "stop": "unsubscribed", "baja": "unsubscribed", "false": "unsubscribed",
    "bounced": "bounced", "bouncing": "bounced", "cleaned": "bounced", "invalid": "bounced", "bad": "bounced", "rebotado": "bounced",
}  # fmt: skip
HOW = {
    "paper": "paper sign-in signin sheet hoja papel card tarjeta form formulario",
    "web_form": "web online website sitio internet google",
    "text_keyword": "keyword text texted sms mensaje palabra",
    "verbal": "verbal phone call door oral talked conversation llamada puerta palabra",
}


@lru_cache(10_000)
def text(cell: str) -> Guess[str]:
    """Spaces squeezed; a word for nothing is nothing."""
    found = " ".join(cell.split())
    if len(found) < 16 and words.is_blank(found):
        return Guess("", bool(found), "value.blank_word" if found else "")
    return Guess(found)


def verbatim(cell: str) -> Guess[str]:
    """As it stands: somebody may be called Na, and live in a place called Same."""
    return Guess(cell.strip())


def note(cell: str) -> Guess[str]:
    """Longer words keep their lines."""
    found = cell.strip()
    if len(found) < 16 and words.is_blank(found):
        return Guess("", bool(found), "value.blank_word" if found else "")
    return Guess(found)


def plain_text(cell: str) -> Guess[str]:
    """An id: "x" or "na" may be one."""
    return Guess(cell.strip())


@lru_cache(5_000)
def tags(cell: str) -> Guess[tuple[str, ...]]:
    """Semicolons and bars part tags, but not within quotes; commas only where there are none of those."""
    parts = TAG_ENDS.split(cell)
    if '"' in cell:
        parts = ["".join(found).replace('""', '"') for found in QUOTED_TAG.findall(cell)]
    if len(parts) == 1:
        parts = COMMAS.split(cell)
    found = (" ".join(part.split())[:LONGEST_TAG] for part in parts)
    # Google Contacts keeps groups of its own among the labels, each with a star before it: nobody chose those.
    named = (name for name in found if name and not name.startswith("* ") and not words.is_blank(name))
    return Guess(tuple(dict.fromkeys(named)))


def tag_words(names: tuple[str, ...]) -> str:
    """As `tags` understands it: a name with a semicolon needs quotes, a lone one with a comma its semicolon."""
    written = "; ".join(quoting.quoted(name, ';|:"') for name in names)
    return written + (";" if len(names) == 1 and "," in names[0] else "")


def own_tags(cell: str) -> Guess[tuple[str, ...]]:
    """As `tag_words` wrote them: a tag may be called "none"."""
    return Guess(tuple(dict.fromkeys(name[:LONGEST_TAG].strip() for name in quoting.parts(cell) if name)))


def own_languages(cell: str) -> Guess[tuple[str, ...]]:
    """Codes stay codes, also those that no word of ours means."""
    read = languages.parse(cell)
    codes = tuple(part.strip() for part in cell.split(";") if part.strip())
    return Guess(codes) if read.guess and all(map(CODE.fullmatch, codes)) else read


@cache
def _bands() -> dict[str, str]:
    found = {words.plain(word): band for band, names in BANDS.items() for word in names.split("|")}
    return found | {band.value: band for band in Band} | {words.plain(str(band.label)): band for band in Band}


def age_band(cell: str) -> Guess[str]:
    return _age_band(cell, timezone.localdate())


def age_on(today: datetime.date) -> Callable[[str], Guess[str]]:
    """A reader of ages and birth dates, as of this day."""
    return partial(_age_band, today=today)


@lru_cache(1_000)
def _age_band(cell: str, today: datetime.date) -> Guess[str]:
    name = (
        words.plain(cell)
        .replace("–", "-")
        .replace(" - ", "-")
        .removesuffix(" years old")
        .removesuffix(" years")
    )
    if words.is_blank(name):
        return Guess("")
    band = _bands().get(name.strip(), "")
    if not band and (years := _years(name, today)) is not None:
        return Guess(str(_band_of(years)), True, "age.from_years")
    return Guess("" if band == Band.UNKNOWN else str(band), not band, "" if band else "age.unreadable")


def _years(text: str, today: datetime.date) -> int | None:
    """From an age or a birth date, which is forgotten at once."""
    bare = text.removesuffix(".0")
    if bare.isdigit() and len(bare) < 4:
        return int(bare) if int(bare) < 120 else None
    born = dates.parse(text).value
    if born is None or not 0 <= today.year - born.year < 120:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _band_of(years: int) -> Band:
    for limit, band in ((13, Band.UNDER_13), (16, Band.FROM_13), (18, Band.FROM_16), (25, Band.FROM_18)):
        if years < limit:
            return band
    return Band.ADULT


def band_words(band: str) -> str:
    return BANDS[Band(band)].partition("|")[0] if band != Band.UNKNOWN else ""


@lru_cache(1_000)
def status(cell: str) -> Guess[str]:
    """Why somebody is not reached any more. Who asked for it has a column of their own."""
    name = words.plain(cell)
    return Guess(name if name in ("inactive", "moved", "deceased") else "")


@lru_cache(1_000)
def confidentiality(cell: str) -> Guess[str]:
    name = words.plain(cell)
    return Guess(name if name in ("restricted", "hidden") else "")


@lru_cache(1_000)
def closed(cell: str) -> Guess[str]:
    """ "unsubscribed", "bounced", or nothing."""
    return Guess(CLOSED.get(words.plain(cell).strip("."), ""))


RESULTS = {
    "do_not_contact": "do not contact|refused further contact|hostile|no contactar",
    "do_not_call": "do not call|dnc|no llamar",
    "do_not_text": "do not text|opted out|opt out|stop",
    "wrong_number": "wrong number|disconnected|bad number|disconnect|wrong|fax|numero equivocado",
    "deceased": "deceased|dead|fallecido|fallecida",
    "moved": "moved|moved away|se mudo",
}


@lru_cache(1_000)
def result(cell: str) -> Guess[str]:
    """What a call or a knock told of the person: a door to close, moved, deceased; of others nothing is kept."""
    name = words.plain(cell).strip(".")
    for code, known in RESULTS.items():
        if name in known.split("|"):
            return Guess(code)
    return Guess("")


ATTENDANCE = {
    "yes": "yes|attended|checked in|came|completed|present|confirmed attended|true|si|asistio|presente|x",
    "no": "no|not attended|did not attend|no show|no-show|noshow|not attending|cancelled|canceled|deleted|refunded|absent|--|false"
    "|declined|denied|no asistio|ausente|cancelo",
}


@lru_cache(1_000)
def attendance(cell: str) -> Guess[str]:
    """ "yes" or "no"; everything else leaves it open."""
    name = words.plain(cell).strip(".")
    return Guess(next((code for code, known in ATTENDANCE.items() if name in known.split("|")), ""))


PHONE_TYPES = {
    "mobile": "mobile|cell|cell phone|mobile phone|c|m|celular|movil",
    "home": "home|home phone|landline|h|casa|fijo",
    "work": "work|work phone|office|business|w|trabajo|oficina",
}


@lru_cache(1_000)
def phone_type(cell: str) -> Guess[str]:
    name = words.plain(cell).strip("* .")
    return Guess(next((code for code, known in PHONE_TYPES.items() if name in known.split("|")), ""))


@lru_cache(5_000)
def display(cell: str) -> Guess[names.Display | None]:
    """A name from a video meeting; a machine is a value too, so that its row can say so."""
    if not cell.strip():
        return Guess(None)
    found = names.display(cell)
    return Guess(found, found.guess, found.reason)


def day(cell: str) -> Guess[str]:
    """A date as ISO."""
    value, guess, reason = dates.parse(cell)
    return Guess(value.isoformat() if value else "", guess, reason)


@lru_cache(1_000)
def how(cell: str) -> Guess[str]:
    """The way a permission was given, as the ledger names it."""
    name = words.plain(cell)
    if not name:
        return Guess("")
    if name in ("paper", "web_form", "text_keyword", "verbal", "import"):
        return Guess(name)
    found = set(re.findall(r"[\w-]+", name))
    for code, known in HOW.items():
        if found & set(known.split()):
            return Guess(code, True, "word.how")
    return Guess("import", True, "word.how")


def date_in(order: str):
    """A reader of dates written in this order of day and month."""

    def read(cell: str) -> Guess:
        return dates.parse(cell, order)

    return read
