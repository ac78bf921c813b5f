"""Services enqueue by name, so no import tells whether the name exists."""

import ast

from tests.house.source import PRODUCT, calls, modules, where


def named(verb: str) -> dict[str, str]:
    """First arguments of verb("app.name", ...) in the product -> where it says so."""
    return {
        call.args[0].value: where(path, call)
        for path in modules(*PRODUCT)
        for call in calls(path, verb)
        if call.args and isinstance(call.args[0], ast.Constant)
    }


def test_every_enqueued_name_is_a_job():
    jobs = named("job")

    unknown = {name: place for name, place in named("enqueue").items() if name not in jobs}

    assert unknown == {}
