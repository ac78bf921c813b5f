"""Jobs worth killing, known to the test and to the workers it starts."""

import os
import signal
import time

from contacts.models import Tag
from crm.queue.registry import Run, job

ROWS = 60


@job("test.rows")
def rows(run: Run) -> None:
    """Writes one row a step, with the process that wrote it."""
    for n in range(run.done + 1, ROWS + 1):
        with run.step(done=n, total=ROWS):
            Tag.objects.create(organization_id=run.organization_id, name=f"row {n} by {os.getpid()}")
            time.sleep(0.05)


@job("test.single", single=True)
def single(run: Run, *, number: int) -> None:
    Tag.objects.create(organization_id=run.organization_id, name=f"single {number}")
    time.sleep(0.02)


@job("test.killer")
def killer(run: Run) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
