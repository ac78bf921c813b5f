"""Beats and workers of a simulated week and a half: python -m tests.chaos.simulated beat|worker DATABASE

Says `ready`, then reads one line of JSON (when the clock begins, what it shows then, how fast it runs, when it ends).
"""

import json
import os
import sys
import time
from datetime import datetime, timedelta

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "crm.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from contacts.models import Tag  # noqa: E402
from crm.queue.models import Job  # noqa: E402
from crm.queue.registry import Run, job  # noqa: E402
from crm.queue.running import drain  # noqa: E402
from crm.queue.schedule import Periodic  # noqa: E402
from crm.queue.ticking import tick  # noqa: E402
from tests.chaos import either  # noqa: E402
from tests.chaos.clock import run_fast  # noqa: E402

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
    ROLES[role]()  # everything is loaded and connected before time begins to fly
    print("ready", flush=True)
    told = json.loads(sys.stdin.readline())
    ends_at = datetime.fromisoformat(told["ends_at"])
    begins_at = datetime.fromisoformat(told["shown_at"])
    run_fast(real_at=datetime.fromisoformat(told["real_at"]), shown_at=begins_at, speed=told["speed"])
    while (now := timezone.now()) < ends_at:
        if now >= begins_at:
            ROLES[role]()
        time.sleep(0.02)
