"""How soon what is due is seen: against one Celery task for each reminder, with 10,000 due in one minute, and beside an
import of 200,000 rows. A house of its own, started as `make run` does; real workers and a real broker on both sides."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import _import_rows
from bench.figures import REPOSITORY, Figure
from tests.chaos.house import House

COMPARED, COMPARED_EACH = 10_000, 1_000
IN_A_MINUTE = 10_000
IMPORTED, BESIDE = 200_000, 300
NO_MAIL_SERVER = 9  # discard: the members here are reminded in the app only


def measure() -> list[Figure]:
    home = Path(tempfile.mkdtemp(prefix="earshot-bench-"))
    home.chmod(0o755)  # the servers' account walks through it
    house = House(home, mail_port=NO_MAIL_SERVER, lease_s=60)
    try:
        house.open()
        here = house.do("people", False)["organization"]
        ratio = _ratio(house, here)
        house.do("remind", here, IN_A_MINUTE, 60, 0)
        minute = house.do("watch", here, 240)
        file = _import_rows.make_file(home / "rows.csv", IMPORTED)
        house.do("import_file", here, str(file))
        house.do("remind", here, BESIDE, 20, 0)
        beside = house.do("watch", here, 120)
        beside["import"] = house.do("imported", here)["job"]
    finally:
        house.close()
        shutil.rmtree(home, ignore_errors=True)
    return [
        ratio,
        Figure("jobs.due_to_visible_p95_s", minute["p95_s"], "s", about=minute),
        Figure("jobs.reminder_delay_during_import_s", beside["p95_s"], "s", about=beside),
    ]


def _ratio(house: House, here: str) -> Figure:
    ours = house.do("show_all", here, COMPARED)
    with _a_task_each(house):
        theirs = house.do("show_each", here, COMPARED_EACH)
    about = {"reminders": COMPARED, "tasks": COMPARED_EACH, "processes": 2}
    return Figure.ratio(
        "jobs.ratio_vs_task_each",
        ours=COMPARED / ours["s"],
        theirs=COMPARED_EACH / theirs["s"],
        unit="reminders/s",
        about=about,
    )


class _a_task_each:
    """Celery as it is usually used, beside the house's own worker: as many processes, the same broker and database."""

    def __init__(self, house: House):
        self.house = house

    def __enter__(self) -> None:
        command = [
            "-m",
            "celery",
            "-A",
            "bench._task_each",
            "worker",
            "--concurrency",
            "2",
            "--queues",
            "each",
        ]
        self.worker = subprocess.Popen(
            [sys.executable, *command, "--without-mingle", "--without-gossip", "--hostname", "each"],
            cwd=REPOSITORY,
            env=self.house.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def __exit__(self, *_) -> None:
        os.killpg(self.worker.pid, signal.SIGKILL)
        self.worker.wait()
