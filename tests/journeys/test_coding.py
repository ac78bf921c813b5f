"""Coders at the desk: two at the same note, two hundred notes by the keys alone, words with a mouse, and without a script."""

import pytest
from playwright.sync_api import Page, expect

from crm.access.tenancy import tenant
from crm.organizations.models import Membership
from listening.models import Coding, RoundNote
from listening.services.coding import codebooks, rounds
from tests import make
from tests.chaos import either
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)

SAID = (
    ("The bus comes at 5:40 or it doesn't come.", "lb"),
    ("Una consejera para todos es una consejera para nadie.", "co"),
    ("We have no math teacher. Third sub this month.", "ts"),
    ("Las cartas llegan en inglés.", "le"),
)
MANY = either(40, 200)  # a note takes half a second; the long form is for EARSHOT_CHAOS=long


@pytest.fixture
def coders(cast):
    return make.member(cast.north, "researcher"), make.member(cast.north, "researcher")


@pytest.fixture
def book(cast, coders):
    with tenant(cast.north.id):
        return codebooks.make_codebook(by=coders[0], name="What we hear", seeds=["issues", "triad"])


def marks(cast) -> set[tuple[str, str, str]]:
    with tenant(cast.north.id):
        found = Coding.objects.standing().select_related("excerpt", "code", "coder__user")
        return {(row.excerpt.text, row.code.key, row.coder.user.name) for row in found}


def settled(page: Page, n: int) -> None:
    expect(page.locator("#desk .mark-line")).to_have_count(n)


def keys(page: Page, *pressed: str) -> None:
    for key in pressed:
        page.keyboard.press(key)


def test_two_coders_at_the_same_note_lose_nothing(cast, coders, book, reader):
    one, other = coders
    note = make.note(cast.north, "The bus is late. The teacher takes points.\nNobody answers the phone.")
    first, second = reader(one), reader(other)
    for page in (first, second):
        page.goto(f"/listening/coding/notes/{note.pk}/")

    # The same words with two codes at once, and then each something else.
    for page, letters in ((first, "lb"), (second, "rc")):
        keys(page, "ArrowDown", *letters)
    keys(first, "ArrowDown", *"su", *"pb")
    keys(second, "ArrowDown", "ArrowDown", *"wf")

    for page in (first, second):
        settled(page, 5)  # each sees what the other did, without asking for it
    expect(first.locator(".twin")).to_contain_text(other.name)
    assert marks(cast) == {
        ("The bus is late.", "lb", one.name),
        ("The bus is late.", "rc", other.name),
        ("The teacher takes points.", "su", one.name),
        ("The teacher takes points.", "pb", one.name),
        ("Nobody answers the phone.", "wf", other.name),
    }
    # Overlapping codes stand on lines of their own, and are named for the ear.
    sentence = first.locator("#s1")
    assert sentence.locator(".l1").count() == 1 and sentence.locator(".l2").count() == 1
    # Whoever was a moment earlier is named first: the two press at the same time.
    assert sorted(sentence.locator(".vh").all_inner_texts()) == ["Late buses: ", "Routes cut: "]

    keys(first, "Backspace")
    settled(second, 4)
    assert ("The teacher takes points.", "pb", one.name) not in marks(cast)


def test_many_notes_are_coded_by_the_keys_alone(cast, coders, book, reader):
    """Arrow, two letters, on to the next: four keys a note and no mouse."""
    where = make.session(cast.north, status="noted")
    wanted = [SAID[number % len(SAID)] for number in range(MANY)]
    for number, (body, _letters) in enumerate(wanted):
        make.note(cast.north, f"{body} Nr. {number}", session=where)
    letters_of = dict(SAID)
    page = reader(coders[0])
    page.goto("/listening/coding/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(MANY))
    keys(page, "]")

    for left in range(MANY, 0, -1):
        expect(page.locator("main .kick")).to_contain_text(f" {left} note")
        expect(page.locator("#words")).to_be_focused()
        body = page.locator("#words").inner_text()
        letters = next(letters_of[said] for said in letters_of if body.startswith(said))
        keys(page, "ArrowDown", *letters, "]")

    expect(page.get_by_role("heading", level=1)).to_contain_text("0")
    with tenant(cast.north.id):
        assert Coding.objects.standing().count() == MANY
        assert RoundNote.objects.filter(done_at__isnull=False).count() == MANY
        assert {
            (row.code.key, row.excerpt.text.split(".")[0])
            for row in Coding.objects.select_related("code", "excerpt")
        } == {(letters, said.split(".")[0]) for said, letters in SAID}


def test_words_chosen_with_the_mouse_are_the_words_that_are_coded(cast, coders, book, reader):
    note = make.note(cast.north, "😀 El camión\r\nllega tarde 🇲🇽 cafe\u0301 siempre")
    page = reader(coders[0])
    page.goto(f"/listening/coding/notes/{note.pk}/")

    page.evaluate(
        """() => {
            const find = (text) => [...document.querySelectorAll('.pc')].find((p) => p.textContent.includes(text)).firstChild;
            const from = find('camión'), to = find('cafe');
            getSelection().setBaseAndExtent(from, from.textContent.indexOf('camión'), to, to.textContent.indexOf('cafe') + 4);
        }"""
    )
    expect(page.locator("#chosen-words")).to_contain_text("camión")
    page.get_by_text("Transportation and access").click()
    page.locator(".pick[data-letters=lb]").last.click()

    settled(page, 1)
    # Whole letters as a reader sees them: the accent of the last one comes along.
    assert {text for text, _code, _who in marks(cast)} == {"camión\r\nllega tarde 🇲🇽 cafe\u0301"}
    keys(page, "Escape", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight", "1")
    settled(page, 2)
    assert {text for text, code, _who in marks(cast) if code != "lb"} <= {"camión"}


def test_a_thumb_codes_on_a_phone(cast, coders, book, reader):
    note = make.note(cast.north, "The bus is late. Nobody answers.")
    page = reader(coders[0], screen=PHONE)
    page.goto(f"/listening/coding/notes/{note.pk}/")

    page.locator("#s2").tap()
    expect(page.locator("#chosen-words")).to_have_text("Nobody answers.")
    page.locator("#chosen .pick").first.tap()

    settled(page, 1)
    assert {text for text, _code, _who in marks(cast)} == {"Nobody answers."}


def test_in_a_blind_round_a_coder_sees_neither_names_nor_the_others(cast, coders, book, reader):
    one, other = coders
    note = make.note(cast.north, "Ana says the bus is late.", contact=make.contact(cast.north))
    with tenant(cast.north.id):
        members = [Membership.objects.get(pk=actor.membership_id) for actor in coders]
        round = rounds.open_round(by=one, name="Pilot", codebook=book, notes=[note], coders=members)
    first, second = reader(one), reader(other)
    for page in (first, second):
        page.goto(f"/listening/coding/notes/{note.pk}/?round={round.pk}")
    keys(first, "ArrowDown", *"lb")
    settled(first, 1)

    second.reload()

    settled(second, 0)
    main = second.locator("main").inner_text()
    assert "Ana" not in main and "Rivera" not in main and one.name not in main
    expect(second.locator("main")).to_contain_text("Blind")


def test_without_a_script_a_note_is_coded_from_lists(cast, coders, book, reader):
    note = make.note(cast.north, "The bus is late. Nobody answers.")
    page = reader(coders[0], script=False)
    page.goto(f"/listening/coding/notes/{note.pk}/")

    page.locator("#plain summary").click()
    page.select_option("#f-sentence", "1")
    page.fill("#f-part", "bus is late")
    page.select_option("#f-code", label="Late buses (lb)")
    page.get_by_role("button", name="Code these words").click()

    settled(page, 1)
    assert {text for text, _code, _who in marks(cast)} == {"bus is late"}
    page.get_by_role("button", name="Take off Late buses").click()
    settled(page, 0)
    page.get_by_role("button", name="Done, next note").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("0")
