"""A day is somebody's: UTC's, which the machine and the database have, is tomorrow in American evenings.

`date.today()` and a `now()` without a zone are refused by ruff (DTZ)."""

import ast
import re

from tests.house.source import PRODUCT, calls, modules, tree, where

DAY_OF_THE_DATABASE = re.compile(r"\bcurrent_date\b|\bnow\(\)\s*::\s*date\b|\b\w*_?at::date\b", re.IGNORECASE)
AN_INSTANT = re.compile(r"(.*_)?(now|at)")


def test_no_statement_asks_the_database_what_day_it_is():
    """It gets the day, or the zone: `(at at time zone %(zone)s)::date`."""
    asked = [
        where(path, node)
        for path in modules(*PRODUCT)
        if "migrations" not in path.parts
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if DAY_OF_THE_DATABASE.search(node.value)
    ]

    assert asked == []


def test_the_day_of_an_instant_is_asked_in_a_zone():
    """`timezone.localdate(at)` or `local_date(at, zone)`: `at.date()` is the day in UTC."""
    taken = [
        where(path, call)
        for path in modules(*PRODUCT)
        if "demo" not in path.parts  # makes its moments up
        for call in calls(path, "date")
        if isinstance(call.func, ast.Attribute) and not call.args
        if AN_INSTANT.fullmatch(getattr(call.func.value, "attr", getattr(call.func.value, "id", "")))
    ]

    assert taken == []
