"""Words one typing slip away."""

import pytest

from crm.lib.names import slips


@pytest.mark.parametrize("meant", ["mara", "mariia", "marja", "amria"])
def test_every_single_slip_is_among_them(meant):
    assert meant in slips("maria") and "maria" in slips(meant)


def test_two_slips_are_another_word():
    assert "mrai" not in slips("maria") and "marie" not in slips("mraia")


def test_short_words_and_numbers_mean_what_they_say():
    assert not slips("al") and not slips("0142")


def test_other_scripts_slip_among_their_own_letters():
    assert "иван" in slips("ивон") and "محمد" in slips("محمت")
