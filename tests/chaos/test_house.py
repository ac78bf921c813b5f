"""Worker, broker and database killed while reminders are due, mail goes out and people write. What holds is asserted; how
long it took is printed and, for the long form, written down in docs/reliability.md."""

import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from tests.chaos import dice, either
from tests.chaos.house import House, kill
from tests.chaos.requests import Visitors
from tests.tasks.conftest import free_port

pytestmark = pytest.mark.chaos

LEASE_S = either(2.0, 5.0)
SLOTS = 2  # processes of the worker: each may hold one message in its hands
REMINDERS, WITHIN_S, KILLS, POISON = either((300, 6, 4, 2), (10_000, 60, 20, 10))
CALM = either(100, 2_000)
FLOOD = either(2_000, 20_000)
AWAY_S, BROKER_KILLS = either((4, 1), (60, 5))
DATABASE_KILLS = either(1, 3)


class Mailbox:
    """A mail server that keeps the Message-IDs of what it took."""

    def __init__(self):
        self.taken = []

    async def handle_DATA(self, server, session, envelope):
        self.taken.append(message_from_bytes(envelope.content)["Message-ID"].strip("<>").partition("@")[0])
        return "250 taken"


@pytest.fixture(scope="module")
def mailbox():
    handler = Mailbox()
    server = Controller(handler, hostname="127.0.0.1", port=free_port())
    server.start()
    handler.port = server.port
    yield handler
    server.stop()


@pytest.fixture(scope="module")
def house(mailbox):
    home = Path(tempfile.mkdtemp(prefix="earshot-house-"))
    home.chmod(0o755)  # the servers' account walks through it
    house = House(home, mail_port=mailbox.port, lease_s=LEASE_S)
    try:
        house.open()
        house.hit = house.do("people")
        yield house
    finally:
        house.close()
        shutil.rmtree(home, ignore_errors=True)


def test_reminders_reach_the_app_once_and_no_mailbox_twice_though_workers_are_killed(house, mailbox):
    here, throw, killed = house.hit["organization"], dice("workers"), 0
    mailbox.taken.clear()
    started_at = time.monotonic()
    house.do("remind", here, REMINDERS, WITHIN_S, POISON)

    while killed < KILLS:
        time.sleep(throw.uniform(0.5, 1.5) * WITHIN_S / KILLS)
        workers = house.workers()
        if len(workers) > SLOTS:  # at work: one that still starts holds nothing
            kill(throw.choice(workers))
            killed += 1
    found = house.do("settle", here, either(180, 400))

    twice = [key for key, times in Counter(mailbox.taken).items() if times > 1]
    print(
        {
            **found,
            "uncertain": len(found["uncertain"]),
            "sent": len(found["sent"]),
            "besides": len(found["besides"]),
            "took_s": time.monotonic() - started_at,
        }
    )
    assert not found["still_busy"]
    assert (found["shown"], found["notices"], found["reminded_twice"]) == (REMINDERS, REMINDERS, 0)
    assert twice == []
    assert set(found["sent"]) <= set(mailbox.taken)  # said to be sent: it was
    assert set(mailbox.taken) <= {*found["sent"], *found["uncertain"]}  # and what was, is known or listed
    assert len(found["uncertain"]) <= KILLS * SLOTS
    mailed = found["messages"].get("sent", 0) + found["messages"].get("uncertain", 0)
    assert (mailed, found["messages"].get("blocked")) == (REMINDERS // 2, REMINDERS // 2)
    # At the hour of summaries, and on a Monday, these go out too: through the same checks, besides the reminders.
    assert {key.partition(".")[0] for key in found["besides"]} <= {"digest", "week"}
    assert (found["dead"], found["dead_others"]) == (POISON, [])


def test_what_can_only_fail_delays_nobody(house):
    here = house.hit["organization"]
    before = house.do("settle", here, 180)
    house.do("remind", here, CALM, WITHIN_S, POISON)

    found = house.do("settle", here, either(180, 400))

    print({"due_to_shown_p95_s": found["late_p95_s"], "reminders": CALM, "poison": POISON})
    assert found["shown"] == before["shown"] + CALM
    assert (found["dead"], found["dead_others"]) == (before["dead"] + POISON, [])


def test_the_flood_of_one_organization_starves_no_other(house):
    here, other = house.hit["organization"], house.do("people", True, "Beside")["organization"]
    house.do("flood", here, FLOOD)
    time.sleep(1)  # it is under way

    found = house.do("a_few", other, here)
    house.do("end_flood", here)
    after = house.do("settle", here, 180)

    print({"flood": FLOOD, **found})
    assert found["of"] == [3, 3, 1]  # jobs, reminders in the app, and by e-mail
    assert found["left"]["jobs"] > FLOOD / 2
    assert found["left"]["messages"] > 0
    assert not after["still_busy"]


def test_nobody_notices_that_the_broker_is_killed_emptied_or_away(house):
    here, throw = house.hit["organization"], dice("broker")
    with Visitors(house.port, house.hit["tokens"]) as visitors:
        time.sleep(1)
        for n in range(BROKER_KILLS):
            house.do("ask_for_work", here, f"asked {n} {time.time()}")
            kill(house.broker())
            time.sleep(throw.uniform(2, 4))
        house.until_well(120)
        for _n in range(2):
            house.do("flush_broker")
        _away(house, AWAY_S, lambda: house.do("ask_for_work", here, f"asked {time.time()}"))
        back_at = time.monotonic()
        house.until_well(120)
        while (done := house.do("done_after", here))["waiting"]:
            assert time.monotonic() - back_at < 120, f"{done}\n{house.said()}"
            time.sleep(0.5)
        resumed = time.monotonic() - back_at

    print({"requests": len(visitors.answers), "failed": visitors.failures(), "resumed_s": resumed})
    assert visitors.failures() == []
    assert set(visitors.acknowledged) <= set(house.do("kept", here)["names"])


def _away(house: House, seconds: float, meanwhile: Callable[[], object]) -> None:
    """The broker does not come back for so long: killed again as soon as the house has started it anew."""
    meanwhile()
    give_up_at = time.monotonic() + seconds
    while time.monotonic() < give_up_at:
        for pid in house.brokers():
            kill(pid)
        time.sleep(0.1)


def test_what_was_acknowledged_survives_the_database_being_killed(house):
    here, throw, silences = house.hit["organization"], dice("database"), []
    with Visitors(house.port, house.hit["tokens"], per_second=10) as visitors:
        time.sleep(1.5)
        for _n in range(DATABASE_KILLS):
            moment = visitors.now()
            kill(house.database())
            house.until_well(120)
            silences.append((moment, visitors))
            time.sleep(throw.uniform(2, 4))

    silences = [round(visitors.silence_after(moment), 1) for moment, visitors in silences]
    print(
        {
            "requests": len(visitors.answers),
            "acknowledged": len(visitors.acknowledged),
            "back_after_s": silences,
        }
    )
    assert len(visitors.acknowledged) > 0
    assert set(visitors.acknowledged) <= set(house.do("kept", here)["names"])
    assert max(silences) < 120
