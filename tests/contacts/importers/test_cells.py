"""Cells that only a list of people has."""

import pytest

from contacts.importers import cells


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("bus; lunch", ("bus", "lunch")),
        ("bus, lunch", ("bus", "lunch")),
        ('"PTA ::: south"; bus', ("PTA ::: south", "bus")),
        ("* myContacts ::: PTA ::: Bus riders", ("PTA", "Bus riders")),
        ("* myContacts", ()),
    ],
)
def test_labels_are_parted_as_each_tool_parts_them(cell, names):
    assert cells.tags(cell).value == names
    assert cells.tags(cells.tag_words(names)).value == names
