"""How many were heard."""

from django.utils import translation

from listening.voices import voices


def test_people_and_anonymous_participations_are_never_added_up():
    assert voices(3, 2) == "at least 3 known people, plus 2 anonymous participations"
    assert voices(1, 1) == "at least 1 known person, plus 1 anonymous participation"


def test_what_nobody_was_is_left_out():
    assert voices(4, 0) == "at least 4 known people"
    assert voices(0, 7) == "7 anonymous participations"
    assert voices(0, 0) == "nobody yet"


def test_it_is_said_in_spanish():
    with translation.override("es"):
        assert voices(3, 2) == "al menos 3 personas conocidas, más 2 participaciones anónimas"
