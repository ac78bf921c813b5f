import pytest

from crm.lib.names import display


def test_a_display_name_is_cut_into_name_pronouns_and_place():
    found = display("Ana R (she/her) | Wake")

    assert (found.kind, found.person.given, found.person.family) == ("person", "Ana", "R")
    assert (found.person.pronouns, found.hint, found.guess) == ("she/her", "Wake", True)


@pytest.mark.parametrize(
    ("cell", "kind", "given"),
    [
        ("iPhone de Ana", "device", "Ana"),
        ("Maria's iPad", "device", "Maria"),
        ("Galaxy S21", "device", ""),
        ("Intérprete de español", "interpreter", ""),
        ("Otter.ai", "recorder", ""),
        ("+1 919-555-0142", "phone", ""),
        ("Eva Soto (Alder County Unified)", "person", "Eva"),
    ],
)
def test_machines_are_not_people(cell, kind, given):
    found = display(cell)

    assert (found.kind, found.person.given) == (kind, given)
