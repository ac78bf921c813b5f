import pytest

from crm.imports.reading import Limits, Refused, rows
from crm.imports.reading.extents import extents_of

from . import made

PEOPLE = [made.row(1, "First Name", "Email"), made.row(2, "Ana", "ana@example.org")]


def test_true_extents_are_those_of_cells_that_hold_something(tmp_path):
    coloured = "".join(f'<c r="{column}3" s="1"/>' for column in ("A", "ZZ", "XFD"))
    book = made.xlsx(tmp_path / "people.xlsx", [*PEOPLE, f'<row r="3">{coloured}</row>'])

    extent = extents_of(book, "xlsx", Limits()).sheets["People"]

    assert (extent.columns, extent.cells) == (2, 4)


def test_a_stray_row_far_below_is_left_out(spooled, tmp_path):
    far = f'<row r="999999">{made.cell("GR999999", "x")}</row>'

    spool = spooled(made.xlsx(tmp_path / "people.xlsx", [*PEOPLE, far]))

    assert spool.main.headers == ["First Name", "Email"]
    assert [row.line for row in rows(spool)] == [2]
    assert [note["code"] for note in spool.notes] == ["note.strays"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (
            "".join(f'<c r="{c}{n}"><v>1</v></c>' for n in (1,) for c in ("A", "IV")) * 40,
            "sheet.too_many_columns",
        ),
        (
            "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 200)),
            "sheet.too_many_rows",
        ),
    ],
)
def test_a_sheet_that_truly_is_too_large_is_refused(tmp_path, cells, code):
    book = made.xlsx(tmp_path / "people.xlsx", [cells])

    with pytest.raises(Refused) as refused:
        extents_of(book, "xlsx", Limits(rows=100))

    assert refused.value.code == code


def test_repeated_content_in_open_document_is_counted_in_full(tmp_path):
    many = made.ods_row("a", "b", attributes=' table:number-rows-repeated="1048577"')

    with pytest.raises(Refused):
        extents_of(made.ods(tmp_path / "people.ods", many), "ods", Limits())
