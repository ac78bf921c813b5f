"""Signs of life of a worker's processes, whether they have a job or not: a file each in the home, touched every few
seconds. No server is asked, so an outage of one looks like no death. Who reads them: crm.embedded.frozen."""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings

EVERY_S = 2.0
FOLDER = "alive"


def begin() -> None:
    """In each process once, after the fork: threads do not survive one."""
    folder = settings.HOME / "queue" / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    threading.Thread(target=_beat, args=(folder / str(os.getpid()),), daemon=True).start()


def _beat(file: Path) -> None:
    while True:
        # A full disk is no death either: the time of the file changes without a byte being written.
        with suppress(OSError):
            file.touch()
        time.sleep(EVERY_S)
