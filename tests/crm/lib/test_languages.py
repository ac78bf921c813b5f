import pytest

from crm.lib.languages import parse


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("Español", ("es",)),
        ("English / Spanish", ("en", "es")),
        ("Kreyòl", ("ht",)),
        ("ASL", ("ase",)),
        ("", ()),
    ],
)
def test_languages_are_known_by_the_names_people_use(cell, value):
    assert parse(cell) == (value, False, "")


def test_an_unknown_language_is_left_out_as_a_guess():
    assert parse("Spanish, Martian") == (("es",), True, "language.unknown")
