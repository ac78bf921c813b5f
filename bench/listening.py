"""5,000 notes with 60,000 codings of one organization: the table, the search, one coding saved, and small cells."""

import json
import os
import subprocess
import sys

from bench import cells
from bench.figures import REPOSITORY, Figure
from bench.pages import at, installation


def measure() -> list[Figure]:
    with installation() as (_port, environment):
        before = os.getloadavg()[0]
        done = subprocess.run(
            [sys.executable, "-m", "bench._listening_run"],
            cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    load = {
        "load": [round(before, 1), round(os.getloadavg()[0], 1)],
        "notes": found["notes"],
        "codings": found["codings"],
    }
    tables = {by: at(seconds, 0.5) * 1000 for by, seconds in found["tables"].items()}
    slowest = max(tables, key=lambda by: tables[by])
    return [
        Figure(
            "listening.code_table_ms", tables[slowest], "ms",
            {by: round(value, 1) for by, value in tables.items()},
            {**load, "of": f"the slowest table ({slowest}), median of {len(found['tables'][slowest])}; all of it by SQL",
             "p95": round(at(found["tables"][slowest], 0.95) * 1000, 1), "queries": found["queries"]},
        ),
        Figure(
            "listening.note_search_p95_ms", at(found["search"], 0.95) * 1000, "ms",
            about={**load, "median": round(at(found["search"], 0.5) * 1000, 1), "searches": len(found["search"])},
        ),
        Figure(
            "listening.coding_saved_p95_ms", at(found["saved"], 0.95) * 1000, "ms",
            about={**load, "median": round(at(found["saved"], 0.5) * 1000, 1), "posts": len(found["saved"]),
                   "of": "a post of the coding desk and the desk that comes back, through middleware and view"},
        ),
        *(figure for figure in cells.measure() if figure.figure == "listening.cells_recovered"),
    ]  # fmt: skip
