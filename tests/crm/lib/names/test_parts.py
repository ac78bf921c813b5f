import pytest

from crm.lib.names import clean


@pytest.mark.parametrize(
    ("cell", "value", "reason"),
    [
        ("  Ana   María ", "Ana María", ""),
        ("O'BRIEN-MCDONALD", "O'Brien-McDonald", "name.all_caps"),
        ("MCDONALD/O'BRIEN", "McDonald/O'Brien", "name.all_caps"),
        ("DE LA CRUZ", "De la Cruz", "name.all_caps"),
        ("GARCIA DE LA CRUZ", "Garcia de la Cruz", "name.all_caps"),
        ("lópez", "López", "name.all_lower"),
        ("MJ", "MJ", ""),
        ("Na", "Na", ""),
        ("Null", "Null", ""),
        ("N/A", "", "value.blank_word"),
        ("Ana2", "Ana2", "name.digits"),
    ],
)
def test_a_name_part_is_proposed_as_a_person_would_write_it(cell, value, reason):
    assert clean(cell) == (value, bool(reason), reason)
