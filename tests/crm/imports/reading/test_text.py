import json
from pathlib import Path

import pytest

from crm.imports.reading import Refused, rows

DATA = Path(__file__).parents[3] / "data"
# The authors' own answer for location_coordinates tells another phone number than their file.
SPECTRUM = sorted(
    path for path in (DATA / "csv_spectrum" / "csvs").glob("*.csv") if path.stem != "location_coordinates"
)


@pytest.mark.parametrize("path", SPECTRUM, ids=lambda path: path.stem)
def test_the_csv_spectrum_reads_as_its_authors_say(spooled, path):
    expected = json.loads((path.parents[1] / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))

    spool = spooled(path)

    found = [{key: value.replace("\r\n", "\n") for key, value in row.values.items()} for row in rows(spool)]
    assert found == [{key: value.replace("\r\n", "\n") for key, value in row.items()} for row in expected]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_encoding_and_delimiter_of_a_spreadsheet_is_guessed(spooled, encoding, delimiter):
    lines = [["Nombre", "Correo"], ["José Núñez", "jose@example.org"], ["Íñigo Peña", "inigo@example.org"]]
    content = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)

    spool = spooled(content)

    assert spool.delimiter == delimiter
    assert [row.values["Nombre"] for row in rows(spool)] == ["José Núñez", "Íñigo Peña"]


@pytest.mark.parametrize("delimiter", ["^", "~", ":"])
def test_a_rare_delimiter_is_guessed_where_no_usual_one_cuts_the_rows(spooled, delimiter):
    lines = [["Nombre", "Correo", "Ciudad"], ["José", "jose@example.org", "Durham"]]

    assert spooled("\n".join(delimiter.join(line) for line in lines)).delimiter == delimiter


def test_one_column_of_addresses_is_not_cut_by_what_stands_in_them(spooled):
    spool = spooled("Email\nmailto:ana@example.org\nmailto:luis@example.org\n")

    assert spool.main.headers == ["Email"]


def test_a_line_in_an_older_encoding_keeps_its_accents(spooled):
    content = "First Name,Email\nJosé Peña Núñez,a@example.org\n".encode() + "María,b@example.org\n".encode(
        "cp1252"
    )

    spool = spooled(content)

    assert [row.values["First Name"] for row in rows(spool)] == ["José Peña Núñez", "María"]
    assert [note["code"] for note in spool.notes] == ["note.mixed_encoding"]


def test_a_person_may_correct_encoding_and_delimiter(spooled):
    spool = spooled("Nombre;Correo\nPeña;p@example.org\n".encode("cp850"), encoding="cp850", delimiter=";")

    assert [row.values["Nombre"] for row in rows(spool)] == ["Peña"]


def test_nul_bytes_are_removed_and_said_so(spooled):
    spool = spooled(b"First Name,Email\nA\0na,ana@example.org\n")

    assert [row.values["First Name"] for row in rows(spool)] == ["Ana"]
    assert spool.notes == [{"code": "note.nul", "params": {"count": 1}}]


def test_every_ragged_row_has_one_outcome(spooled):
    spool = spooled("First Name,Email\nAna,a@x.org\nLuis\n\nEva,e@x.org,more,cells\nZoe,z@x.org,,\n")

    found = [(row.line, row.values["First Name"], row.problem) for row in rows(spool)]

    assert found == [(2, "Ana", ""), (3, "Luis", ""), (5, "Eva", "row.too_many_cells"), (6, "Zoe", "")]


@pytest.mark.parametrize(
    "text",
    [
        'First Name,Email\nAna,a@x.org\n"Luis,l@x.org\nEva,e@x.org\nZoe,z@x.org\n',
        'First Name,Email\nAna,a@x.org\n"Luis,l@x.org\nEva,e@x.org\n"Zoe",z@x.org\n',
        'First Name,Email\nAna,a@x.org\nLuis,"l@x.org\nEva,e@x.org\nZoe,z@x.org\n',
    ],
)
def test_an_open_quote_swallows_no_row_below_it(spooled, text):
    spool = spooled(text)

    found = [(row.line, row.values["First Name"], row.problem) for row in rows(spool)]

    assert found == [(2, "Ana", ""), (3, "Luis", "row.open_quote"), (4, "Eva", ""), (5, "Zoe", "")]


def test_a_cell_may_hold_lines_that_look_like_rows(spooled):
    spool = spooled('First Name,Notes,Email\nAna,"met, twice,\nonce at home, once",a@x.org\nEva,,e@x.org\n')

    found = [(row.line, row.values["Notes"], row.problem) for row in rows(spool)]

    assert found == [(2, "met, twice,\nonce at home, once", ""), (3, "", "")]


@pytest.mark.parametrize("cell", ['"' + "x" * 10_000_000 + '"', "x" * 20_000_000])
def test_a_giant_cell_costs_its_own_row_only(spooled, cell):
    spool = spooled(f"First Name,Email\nAna,a@x.org\n{cell},b@x.org\nZoe,z@x.org\n")

    found = [(row.line, row.problem, len(row.values["First Name"])) for row in rows(spool)]

    assert found == [(2, "", 3), (3, "row.cell_too_long", 10_000), (4, "", 3)]


def test_a_line_without_end_is_refused(spooled):
    with pytest.raises(Refused) as refused:
        spooled(b"x" * 40_000_000)

    assert refused.value.code == "file.line_too_long"


def test_a_separator_line_is_obeyed_and_not_imported(spooled):
    spool = spooled("sep=;\nFirst Name;Email\nAna;a@x.org\n")

    assert [(row.line, row.values["First Name"]) for row in rows(spool)] == [(3, "Ana")]


def test_a_formula_that_our_export_made_inert_comes_back_as_it_was(spooled):
    spool = spooled("First Name,Phone\n'=cmd,'+19195550142\n'Tis,5\n")

    assert [list(row.values.values()) for row in rows(spool)] == [["=cmd", "+19195550142"], ["'Tis", "5"]]
