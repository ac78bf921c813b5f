from dataclasses import asdict

from crm.imports.reading import Table, open_spool, rows, sample


def many(count):
    return "First Name,Notes\n" + "".join(f'Ana {i},"line one\nline two {i}"\n' for i in range(2, count + 2))


def test_reading_starts_again_from_any_line(spooled):
    spool = spooled(many(12_000))

    for start in (2, 5_000, 5_001, 9_999, 12_001):
        first = next(iter(rows(spool, start)))
        assert (first.line, first.values["First Name"]) == (start, f"Ana {start}")
    assert sum(1 for _ in rows(spool, 11_000)) == 12_001 - 11_000 + 1


def test_a_spool_and_its_table_survive_a_trip_through_json(spooled):
    spool = spooled(many(10))

    again = open_spool(spool.folder)

    assert again == spool
    assert Table(**asdict(spool.main)) == again.main


def test_a_sample_is_the_first_rows(spooled):
    assert [row.line for row in sample(spooled(many(100)), 3)] == [2, 3, 4]
