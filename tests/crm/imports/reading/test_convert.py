import resource

import pytest

from crm.imports import reading
from crm.imports.reading import Limits, Refused

from . import made


def test_an_upload_becomes_a_spool_that_another_process_can_open(tmp_path):
    path = tmp_path / "upload"
    path.write_text("First Name,Email\nAna,ana@example.org\n")

    reading.convert(path, tmp_path / "spool", declared_name="people.csv")
    spool = reading.open_spool(tmp_path / "spool")

    assert [row.values for row in reading.rows(spool)] == [{"First Name": "Ana", "Email": "ana@example.org"}]


def test_one_cell_at_the_far_corner_is_left_out_and_said_so(tmp_path):
    rows = [made.row(1, "First Name", "Email"), made.row(2, "Ana", "ana@example.org")]
    corner = f'<row r="1048576">{made.cell("XFD1048576", "x")}</row>'
    far = made.xlsx(tmp_path / "far.xlsx", [*rows, corner])

    spool = reading.convert(far, tmp_path / "spool")

    assert spool.main.headers == ["First Name", "Email"]
    assert spool.main.row_count == 1
    assert [note["code"] for note in spool.notes] == ["note.strays"]


def test_a_far_cell_that_hides_from_the_scan_is_contained(tmp_path):
    rows = [made.row(1, "First Name", "Email"), made.row(2, "Ana", "ana@example.org")]
    hidden = '<row><c\nt="inlineStr" r="XFA1048570"><is><t>x</t></is></c></row>'
    far = made.xlsx(tmp_path / "far.xlsx", [*rows, hidden])

    with pytest.raises(Refused) as refused:
        reading.convert(far, tmp_path / "spool")

    assert refused.value.code == "file.too_much"
    assert not list((tmp_path / "spool").glob("sheet*"))


def test_a_child_that_runs_out_of_memory_is_a_refusal(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("First Name,Email\nAna,ana@example.org\n" + "x" * 20_000_000)

    with pytest.raises(Refused) as refused:
        reading.convert(path, tmp_path / "spool", Limits(child_memory=40_000_000))

    assert refused.value.code == "file.too_much"


def test_a_child_that_takes_too_long_is_a_refusal(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("First Name,Email\nAna,ana@example.org\n")

    with pytest.raises(Refused) as refused:
        reading.convert(path, tmp_path / "spool", Limits(child_wall_seconds=0))

    assert refused.value.code == "file.too_slow"


def test_the_child_sees_nothing_of_our_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONHOME", str(tmp_path / "nowhere"))
    path = tmp_path / "people.csv"
    path.write_text("First Name,Email\nAna,ana@example.org\n")

    spool = reading.convert(path, tmp_path / "spool")

    assert spool.main.row_count == 1


def test_our_own_memory_does_not_grow_with_the_file(tmp_path):
    path = tmp_path / "people.csv"
    with path.open("w") as file:
        file.write("First Name,Email,Notes\n")
        file.writelines(f"Ana {i},ana{i}@example.org,{'x' * 200}\n" for i in range(100_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    spool = reading.convert(path, tmp_path / "spool")
    count = sum(1 for _ in reading.rows(spool))

    assert count == 100_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 16 * 1024


def test_a_million_people_in_twelve_columns_are_not_too_many():
    limits = Limits()

    assert limits.rows > 1_000_000 and limits.cells > 12 * 1_000_000 + 12


def test_headings_without_rows_are_a_refusal(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("First Name,Last Name,Email\n")

    with pytest.raises(Refused) as refused:
        reading.convert(path, tmp_path / "spool")

    assert refused.value.code == "file.only_headings"
