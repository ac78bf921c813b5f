import pytest

from listening.caution import must_not_be_stored


@pytest.mark.parametrize(
    "words",
    [
        "Her number is 123-45-6789",
        "file A 123456789",
        "es una familia sin papeles",
        "they are undocumented",
        "born on the third of May",
        "lives at 12 Mabry Creek Lane",
    ],
)
def test_words_that_can_harm_are_warned_of(words):
    assert must_not_be_stored(words)


@pytest.mark.parametrize(
    "words",
    [
        "The bus comes at 5:40 a.m. or it doesn't come.",
        "Twice the price, nice service.",
        "3 kids in 2 schools",
    ],
)
def test_ordinary_words_pass(words):
    assert must_not_be_stored(words) == []
