"""The audit speaks in words of ours, not in names of verbs."""

import ast

from crm.audit import verbs
from tests.house.source import calls, modules, where


def test_every_deed_of_this_room_has_a_label():
    unnamed = {
        call.args[0].value: where(path, call)
        for path in modules("listening")
        for call in calls(path, "record")
        if call.args
        and isinstance(call.args[0], ast.Constant)
        and call.args[0].value.startswith("listening.")
        and call.args[0].value not in verbs.labels()
    }

    assert unnamed == {}
