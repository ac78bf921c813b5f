import pytest

from crm.lib.places import leaid, state, zip_code


@pytest.mark.parametrize(
    ("cell", "value", "reason"),
    [
        ("27701", "27701", ""),
        ("27701-1234", "27701-1234", ""),
        ("4101", "04101", "zip.padded"),
        ("601.0", "00601", "zip.padded"),
        ("27701.0", "27701", "zip.was_number"),
        ("41011234", "04101-1234", "zip.was_number"),
        ("NC", "", "zip.unreadable"),
    ],
)
def test_a_zip_code_gets_its_zeros_back(cell, value, reason):
    assert zip_code(cell) == (value, bool(reason), reason)


@pytest.mark.parametrize("cell", ["NC", "nc", "N.C.", "North Carolina", "Carolina del Norte"])
def test_a_state_is_two_letters(cell):
    assert state(cell).value == "NC"


def test_a_district_number_gets_its_zero_back():
    assert leaid("600001.0") == ("0600001", True, "zip.padded")
    assert leaid("3700001") == ("3700001", False, "")
    assert leaid("Wake") == ("", True, "leaid.unreadable")


def test_a_word_that_is_no_state_is_not_guessed():
    assert state("Jalisco") == ("", True, "state.unreadable")
