import pytest

from crm.lib.names import people


def parts(cell: str) -> list[tuple[str, str]]:
    return [(person.given, person.family) for person in people(cell).value]


@pytest.mark.parametrize(
    ("cell", "expected", "reason"),
    [
        ("Maria & Jose Lopez", [("Maria", "Lopez"), ("Jose", "Lopez")], "name.couple"),
        ("Ana y José López", [("Ana", "López"), ("José", "López")], "name.couple"),
        ("John J. Daw, Sr. and Mary Daw", [("John", "Daw"), ("Mary", "Daw")], "name.couple"),
        ("Mary Ann & Bob Smith", [("Mary Ann", "Smith"), ("Bob", "Smith")], "name.couple"),
        ("Smith, John and Mary", [("John", "Smith"), ("Mary", "Smith")], "name.couple"),
        ("Ana Lopez / Luis Diaz", [("Ana", "Lopez"), ("Luis", "Diaz")], "name.couple"),
        ("Ana, Luis & Rosa Diaz", [("Ana", "Diaz"), ("Luis", "Diaz"), ("Rosa", "Diaz")], "name.couple"),
        ("Ana y Luis Pérez García", [("Ana", "Pérez García"), ("Luis", "Pérez García")], "name.couple"),
        ("Smith, Bob; Cole, Carol", [("Bob", "Smith"), ("Carol", "Cole")], "name.couple"),
        ("Mr. and Mrs. John Smith", [("John", "Smith")], "name.couple_unnamed"),
        ("The Lopez Family", [("", "Lopez")], "name.household_only"),
        ("Familia López", [("", "López")], "name.household_only"),
    ],
)
def test_a_couple_in_one_cell_becomes_its_people(cell, expected, reason):
    assert parts(cell) == expected
    assert people(cell)[1:] == (True, reason)


@pytest.mark.parametrize(
    ("cell", "given", "family"),
    [
        ("Ana López", "Ana", "López"),
        ("LOPEZ, MARIA", "Maria", "Lopez"),
        ("Maria de la Cruz", "Maria", "de la Cruz"),
        ("José Ortega y Gasset", "José", "Ortega y Gasset"),
        ("María López García", "María", "López García"),
        ("Guadalupe Peña Núñez", "Guadalupe", "Peña Núñez"),
        ("Rosa María Pérez Soto", "Rosa María", "Pérez Soto"),
        ("Mrs. Johnson", "", "Johnson"),
        ("D'Angelo Williams-Smith", "D'Angelo", "Williams-Smith"),
    ],
)
def test_given_and_family_name_are_told_apart(cell, given, family):
    assert parts(cell) == [(given, family)]


def test_titles_suffixes_nicknames_and_pronouns_have_their_own_place():
    person = people('Dr. William "Bill" Smith, Jr. (he/him)').value[0]

    assert (person.prefix, person.given, person.family, person.suffix) == ("Dr.", "William", "Smith", "Jr.")
    assert (person.nickname, person.pronouns) == ("Bill", "he/him")


def test_a_last_name_first_may_carry_its_suffix():
    assert people("Lee, Jr., Robert E.").value[0][:5] == ("Robert", "E.", "Lee", "", "Jr.")
    assert people("Sr. Juan Pérez").value[0].prefix == "Sr."


@pytest.mark.parametrize("cell", ["", "  ", "n/a", "Wake County PTA", "St. Mark's Church"])
def test_what_is_nobody_makes_no_person(cell):
    assert people(cell).value == ()
