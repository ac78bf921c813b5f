"""Which days a step comes round on, and how that is said."""

import datetime

import pytest

from crm.access.errors import DomainError
from tasks import repeating

D = datetime.date


@pytest.mark.parametrize(
    "choice, first, expected",
    [
        ("weekly", D(2026, 10, 13), [D(2026, 10, 20), D(2026, 10, 27), D(2026, 11, 3)]),
        ("fortnightly", D(2026, 10, 13), [D(2026, 10, 27), D(2026, 11, 10), D(2026, 11, 24)]),
        ("monthly_day", D(2026, 10, 15), [D(2026, 11, 15), D(2026, 12, 15), D(2027, 1, 15)]),
        # A month without a 31st has its last day instead.
        ("monthly_day", D(2027, 1, 31), [D(2027, 2, 28), D(2027, 3, 31), D(2027, 4, 30)]),
        ("monthly_day", D(2027, 1, 30), [D(2027, 2, 28), D(2027, 3, 30), D(2027, 4, 30)]),
        ("monthly_day", D(2028, 2, 29), [D(2028, 3, 29), D(2028, 4, 29), D(2028, 5, 29)]),
        ("monthly_day", D(2028, 1, 31), [D(2028, 2, 29), D(2028, 3, 31), D(2028, 4, 30)]),
        ("monthly_weekday", D(2026, 10, 13), [D(2026, 11, 10), D(2026, 12, 8), D(2027, 1, 12)]),
        # The fifth Friday is the last one.
        ("monthly_weekday", D(2026, 10, 30), [D(2026, 11, 27), D(2026, 12, 25), D(2027, 1, 29)]),
    ],
)
def test_a_plain_choice_gives_the_days_one_expects(choice, first, expected):
    rule = repeating.rule_of(choice, first)

    assert repeating.days(rule, first, after=first, count=3) == expected
    assert repeating.choice_of(rule) == choice


def test_a_round_ends_on_its_last_day():
    first, until = D(2026, 10, 13), D(2026, 10, 27)
    rule = repeating.rule_of("weekly", first, until)

    assert repeating.days(rule, first, after=first, count=9) == [D(2026, 10, 20), until]
    assert repeating.until_of(rule) == until
    with pytest.raises(DomainError):
        repeating.rule_of("weekly", first, first - datetime.timedelta(days=1))


def test_the_rule_is_said_in_plain_words():
    first = D(2026, 10, 13)

    assert repeating.words(repeating.rule_of("monthly_weekday", first), first) == (
        "Each month on the second Tuesday"
    )
    assert repeating.words("", first) == ""
