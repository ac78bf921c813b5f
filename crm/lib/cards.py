"""Address cards (vCard 3.0, RFC 2426, and 4.0, RFC 6350): one person each, out and in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

import vobject
from vobject.base import Component, ContentLine, ParseError, VObjectError, foldOneLine
from vobject.vcard import Address, Name

MAKER = "-//Earshot//EN"
PHONE_TYPES = {"cell": "mobile", "home": "home", "work": "work", "fax": "fax", "pager": "fax"}
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
        for found in vobject.readComponents(text, ignoreUnreadable=True):
            if found.name == "VCARD":
                yield _card(found)
    except (ParseError, VObjectError, ValueError, LookupError) as error:
        raise NoCard(str(error)) from error


def _line(out: StringIO, name: str, *parts: str) -> None:
    if any(parts):
        foldOneLine(out, f"{name}:{';'.join(map(_escaped, parts))}")


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _card(found: Component) -> Card:
    card = Card()
    languages: list[tuple[int, str]] = []
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
            card.tags += [tag.strip() for part in parts for tag in str(part).split(",") if tag.strip()]
        elif name == "TEL":
            _take_phone(card, line)
        elif name in ("LANG", "X-LANG", "LANGUAGE"):
            languages.append((_preference(line), _text(value)))
        elif name.startswith("X-EARSHOT-"):
            card.own[name.removeprefix("X-EARSHOT-")] = _text(value)
        else:
            _take_text(card, name, _text(value))
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
    said = [kind.strip().lower() for types in line.params.get("TYPE", []) for kind in types.split(",")]
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
    return " ".join(str(part).strip() for part in parts if part and str(part).strip())
