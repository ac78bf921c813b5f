import pytest

from crm.lib.words import is_blank, is_ditto, yes_no


@pytest.mark.parametrize(
    ("cell", "value", "guess"),
    [
        ("Sí", True, False),
        ("YES", True, False),
        ("x", True, True),
        ("yes please", True, True),
        ("No", False, False),
        ("no gracias", False, True),
        ("-", None, True),
        ("maybe", None, True),
        ("", None, False),
    ],
)
def test_yes_and_no_are_understood_in_two_languages(cell, value, guess):
    assert yes_no(cell)[:2] == (value, guess)


def test_ditto_marks_and_words_for_nothing_are_told_from_values():
    assert all(map(is_ditto, ['"', "〃", "-do-", "lo mismo de arriba", "same", "Ídem", "igual"]))
    assert all(map(is_blank, ["", "N/A", "none", "ninguno", "—"]))
    assert not is_ditto("Sameer")
    assert not is_blank("Nona")
