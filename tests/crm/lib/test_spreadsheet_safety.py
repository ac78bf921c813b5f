import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crm.lib.spreadsheet_safety import neutralise, restore

LEADING = ["=", "+", "-", "@", "\t", "\r", "\n", "|", "＝", "＋", "－", "＠"]


@pytest.mark.parametrize("start", [*LEADING, " =", "\u00a0+", "\ufeff@", "'="])
def test_a_cell_a_spreadsheet_would_run_is_made_inert(start):
    assert neutralise(f"{start}cmd|' /C calc'!A0").startswith("'")


@pytest.mark.parametrize("text", ["", "Ana", "'Tis", "2 + 2", "a=b", "ana@example.org", "(919) 555-0142"])
def test_an_ordinary_cell_is_left_as_it_is(text):
    assert neutralise(text) == text == restore(text)


@given(st.text(alphabet=st.sampled_from("'=+-@|\t\r\n ＝a1"), max_size=8))
@example("+19195550142")
@example("''=1")
def test_every_cell_comes_back_as_it_was(text):
    assert restore(neutralise(text)) == text
