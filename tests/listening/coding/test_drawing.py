"""A note drawn for the desk: every word is there once, codes that overlap do not share a line, covered words are not there."""

from hypothesis import given
from hypothesis import strategies as st

from listening.coding.drawing import TONES, Cover, Mark, covered_text, draw, lanes_of, tone_of, uncovered_text
from listening.coding.letters import letters_for
from listening.coding.offsets import Utf16, units

BODIES = st.text(alphabet="ab é😀.\n¿", min_size=1, max_size=60)


@st.composite
def notes(draw_one):
    body = draw_one(BODIES)
    ends = st.integers(0, len(body))
    pairs = draw_one(st.lists(st.tuples(ends, ends), max_size=6))
    marks = [Mark(min(p), max(p), "lb", "Late buses", 1) for p in pairs if p[0] != p[1]]
    return body, marks


@given(notes())
def test_every_word_is_drawn_once_at_its_place(note):
    body, marks = note
    places = Utf16(body)

    pieces = [piece for part in draw(body, marks) for one in part.sentences for piece in one.pieces]

    assert "".join(piece.text for piece in pieces) == "".join(body[u.start : u.end] for u in units(body))
    for piece in pieces:
        assert body[places.to(piece.at) : places.to(piece.end)] == piece.text
        on_it = [m for m in marks if m.start <= places.to(piece.at) and places.to(piece.end) <= m.end]
        assert len(piece.lanes) == min(len(on_it), 6)


@given(notes())
def test_marks_that_overlap_have_lanes_of_their_own(note):
    _body, marks = note
    lanes = lanes_of(marks)

    for a, one in enumerate(marks):
        for b, other in enumerate(marks[:a]):
            if one.start < other.end and other.start < one.end:
                assert lanes[a] != lanes[b]


@given(notes(), st.data())
def test_covered_words_are_nowhere_in_what_is_drawn(note, data):
    body, marks = note
    start = data.draw(st.integers(0, len(body) - 1))
    end = data.draw(st.integers(start + 1, len(body)))

    drawn = draw(body, marks, [Cover(start, end, "#")])

    for part in drawn:
        for one in part.sentences:
            for piece in one.pieces:
                assert not piece.is_covered or piece.text in ("#", "")
    assert covered_text(body, 0, len(body), [Cover(start, end, "#")]) == body[:start] + "#" + body[end:]


def test_a_cover_that_reaches_into_an_excerpt_stands_for_all_of_its_words():
    assert covered_text("Ana Ruiz came", 4, 13, [Cover(0, 8, "[mother]")]) == "[mother] came"
    assert covered_text("Ana Ruiz came", 0, 3, [Cover(2, 8, "x"), Cover(0, 3, "y")]) == "y"


def test_a_color_of_another_tool_gets_the_nearest_tone():
    assert [tone_of(colour) for colour in TONES] == list(range(1, len(TONES) + 1))
    assert tone_of("#FF0000") in (4, 12)


@given(st.text(max_size=20), st.sets(st.text("ab", min_size=2, max_size=2)))
def test_letters_are_always_free(name, taken):
    found = letters_for(name, taken)

    assert found not in taken and found.isascii() and found


def test_letters_remind_of_the_name():
    assert letters_for("Late buses", set()) == "lb"
    assert letters_for("Late buses", {"lb"}) == "la"
    assert letters_for("Útiles", set()) == "ut"


def test_what_is_written_over_covered_words_leaves_them_under_their_marks():
    body = "Ana Ruiz said the bus is late. Ana waits for Leo."
    covers = [Cover(0, 8, "[mother]"), Cover(31, 34, "[mother]"), Cover(45, 48, "[…]")]

    assert uncovered_text(body, covers, "[mother] said the bus is late. [mother] waits for […].") == body
    assert uncovered_text(body, covers, "Well: [mother] said the bus comes late. [mother] waits.") == (
        "Well: Ana Ruiz said the bus comes late. Ana waits."
    )
    assert uncovered_text(body, covers, "She said the bus is late. [mother] waits for a [neighbor].") == (
        "She said the bus is late. Ana waits for a [neighbor]."
    )


@given(notes())
def test_what_is_sent_back_as_it_was_shown_is_what_it_was(note):
    body, marks = note
    covers = [Cover(mark.start, mark.end, "[…]") for mark in marks]

    assert uncovered_text(body, covers, covered_text(body, 0, len(body), covers)) == body
