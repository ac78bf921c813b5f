"""What we install is pinned and hashed, and says nothing about where it came from."""

import re

import pytest

from tests.house.source import REPOSITORY

PINNED = sorted((REPOSITORY / "requirements").glob("*.txt"))


@pytest.mark.parametrize("path", PINNED, ids=lambda path: path.name)
def test_every_requirement_is_pinned_with_a_hash(path):
    requirements = re.split(r"\n(?=\S)", path.read_text().strip())

    assert [one.split()[0] for one in requirements if "==" not in one or "--hash=sha256:" not in one] == []


@pytest.mark.parametrize("path", sorted((REPOSITORY / "requirements").iterdir()), ids=lambda path: path.name)
def test_no_requirement_file_names_an_index(path):
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|file:", path.read_text())


def test_both_sets_pin_the_same_versions():
    pins = [
        dict(re.findall(r"^([\w.-]+(?:\[\w+\])?)==([^ ;\\]+)", path.read_text(), re.M)) for path in PINNED
    ]
    clashes = {
        name: {pin[name] for pin in pins if name in pin} for name in {name for pin in pins for name in pin}
    }

    assert {name: found for name, found in clashes.items() if len(found) > 1} == {}
