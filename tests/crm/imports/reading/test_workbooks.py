import datetime

import xlsxwriter

from crm.imports.reading import rows

from . import made


def workbook(path, fill, **options):
    with xlsxwriter.Workbook(path, options) as book:
        fill(book)
    return path


def test_cells_read_as_a_person_typed_them(spooled, tmp_path):
    def fill(book):
        sheet = book.add_worksheet("People")
        day = book.add_format({"num_format": "m/d/yy"})
        sheet.write_row(0, 0, ["Name", "Phone", "Zip", "Date", "Share", "OK to text"])
        sheet.write_row(1, 0, ["Ana", 9195550142.0, 4101])
        sheet.write_datetime(1, 3, datetime.datetime(2026, 10, 8), day)
        sheet.write_row(1, 4, [0.25, True])

    spool = spooled(workbook(tmp_path / "people.xlsx", fill))

    values = [list(row.values.values()) for row in rows(spool)]
    assert values == [["Ana", "9195550142", "4101", "2026-10-08", "0.25", "TRUE"]]


def test_dates_count_from_1904_when_the_workbook_says_so(spooled, tmp_path):
    def fill(book):
        sheet = book.add_worksheet("People")
        sheet.write_row(0, 0, ["Name", "Date"])
        sheet.write(1, 0, "Ana")
        day = book.add_format({"num_format": "m/d/yy"})
        sheet.write_datetime(1, 1, datetime.datetime(2026, 10, 8), day)

    spool = spooled(workbook(tmp_path / "people.xlsx", fill, date_1904=True))

    assert spool.epoch_1904
    assert [row.values["Date"] for row in rows(spool)] == ["2026-10-08"]


def test_hidden_sheets_are_left_out_and_a_legend_is_not_meant(spooled, tmp_path):
    def fill(book):
        book.add_worksheet("Legend").write_column(0, 0, ["Codes", "1 = leader", "2 = member"])
        book.add_worksheet("People").write_row(0, 0, ["First Name", "Email"])
        book.get_worksheet_by_name("People").write_row(1, 0, ["Ana", "ana@example.org"])
        book.add_worksheet("Old").write_row(0, 0, ["First Name", "Email"])
        book.get_worksheet_by_name("Old").hide()

    spool = spooled(workbook(tmp_path / "people.xlsx", fill))

    assert spool.sheets[spool.main.sheet].name == "People"
    assert [(sheet.name, sheet.hidden, sheet.rows) for sheet in spool.sheets][2] == ("Old", True, 0)
    assert spool.notes == [{"code": "note.hidden_sheet", "params": {"name": "Old"}}]


def test_a_cell_merged_downward_speaks_for_each_row(spooled, tmp_path):
    def fill(book):
        sheet = book.add_worksheet("People")
        sheet.write_row(0, 0, ["School", "Name", "Phone"])
        sheet.merge_range(1, 0, 3, 0, "Lowery")
        for i, name in enumerate(["Ana", "Luis", "Eva"], 1):
            sheet.write_row(i, 1, [name, "919 555 0142"])
        sheet.write_row(4, 0, ["", "Zoe", "919 555 0143"])

    spool = spooled(workbook(tmp_path / "people.xlsx", fill))

    assert [row.values["School"] for row in rows(spool)] == ["Lowery", "Lowery", "Lowery", ""]
    assert spool.sheets[0].notes == [{"code": "note.merged", "params": {"count": 1, "sheet": "People"}}]


def test_a_table_away_from_the_corner_keeps_its_line_numbers(spooled, tmp_path):
    def fill(book):
        sheet = book.add_worksheet("People")
        sheet.write_row(4, 2, ["First Name", "Email"])
        sheet.write_row(5, 2, ["Ana", "ana@example.org"])

    spool = spooled(workbook(tmp_path / "people.xlsx", fill))

    assert [(row.line, row.values["First Name"]) for row in rows(spool)] == [(6, "Ana")]


def test_the_old_excel_format_is_read(spooled, tmp_path):
    path = made.xls(tmp_path / "people.xls", [["First Name", "Zip"], ["José", 27701.0], ["Ana", 4101.0]])

    spool = spooled(path)

    assert spool.kind == "xls"
    assert [list(row.values.values()) for row in rows(spool)] == [["José", "27701"], ["Ana", "4101"]]


def test_open_document_is_read_and_its_endless_blank_rows_are_not(spooled, tmp_path):
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    rest = f'<table:table-row table:number-rows-repeated="1048573">{blank}</table:table-row>'
    people = made.ods_row("First Name", "Email") + made.ods_row("José", "jose@example.org")

    spool = spooled(made.ods(tmp_path / "people.ods", people + rest))

    assert spool.sheets[0].name == "Gente"
    assert [row.values["First Name"] for row in rows(spool)] == ["José"]
