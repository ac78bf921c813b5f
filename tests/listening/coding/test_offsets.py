"""Places of a text survive the way to a browser and back, whatever was written."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from listening.coding import offsets
from listening.coding.offsets import Stretch, Utf16, find_again, sentences, snap, units

# Astral letters and emoji, combining accents, all line ends, right-to-left, joined families and flags.
PIECES = st.sampled_from(
    [
        "a",
        "é",
        "e\u0301",
        "n\u0303",
        " ",
        "\n",
        "\r\n",
        "\r",
        "𝒜",
        "😀",
        "👩‍👧",
        "🇲🇽",
        "👋🏽",
        "٣",
        "ע",
        ".",
        "¿",
        "1️⃣",
        "\u2028",
    ]
)
BODIES = st.lists(PIECES | st.text(max_size=3), max_size=40).map("".join)


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(BODIES)
@example("😀😀")
def test_every_place_goes_to_utf16_and_back(body):
    places = Utf16(body)

    for place in range(len(body) + 1):
        assert places.of(place) == utf16_length(body[:place])
        assert places.to(places.of(place)) == place
    assert places.units == utf16_length(body)


@given(BODIES)
def test_a_place_inside_a_pair_is_before_its_character(body):
    places = Utf16(body)

    for place, letter in enumerate(body):
        if ord(letter) > 0xFFFF:
            assert places.to(places.of(place) + 1) == place


def test_a_place_outside_of_the_text_is_refused():
    for place in (-1, 4):
        with pytest.raises(ValueError):
            Utf16("😀a").to(place)
    with pytest.raises(ValueError):
        Utf16("😀a").of(3)


@given(BODIES, st.integers(0, 60), st.integers(0, 60))
def test_a_snapped_stretch_holds_whole_characters_and_no_space_at_its_ends(body, one, other):
    found = snap(body, one, other)

    if found:
        text = body[found.start : found.end]
        assert text == text.strip() and text
        assert snap(body, found.start, found.end) == found
        assert not offsets._joined(body, found.start) if found.start else True


@pytest.mark.parametrize(
    "body, start, end, meant",
    [
        ("cafe\u0301 con", 0, 4, "cafe\u0301"),
        ("dos 👩‍👧 aquí", 5, 6, "👩‍👧"),
        ("🇲🇽🇺🇸", 1, 2, "🇲🇽"),
        ("  palabra  ", 0, 11, "palabra"),
        ("hi 👋🏽", 3, 4, "👋🏽"),
    ],
)
def test_snapping_gives_what_a_person_sees(body, start, end, meant):
    found = snap(body, start, end)

    assert body[found.start : found.end] == meant


def test_nothing_but_space_is_no_stretch():
    assert snap("a \r\n b", 1, 5) is None


@given(BODIES)
def test_units_hold_all_words_in_order_and_no_line_end(body):
    found = units(body)

    assert all(a.end <= b.start for a, b in pairwise(found))
    assert not any(offsets.LINE_END.search(body[unit.start : unit.end]) for unit in found)
    outside = "".join(
        letter for at, letter in enumerate(body) if not any(u.start <= at < u.end for u in found)
    )
    assert outside.strip() == ""


@given(BODIES)
def test_sentences_cover_what_units_cover(body):
    inside = [(s.start, s.end) for s in sentences(body)]
    covered = {at for start, end in inside for at in range(start, end) if not body[at].isspace()}

    assert covered == {
        at for unit in units(body) for at in range(unit.start, unit.end) if not body[at].isspace()
    }
    assert inside == sorted(inside)


def test_sentences_know_titles_and_both_languages():
    body = "Mr. D stays till six. ¿Quién cuida a los niños? La Sra. Ruiz dijo: «No hay.» Fin"

    assert [body[s.start : s.end] for s in sentences(body)] == [
        "Mr. D stays till six.",
        "¿Quién cuida a los niños?",
        "La Sra. Ruiz dijo: «No hay.»",
        "Fin",
    ]


@given(BODIES, st.text(max_size=8), st.data())
def test_words_are_found_again_exactly_or_not_at_all(body, more, data):
    stretch = data.draw(st.sampled_from(offsets.sentences(body) or [None]))
    place = data.draw(st.integers(0, len(body)))
    new = body[:place] + more + body[place:]
    if stretch is None:
        return

    found = find_again(body, new, stretch.start, stretch.end)

    if found:
        assert new[found.start : found.end] == body[stretch.start : stretch.end]
    else:
        text = body[stretch.start : stretch.end]
        assert text not in new or places_of(text, new) != places_of(text, body)


def places_of(text: str, body: str) -> int:
    """Those that lie across each other are two: "00" stands twice in "000"."""
    return sum(body.startswith(text, at) for at in range(len(body)))


def test_of_places_across_each_other_none_is_guessed():
    assert find_again("00", "000", 0, 2) is None
    assert find_again("a 00", "a 000", 2, 4) == Stretch(2, 4)
    assert find_again("000", "x 000", 1, 3) == Stretch(3, 5)


def test_of_two_like_places_the_one_with_the_same_neighbours_is_found():
    old, new = "First no bus. Then no bus.", "Then no bus."

    assert find_again(old, new, old.rindex("no bus"), old.rindex("no bus") + 6) == Stretch(5, 11)
    assert find_again(old, "Nothing left", 6, 12) is None
    assert find_again("x no bus y", "no bus no bus", 2, 8) is None


def test_cuts_divide_at_every_end():
    assert offsets.cuts([Stretch(2, 6), Stretch(4, 9)], 0, 8) == [
        Stretch(0, 2), Stretch(2, 4), Stretch(4, 6), Stretch(6, 8),
    ]  # fmt: skip
