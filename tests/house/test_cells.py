"""What is said of a cell needs no words that nobody gives: such a cell would make the page fail on which it is shown."""

import ast
import re

import pytest

from crm.imports.reading.sentences import SENTENCES as OF_READING
from crm.imports.sentences import SENTENCES
from tests.house.source import PRODUCT, calls, modules, where

SAID_LATER = {"id": "who"}  # the name behind an id, as far as the reader sees them
WORD = re.compile(r"%\((\w+)\)")


def words_of(code: str) -> set[str]:
    """Those that the sentence of a code needs."""
    sentence = SENTENCES.get(code) or OF_READING.get(code)
    return set(WORD.findall(str(sentence))) if sentence else set()


def texts(node: ast.AST) -> set[str]:
    """The texts that an expression may come to: "a", "a" if x else ""."""
    return {
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


def reasons_of_readers(tree: ast.AST) -> list[tuple[ast.AST, str]]:
    """The codes that a column reader gives with a value: Guess(value, guess, reason)."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Guess":
            reasons = [*node.args[2:3], *(word.value for word in node.keywords if word.arg == "reason")]
            found += [(node, code) for reason in reasons for code in texts(reason)]
    return found


def reasons_of_rows(tree: ast.AST) -> list[tuple[ast.AST, str, set[str]]]:
    """The codes that a row keeps, and the words beside them: {"code": "row.same_as_line", "line": 3}."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Dict) or any(key is None for key in node.keys):
            continue
        given = {
            key.value: value
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant)
        }
        if "code" in given and "params" not in given:
            names = {SAID_LATER.get(name, name) for name in given} | given.keys()
            found += [(node, code, names) for code in texts(given["code"])]
    return found


def test_no_reader_of_a_column_gives_a_reason_whose_sentence_needs_words():
    found = [
        f"{where(path, node)}: {code} needs {sorted(words_of(code))}"
        for path in modules(*PRODUCT)
        for node, code in reasons_of_readers(ast.parse(path.read_text(encoding="utf-8")))
        if words_of(code)
    ]

    assert found == []


def test_every_reason_of_a_row_has_the_words_of_its_sentence():
    found = []
    for path in modules(*PRODUCT):
        for node, code, given in reasons_of_rows(ast.parse(path.read_text(encoding="utf-8"))):
            if lacking := words_of(code) - given:
                found.append(f"{where(path, node)}: {code} lacks {sorted(lacking)}")
        for call in calls(path, "say"):
            given = {word.arg for word in call.keywords}
            for code in texts(call.args[1]) if len(call.args) > 1 else ():
                if (lacking := words_of(code) - given) and None not in given:
                    found.append(f"{where(path, call)}: {code} lacks {sorted(lacking)}")

    assert found == []


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ('Guess((), True, "number.unreadable" if unread else "")', False),
        ('Guess(found, unread, "reach.unreadable" if unread else "")', True),
        ('guess.Guess((), guess=True, reason="relationships.unreadable")', True),
    ],
)
def test_the_rule_finds_what_it_is_for(source, is_found):
    assert any(words_of(code) for _node, code in reasons_of_readers(ast.parse(source))) == is_found


def test_the_rule_knows_what_a_row_says():
    [(_node, code, given)] = reasons_of_rows(ast.parse('{"code": "row.same_as_line", "lines": 3}'))

    assert words_of(code) - given == {"line"}
