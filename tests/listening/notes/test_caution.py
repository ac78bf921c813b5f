import pytest

from listening.notes.caution import cautions


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Her number is 123-45-6789", "ssn"),
        ("it was 123 45 6789 I think", "ssn"),
        ("mi seguro social es 123456789", "ssn"),
        ("file A 123456789", "file"),
        ("A012-345-678", "file"),
        ("es una familia sin papeles", "status"),
        ("they are undocumented", "status"),
        ("ICE came to the bus stop", "status"),
        ("a su tío lo deportaron", "status"),
        ("le preguntaron por su situación migratoria", "status"),
        ("born on the third of May", "birth"),
        ("nació el 3 de mayo de 2009", "birth"),
        ("his birthday, 5/3/2009, is near", "birth"),
        ("May 3, 2009", "birth"),
        ("lives at 12 Mabry Creek Lane", "address"),
        ("vive en la calle Juárez 214", "address"),
        ("P.O. Box 114", "address"),
    ],
)
def test_words_that_can_harm_are_warned_of(words, kind):
    assert list(cautions(words)) == [kind]


@pytest.mark.parametrize(
    "words",
    [
        "The bus comes at 5:40 a.m. or it doesn't come.",
        "Twice the price, nice service, and ice cream.",
        "3 kids in 2 schools",
        "On October 14, 2025 the board met at 6:30.",
        "Call 555-010-0199 before 9.",
        "Nobody asked me in 11 years. A 2 hour wait.",
        "Drive to school, 20 minutes on the Road.",
        "Mi hijo no habla mal, habla dos idiomas.",
    ],
)
def test_ordinary_words_pass(words):
    assert cautions(words) == {}


def test_a_long_text_is_looked_through_at_once():
    assert cautions("a1 " * 20_000 + "12 A " * 5_000) == {}
