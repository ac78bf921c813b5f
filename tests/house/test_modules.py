"""How a module may look, whatever it does."""

import ast

from tests.house.source import EVERYTHING, PRODUCT, modules, tree, where

NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc"}
SIGNALS = {"receiver", "post_save", "pre_save", "post_delete", "pre_delete", "m2m_changed", "Signal"}


def test_no_module_is_a_drawer_for_odds_and_ends():
    drawers = [
        where(path) for path in modules(*EVERYTHING) if {path.stem, path.parent.name} & NAMES_THAT_SAY_NOTHING
    ]

    assert drawers == []


def test_imports_stand_at_the_top_of_a_module():
    inside = {
        where(path, node)
        for path in modules(*EVERYTHING)
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }

    assert inside == set()


def test_nothing_is_passed_on_by_signals():
    found = [
        where(path, node)
        for path in modules(*PRODUCT)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        and ((node.module or "").endswith("signals") or {name.name for name in node.names} & SIGNALS)
    ]

    assert found == []


def test_django_admin_is_not_mounted():
    found = [
        where(path, node)
        for path in modules(*PRODUCT)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom | ast.Import)
        and "django.contrib.admin" in [getattr(node, "module", ""), *(name.name for name in node.names)]
    ]

    assert found == []
