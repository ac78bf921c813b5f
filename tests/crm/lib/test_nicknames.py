import pytest

from crm.lib.nicknames import agree, forms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("bill", "william"),
        ("lupe", "guadalupe"),
        ("francisco", "paco"),
        ("pepe", "jose"),
        ("bob", "rob"),
        ("chuy", "jesus"),
    ],
)
def test_familiar_forms_agree_in_both_directions(one, other):
    assert agree(one, other)
    assert agree(other, one)


def test_groups_are_not_joined_through_a_shared_short_form():
    assert agree("alex", "alexandra")
    assert agree("alex", "alejandro")
    assert not agree("alexandra", "alejandro")


def test_a_name_without_familiar_forms_agrees_with_itself_only():
    assert agree("xiomara", "xiomara")
    assert forms("xiomara") == frozenset()
