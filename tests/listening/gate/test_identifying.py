"""Words by which somebody could be known again."""

import pytest

from listening.gate.identifying import covered, telling_words


def found(text, **known):
    return [one.word for one in telling_words(text, **known)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The bus comes at 5:40 a.m. or it doesn't come.", []),
        ("I buy the paper myself, then I'm told to copy less.", []),
        ("One counselor, six hundred of us. You learn to whisper.", []),
        ("“Las cartas llegan en inglés y mi hija me las explica.”", []),
        ("Mr. D stays till six. That is our after-school program.", ["Mr. D"]),
        ("Pregúntele a la maestra Lupita Ríos.", ["maestra Lupita Ríos"]),
        ("Call me at (919) 555-0142 or ana@example.org.", ["(919) 555-0142", "ana@example.org"]),
        ("We live on Mabry Lane, it flooded.", ["Mabry Lane"]),
        ("It was on October 14 and again el 3 de mayo.", ["October 14", "3 de mayo"]),
        ("I am the only interpreter they have.", ["I am the only interpreter"]),
        ("They told us in Burlington that nobody comes.", ["Burlington"]),
    ],
)
def test_names_places_numbers_and_days_are_found(text, words):
    assert found(text) == words


def test_people_who_were_there_are_found_without_accents_and_in_small_letters():
    assert found("then peña said no", names={"Peña"}) == ["peña"]
    assert found("Jose's bus was late", names={"José"}) == ["Jose's"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("then guadalupe told me to wait", ["guadalupe"]),
        ("my neighbor lupe and her boy chuy stopped coming", ["lupe", "chuy"]),
        ("Margaret stopped coming.", ["Margaret"]),
        ("la maestra beatriz lloraba", ["beatriz"]),
        ("we will hope that the bill may pass in june, with joy and faith", []),
        ("la esperanza y la lucha son de los reyes del sol, y mi luz", []),
        ("the white van came by the church on the hill; mark it", []),
        ("the rich get will and grace, we get rob and steal", []),
    ],
)
def test_first_names_are_found_in_small_letters_and_words_that_are_names_too_are_not(text, words):
    assert found(text) == words


def test_names_of_people_elsewhere_are_found_in_small_letters():
    assert found("and teague said nothing", around={"teague"}) == ["teague"]
    assert found("and teague said nothing") == []


def test_a_school_is_found_by_what_tells_it_from_others_and_by_nothing_less():
    schools = {"Cedar Fork Elementary School", "North High School"}

    assert found("At Cedar Fork nobody asks.", places=schools) == ["Cedar Fork"]
    assert found("The high school is far.", places=schools) == []


def test_somebody_who_wants_to_be_named_may_say_their_name_and_nobody_elses():
    assert found("I told them: Rosa will speak, Ana too.", own={"Rosa"}) == ["Ana"]


def test_words_that_somebody_let_stand_are_not_asked_about_again():
    assert found("They told us in Burlington.", kept={"burlington"}) == []


def test_marks_take_the_place_of_words():
    assert covered("Ana told Bo", [(9, 11, "[name]"), (0, 3, "[name]")]) == "[name] told [name]"
    assert covered("Ana told Bo", [(-5, 2, "[…]"), (1, 3, "[…]")]) == "[…][…] told Bo"
