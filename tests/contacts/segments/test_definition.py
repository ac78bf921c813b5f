"""What may be kept as a filter, and that it reads back as it was."""

import datetime

import pytest

from contacts.segments.definition import Definition, Malformed, parse
from contacts.segments.words import listed


def said(*rules, **more):
    return {"version": 1, "match": "all", "groups": [{"rules": list(rules)}], **more}


GOOD = [
    {"fact": "contacts.stake", "is": "is", "value": ["parent"]},
    {"fact": "contacts.last_talk", "is": "not_since", "value": "2026-10-01"},
    {"fact": "contacts.last_talk", "is": "in_last", "value": 30},
    {"fact": "contacts.has_phone", "is": "yes"},
    {"fact": "contacts.city", "is": "begins", "value": "Al"},
]


@pytest.mark.parametrize("rule", GOOD, ids=lambda rule: f"{rule['fact']} {rule['is']}")
def test_what_is_kept_reads_back_as_it_was(rule):
    definition = parse(said(rule))

    assert parse(definition.as_json()) == definition
    assert isinstance(definition, Definition)


def test_a_day_is_a_day():
    assert parse(said(GOOD[1])).rules[0].value == datetime.date(2026, 10, 1)


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {"version": 2, "groups": [{"rules": [GOOD[0]]}]},
        said(),
        {"version": 1, "groups": []},
        {"version": 1, "groups": [{"rules": [GOOD[0]]}] * 9},
        said(*GOOD * 3),
        said(GOOD[0], match="none"),
        said({"fact": "contacts.stake", "is": "begins", "value": "p"}),
        said({"fact": "contacts.stake", "is": "is", "value": "parent"}),
        said({"fact": "contacts.stake", "is": "is", "value": []}),
        said({"fact": "contacts.stake", "is": "is", "value": [1]}),
        said({"fact": "contacts.last_talk", "is": "in_last", "value": True}),
        said({"fact": "contacts.last_talk", "is": "in_last", "value": 0}),
        said({"fact": "contacts.last_talk", "is": "since", "value": "yesterday"}),
        said({"fact": "contacts.city", "is": "is", "value": ""}),
        said("contacts.stake"),
    ],
)
def test_anything_else_is_refused(data):
    with pytest.raises(Malformed):
        parse(data)


def test_a_list_of_words_reads_aloud():
    assert [listed(list("abc")[:n], "or") for n in range(4)] == ["", "a", "a or b", "a, b or c"]
