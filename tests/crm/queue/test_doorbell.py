import pytest
from django.conf import settings

from crm.queue import doorbell


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch):
    """A busy machine is no broken bell."""
    monkeypatch.setattr(doorbell, "TIMEOUT_S", 60)
    monkeypatch.setattr(doorbell, "SILENT_S", 3_600)
    doorbell._bell.cache_clear()
    yield
    doorbell._bell.cache_clear()


def waiting(queue: str) -> int:
    with doorbell._bell(settings.CELERY_BROKER_URL).connection_for_write() as connection:
        return connection.channel().client.llen(queue)


def test_rings_that_nobody_hears_do_not_pile_up(settings, broker_away):
    settings.CELERY_BROKER_URL = broker_away
    for _ in range(3 * doorbell.PLENTY):
        assert doorbell.ring(9) is True

    assert waiting("bulk") < 2 * doorbell.PLENTY  # another test may ring between a look and a ring


def test_after_a_failure_nobody_waits_for_the_broker_again_for_a_while(settings, broker_away):
    assert doorbell.ring(9) is False
    settings.CELERY_BROKER_URL = broker_away
    assert doorbell.ring(9) is False

    doorbell.listen_again()
    assert doorbell.ring(9) is True
