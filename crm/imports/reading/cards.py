"""A file of address cards as the rows of a table, so that the wizard goes on as with any list of people."""

from collections.abc import Iterator
from pathlib import Path

from crm.lib import cards
from crm.lib.cards import Card

from .facts import Sheet, Spool
from .limits import Limits
from .refused import Refused
from .spooling import Budget, SheetSpool
from .text import guess_encoding

HEADS = ("Earshot ID", "Name", "First name", "Last name", "Goes by", "Pronouns", "E-mail", "Mobile phone", "Home phone",
         "Work phone", "Phone", "Address", "City", "State", "ZIP", "Language", "Other languages", "Constituency", "School",
         "Organization", "Job title", "Tags", "Notes")  # fmt: skip

NAMED = 5


def spool_cards(path: Path, spool: Spool, limits: Limits) -> None:
    """Columns that no card fills are left out, and so are cards of companies. Cards made here keep the number of their
    person."""
    encoding, _mixed = guess_encoding(path)
    try:
        found = list(cards.read(path.read_text(encoding, errors="replace")))
    except cards.NoCard:
        raise Refused("file.damaged") from None
    companies = [card.full or card.organization for card in found if card.is_company]
    if companies and len(companies) == len(found):
        raise Refused("file.only_companies")
    rows = [row_of(card) for card in found if not card.is_company]
    used = [place for place in range(len(HEADS)) if any(row[place] for row in rows)]
    spool.encoding = encoding
    if companies:
        more = "…" if len(companies) > NAMED else ""
        params = {"count": len(companies), "name": "; ".join(companies[:NAMED]) + more}
        spool.notes.append({"code": "note.companies", "params": params})
    sheet = Sheet(0, path.stem)
    spool.sheets.append(sheet)
    with SheetSpool(spool.folder, sheet, limits, Budget(limits.cells), ragged=False) as writer:
        for line, row in _lines(rows):
            writer.add(line, [row[place] for place in used])


def row_of(card: Card) -> list[str]:
    is_ours = card.maker == cards.MAKER
    phones = {
        kind: "; ".join(number for said, number in card.phones if said == kind)
        for kind in ("mobile", "home", "work", "")
    }
    return [
        card.uid if is_ours else "", "" if card.given or card.family else card.full, card.given, card.family, card.chosen,
        card.pronouns, "; ".join(card.emails), phones["mobile"], phones["home"], phones["work"], phones[""],
        card.street.replace("\n", ", "), card.city, card.region, card.code, "".join(card.languages[:1]),
        "; ".join(card.languages[1:]), card.own.get("CONSTITUENCY", ""), card.own.get("SCHOOL", ""),
        "" if is_ours else card.organization, "" if is_ours else card.title, "; ".join(card.tags), card.note,
    ]  # fmt: skip


def _lines(rows: list[list[str]]) -> Iterator[tuple[int, list[str]]]:
    yield 1, list(HEADS)
    yield from enumerate(rows, start=2)
