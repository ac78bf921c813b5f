"""Import speed: 50,000 rows of 12 columns with everything on, against django-import-export's own way in the same run."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import _import_rows
from bench.figures import REPOSITORY, Figure
from crm import embedded

ROWS, COMPARED = 50_000, 2_000
TRIES = 2  # in turns; the better of each counts, since neighbours on the machine only ever slow down


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="earshot-bench-") as folder:
        path = _import_rows.make_file(Path(folder) / "rows.csv", ROWS)
        os.environ.setdefault("EARSHOT_HOME", str(REPOSITORY / "var" / "bench-home"))
        os.environ["MEDIA_ROOT"] = str(Path(folder) / "media")
        lease = embedded.Lease(createdb=True).acquire()
        try:
            tries = [(_run("ours", path, ROWS), _run("usual", path, COMPARED)) for _try in range(TRIES)]
        finally:
            lease.release()
    ours, usual = (min(runs, key=lambda run: run["s"]) for runs in zip(*tries, strict=True))
    rate, theirs = ours["rows"] / ours["s"], usual["rows"] / usual["s"]
    about = {
        "rows": ours["rows"],
        "compared_on": usual["rows"],
        "outcomes": ours["outcomes"],
        "tables": ours["tables"],
    }
    return [
        Figure("import.rows_per_s", rate, "rows/s", about=about),
        Figure("import.rss_mib", ours["rss_mib"], "MiB"),
        Figure("import.reading_s", ours["reading_s"], "s"),
        Figure.ratio("import.ratio_vs_import_export", ours=rate, theirs=theirs, unit="rows/s", about=about),
    ]


def _run(way: str, path: Path, rows: int) -> dict:
    """In a process of its own, so that neither profits from what the other has loaded."""
    done = subprocess.run(
        [sys.executable, "-m", "bench._import_run", way, str(path), str(rows)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])
