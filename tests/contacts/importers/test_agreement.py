import pytest

from contacts.importers.agreement import agree


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        (("Guadalupe Peña", "Núñez", ""), ("Lupe", "Peña Núñez", ""), True),
        (("Maria", "Lopez", ""), ("Maria", "Lopez Garcia", ""), True),
        (("Bill", "Hall", ""), ("William", "Hall", ""), True),
        (("Ana Peña", "Núñez", ""), ("Lupe", "Peña Núñez", ""), False),
        (("Otis", "Whitaker Jr.", ""), ("Otis", "Whitaker Sr.", ""), False),
        (("Maria Elena", "Cruz", ""), ("Maria Jose", "Cruz", ""), False),
    ],
)
def test_two_writings_of_a_name_are_one_person_s_or_not(one, other, fits):
    assert agree(one, other) == agree(other, one) == fits
