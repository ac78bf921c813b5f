"""Address cards (vCard 3.0, RFC 2426, and 4.0, RFC 6350): one person each, out and in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

import vobject
from vobject.base import Component, ContentLine, ParseError, VObjectError, foldOneLine
from vobject.vcard import Address, Name

MAKER = "-//Earshot//EN"
PHONE_TYPES = {"cell": "mobile", "home": "home", "work": "work", "fax": "fax", "pager": "fax"}
PICTURES = frozenset({"PHOTO", "LOGO", "SOUND", "KEY", "X-MS-CARDPICTURE"})
PLAIN = frozenset({"FN", "NOTE", "TITLE", "ROLE", "ORG"})
NO_TAGS = frozenset({"", "myContacts", "starred"})  # what Google Contacts says of everybody
NEW_LINE = re.compile(r"\r\n|\r|\n")
HEAD = re.compile(r'((?:[^:"]|"[^"]*")+):(.*)', re.DOTALL)
BARE_COMMA = re.compile(r"(?<!\\),")
BARE_ENCODING = re.compile(r";QUOTED-PRINTABLE\b", re.IGNORECASE)
NO_PERSON = frozenset({"company", "org", "group", "location"})  # X-ABShowAs of Apple, KIND of version 4.0
TYPES_OF = {"mobile": ["cell"], "home": ["home"], "work": ["work"]}


class NoCard(ValueError):
    """What was read is no address card."""


@dataclass
class Card:
    given: str = ""
    family: str = ""
    chosen: str = ""
    pronouns: str = ""
    full: str = ""  # what is shown; given and family may be blank
    phones: list[tuple[str, str]] = field(default_factory=list)  # mobile, home, work or nothing; number
    emails: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)  # BCP 47, the first one preferred
    organization: str = ""
    title: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    code: str = ""
    tags: list[str] = field(default_factory=list)
    note: str = ""
    uid: str = ""
    maker: str = ""
    is_company: bool = False  # nobody's name stands on it
    own: dict[str, str] = field(default_factory=dict)  # X-EARSHOT-...: what no standard has a place for


def write(card: Card, *, version: str = "3.0") -> str:
    """CRLF line ends, folded at 75 bytes. Labels of people (`tags`) are nobody else's business: they are only read."""
    new = version == "4.0"
    out = StringIO()
    _line(out, "BEGIN", "VCARD")
    _line(out, "VERSION", version)
    _line(out, "PRODID", MAKER)
    _line(out, "FN", card.full or " ".join(filter(None, (card.chosen or card.given, card.family))))
    _line(out, "N", card.family, card.given, "", "", "")
    _line(out, "UID", f"urn:uuid:{card.uid}" if card.uid else "")
    _line(out, "NICKNAME", card.chosen)
    _line(out, "PRONOUNS" if new else "X-PRONOUNS", card.pronouns)
    for kind, number in card.phones:
        types = TYPES_OF.get(kind, []) if new else [*TYPES_OF.get(kind, []), "voice"]
        _line(out, f"TEL;TYPE={','.join(types)}" if types else "TEL", number)
    for place, address in enumerate(card.emails, start=1):
        _line(out, f"EMAIL;PREF={place}" if new else "EMAIL;TYPE=INTERNET", address)
    for place, language in enumerate(card.languages, start=1):
        _line(out, f"LANG;PREF={place}" if new else f"X-LANG;PREF={place}", language)
    _line(out, "ORG", card.organization)
    _line(out, "TITLE", card.title)
    _line(out, "ADR;TYPE=home", "", "", card.street, card.city, card.region, card.code, "")
    _line(out, "NOTE", card.note)
    for name, value in card.own.items():
        _line(out, f"X-EARSHOT-{name}", value)
    _line(out, "END", "VCARD")
    return out.getvalue()


def read(text: str) -> Iterator[Card]:
    """Every card of a file. Lines that cannot be read are left out. Raises NoCard."""
    try:
        for found in vobject.readComponents("\n".join(_lines(text)), ignoreUnreadable=True):
            if found.name == "VCARD":
                yield _card(found)
    except (ParseError, VObjectError, ValueError, LookupError) as error:
        raise NoCard(str(error)) from error


def _lines(text: str) -> Iterator[str]:
    """Whole lines of what other address books write: pictures left out, the folds of version 2.1 closed, its bare words
    for an encoding spelled out, and a comma in plain text kept as one (many write it without a backslash)."""
    for line in _unfolded(text):
        parts = HEAD.match(line)
        if parts is None:
            yield line
            continue
        head, value = parts.groups()
        name, *said = head.upper().rpartition(".")[2].split(";")
        if name in PICTURES or {"BASE64", "ENCODING=BASE64", "ENCODING=B"} & set(said):
            continue
        if name in PLAIN:
            value = BARE_COMMA.sub(r"\\,", value)
        yield f"{BARE_ENCODING.sub(r';ENCODING=QUOTED-PRINTABLE', head)}:{value}"


def _unfolded(text: str) -> Iterator[str]:
    """Joined once: a folded picture of megabytes would be copied with each of its lines."""
    pieces: list[str] = []
    is_quoted = False
    for line in NEW_LINE.split(text.removeprefix("\ufeff")):
        if pieces and line[:1] in (" ", "\t"):
            pieces.append(line[1:])
        elif is_quoted and pieces[-1].endswith("="):
            pieces[-1] = pieces[-1][:-1]
            pieces.append(line)
        else:
            if pieces:
                yield "".join(pieces)
            pieces, is_quoted = [line], False
        is_quoted = is_quoted or "QUOTED-PRINTABLE" in line.upper()
    yield "".join(pieces)


def _line(out: StringIO, name: str, *parts: str) -> None:
    if any(parts):
        foldOneLine(out, f"{name}:{';'.join(map(_escaped, parts))}")


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _card(found: Component) -> Card:
    card = Card()
    languages: list[tuple[int, str]] = []
    shown_as, firm = "", ""
    for line in found.lines():
        name, value = line.name.upper(), line.value
        if name == "N" and isinstance(value, Name):
            card.given = _text([value.given, value.additional])
            card.family = _text(value.family)
        elif name == "ADR" and isinstance(value, Address):
            if not (card.street or card.city):
                card.street = _text([value.extended, value.street])
                card.city, card.region, card.code = _text(value.city), _text(value.region), _text(value.code)
        elif name == "CATEGORIES":
            parts = value if isinstance(value, list) else [value]
            card.tags += [
                tag.strip() for part in parts for tag in str(part).split(",") if tag.strip() not in NO_TAGS
            ]
        elif name == "TEL":
            _take_phone(card, line)
        elif name in ("LANG", "X-LANG", "LANGUAGE"):
            languages.append((_preference(line), _text(value)))
        elif name in ("KIND", "X-ABSHOWAS"):
            shown_as = _text(value).lower()
        elif name.startswith("X-EARSHOT-"):
            card.own[name.removeprefix("X-EARSHOT-")] = _text(value)
        else:
            if name == "ORG":
                firm = _text(value[:1] if isinstance(value, list) else value)
            _take_text(card, name, _text(value))
    if not (card.given or card.family):
        card.is_company = shown_as in NO_PERSON or bool(firm and card.full in ("", firm, card.organization))
    card.languages = [language for _place, language in sorted(languages, key=lambda pair: pair[0])]
    return card


def _take_text(card: Card, name: str, text: str) -> None:
    names = {"FN": "full", "NICKNAME": "chosen", "PRONOUNS": "pronouns", "X-PRONOUNS": "pronouns", "ORG": "organization",
             "TITLE": "title", "ROLE": "title", "NOTE": "note", "PRODID": "maker"}  # fmt: skip
    if name == "EMAIL" and text:
        card.emails.append(text.removeprefix("mailto:"))
    elif name == "UID":
        card.uid = text.removeprefix("urn:uuid:")
    elif name in names and text and not getattr(card, names[name]):
        setattr(card, names[name], text)


def _take_phone(card: Card, line: ContentLine) -> None:
    """Faxes and pagers reach nobody."""
    types = [*line.params.get("TYPE", []), *line.singletonparams]  # version 2.1 writes TEL;CELL
    said = [kind.strip().lower() for some in types for kind in some.split(",")]
    kinds = [PHONE_TYPES[kind] for kind in said if kind in PHONE_TYPES]
    number = _text(line.value).removeprefix("tel:").replace(";ext=", " x")
    if number and "fax" not in kinds:
        kind = "mobile" if "mobile" in kinds else next(iter(kinds), "")
        card.phones.append((kind, number))


def _preference(line: ContentLine) -> int:
    said = next(iter(line.params.get("PREF", [])), "")
    return int(said) if said.isdigit() else 100


def _text(value: Any) -> str:
    parts = value if isinstance(value, list | tuple) else [value]
    return " ".join(str(part).strip().replace("\r\n", "\n") for part in parts if part and str(part).strip())
