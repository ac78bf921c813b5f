from crm.queue import registry
from crm.queue.schedule import periodic_kinds
from tests.house.source import PRODUCT, modules


def test_every_periodic_kind_is_a_registered_job():
    assert set(periodic_kinds()) <= registry.kinds().keys()


def test_only_the_doorbell_calls_celery():
    def calls_a_task(path):
        return any(word in path.read_text() for word in (".delay(", ".apply_async(", "send_task("))

    assert [path.name for path in modules(*PRODUCT) if calls_a_task(path)] == ["doorbell.py"]


def test_every_kind_has_a_name_for_the_desk():
    ours = [kind for name, kind in registry.kinds().items() if not name.startswith("test.")]

    assert [kind.name for kind in ours if not kind.label] == []
