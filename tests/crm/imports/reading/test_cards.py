"""A file of address cards becomes a table."""

import csv

import pytest

from crm.imports.reading import Refused, check, convert
from crm.lib import cards
from crm.lib.cards import Card

FOREIGN = (
    "BEGIN:VCARD\nVERSION:3.0\nFN:Greg Dartmouth\nTEL;TYPE=CELL:919 555 0142\nORG:TheCompany\nEND:VCARD\n"
)


def table(tmp_path, text: str) -> list[dict[str, str]]:
    path = tmp_path / "book.vcf"
    path.write_text(text, encoding="utf-8")
    spool = convert(path, tmp_path / "spool")
    with (spool.folder / spool.sheets[0].file).open(newline="", encoding="utf-8") as file:
        rows = [row[2:] for row in csv.reader(file)]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_each_card_is_a_row_of_the_columns_that_some_card_fills(tmp_path):
    ours = cards.write(Card(given="Ana", family="Reyes", emails=["a@example.org", "b@example.org"], uid="7"))

    greg, ana = table(tmp_path, FOREIGN + ours)

    assert greg["Name"] == "Greg Dartmouth" and greg["Mobile phone"] == "919 555 0142"
    assert greg["Organization"] == "TheCompany" and greg["Earshot ID"] == ""
    assert (
        ana["E-mail"] == "a@example.org; b@example.org" and ana["Earshot ID"] == "7" and "Pronouns" not in ana
    )


def test_a_file_without_cards_is_refused(tmp_path):
    path = tmp_path / "book.vcf"
    path.write_text("Name,Phone\nAna,919\n")

    with pytest.raises(Refused) as refused:
        check(path, "book.vcf")

    assert refused.value.code == "file.no_cards"


def company(*lines: str) -> str:
    return "\n".join(("BEGIN:VCARD", "VERSION:3.0", *lines, "TEL:919 555 0100", "END:VCARD", ""))


APPLE = company("N:;;;;", "FN:Durham Bakery", "ORG:Durham Bakery;", "X-ABShowAs:COMPANY")
BARE = company("FN:Pratt & Sons", "ORG:Pratt & Sons;Front desk")
NEW = company("KIND:org", "FN:Library on Main")
CONTACT = company("N:Dale;Rosa;;;", "FN:Durham Bakery", "ORG:Durham Bakery;", "X-ABShowAs:COMPANY")


def test_a_card_of_a_company_is_left_out_and_said_and_a_person_there_is_not(tmp_path):
    path = tmp_path / "book.vcf"
    path.write_text(FOREIGN + APPLE + BARE + NEW + CONTACT, encoding="utf-8")

    spool = convert(path, tmp_path / "spool")

    assert spool.sheets[0].rows == 3  # the headings, Greg and Rosa
    assert spool.notes == [
        {
            "code": "note.companies",
            "params": {"count": 3, "name": "Durham Bakery; Pratt & Sons; Library on Main"},
        }
    ]


def test_a_file_of_companies_alone_says_so(tmp_path):
    path = tmp_path / "book.vcf"
    path.write_text(APPLE + NEW, encoding="utf-8")

    with pytest.raises(Refused) as refused:
        convert(path, tmp_path / "spool")

    assert refused.value.code == "file.only_companies"
