"""Beats and workers of ten days that pass in seconds: python -m tests.chaos.simulated beat|worker DATABASE

Each looks at the set clock, does all there is to do, says so, and looks again; until the clock shows the year 3000.
"""

import os
import sys
import time
from datetime import timedelta

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "crm.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402

from contacts.models import Tag  # noqa: E402
from crm.queue.models import Job  # noqa: E402
from crm.queue.registry import Run, job  # noqa: E402
from crm.queue.running import drain  # noqa: E402
from crm.queue.schedule import Periodic  # noqa: E402
from crm.queue.ticking import tick  # noqa: E402
from tests.chaos import clock, either  # noqa: E402

EVERY = either(timedelta(days=1), timedelta(hours=6))
SCHEDULE = (
    Periodic("test.round", every=EVERY, urgency=5),
    Periodic("tasks.send_due", every=EVERY, urgency=5),
)
ROLES = {"beat": tick, "worker": drain}


@job("test.round", single=True)
def note_round(run: Run) -> None:
    """Writes which period it was asked for; a second time would break the unique name."""
    period = Job.objects.get(pk=run.job_id).key
    Tag.objects.create(organization_id=run.organization_id, name=f"round {period}")


if __name__ == "__main__":
    role, database = sys.argv[1:]
    for login in connections.settings.values():
        login["NAME"] = database
    settings.QUEUE_SCHEDULE = "tests.chaos.simulated"
    settings.QUEUE_LEASE = timedelta(days=4)
    sys.modules["tests.chaos.simulated"] = sys.modules["__main__"]
    clock.live_by_the_set_clock()
    while (now := clock.look()) is None or now.year < 3000:
        if now is not None:
            ROLES[role]()
            clock.end_turn(os.getpid(), now)
        time.sleep(0.01)
