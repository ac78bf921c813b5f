import ast
from pathlib import Path

from django.conf import settings

from crm.queue import registry
from crm.queue.schedule import periodic_kinds


def sources() -> list[Path]:
    roots = [settings.BASE_DIR / name for name in ("crm", "contacts", "tasks", "listening", "campaigns")]
    return [path for root in roots for path in root.rglob("*.py")]


def names_enqueued(path: Path) -> set[str]:
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    names = {
        call.args[0].value
        for call in calls
        if getattr(call.func, "id", getattr(call.func, "attr", "")) == "enqueue"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }
    return names


def test_every_name_that_is_enqueued_is_a_registered_job():
    asked_for = {(name, str(path)) for path in sources() for name in names_enqueued(path)}

    assert {(name, path) for name, path in asked_for if name not in registry.kinds()} == set()


def test_every_periodic_kind_is_a_registered_job():
    assert set(periodic_kinds()) <= registry.kinds().keys()


def test_only_the_doorbell_calls_celery():
    def calls_a_task(path):
        return any(word in path.read_text() for word in (".delay(", ".apply_async(", "send_task("))

    assert [path.name for path in sources() if calls_a_task(path)] == ["doorbell.py"]
