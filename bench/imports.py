"""Import speed: 50,000 rows of 12 columns with everything on, against django-import-export's own way and against COPY.

Every measurement has a process and a new database of its own, and what is compared is measured in the same run, in turns:
of several tries the better of each side counts, since neighbours on a machine only ever slow down.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import _import_rows
from bench.figures import REPOSITORY, Figure
from crm import embedded

ROWS, COMPARED, FEW, MANY, MILLION = 50_000, 2_000, 5_000, 200_000, 1_000_000
TIED = 20_000
TRIES = 2


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="earshot-bench-") as name:
        folder = Path(name)
        path = _import_rows.make_file(folder / "rows.csv", ROWS)
        workbook = _import_rows.make_workbook(folder / "rows.xlsx", path)
        os.environ.setdefault("EARSHOT_HOME", str(REPOSITORY / "var" / "bench-home"))
        os.environ["MEDIA_ROOT"] = str(folder / "media")
        lease = embedded.Lease(createdb=True).acquire()
        try:
            tries = [
                (_run("copied", path), _run("again", workbook), _run("usual", path, COMPARED))
                for _try in range(TRIES)
            ]
            yield from _speed(tries)
            few = _run("ours", _import_rows.make_file(folder / "few.csv", FEW))
            many = _run("ours", _import_rows.make_file(folder / "many.csv", MANY))
            yield _growth(few, many)
            yield from _ties(folder)
            yield from _million(_run("ours", _import_rows.make_file(folder / "million.csv", MILLION)))
        finally:
            lease.release()


def _speed(tries: list[tuple[dict, dict, dict]]) -> list[Figure]:
    ours, of_workbook, usual = (min(runs, key=lambda run: run["s"]) for runs in zip(*tries, strict=True))
    copied = min(second for run, *_others in tries for second in run["copy_s"])
    again = min(run["again"]["s"] for _ours, run, _usual in tries)
    rate, theirs = ours["rows"] / ours["s"], usual["rows"] / usual["s"]
    about = {key: ours[key] for key in ("rows", "outcomes", "tables")}
    return [
        Figure("import.rows_per_s", rate, "rows/s", about=about),
        Figure("import.reading_s", ours["reading_s"], "s"),
        Figure("import.looking_up_s", ours["looking_up_s"], "s", about={"asked": ours["asked"]}),
        Figure.ratio(
            "import.ratio_vs_import_export",
            ours=rate,
            theirs=theirs,
            unit="rows/s",
            about={"compared_on": usual["rows"], "their_tables": usual["tables"]},
        ),
        Figure.ratio("import.ratio_vs_copy", ours=ours["s"], theirs=copied, unit="s", about={"copied": ours["copied"], "ours_s": [round(run["s"], 1) for run, *_others in tries],
                   "copy_s": [round(s, 1) for run, *_others in tries for s in run["copy_s"]], "load": _load(),
                   "processor_s": [run["processor_s"] for run, *_others in tries], "copy_processor_s": [run["copy_processor_s"] for run, *_others in tries]}),
        Figure.ratio("import.xlsx_over_csv", ours=of_workbook["s"], theirs=ours["s"], unit="s"),
        Figure.ratio(
            "import.again_over_first",
            ours=again,
            theirs=of_workbook["s"],
            unit="s",
            about={"outcomes": of_workbook["again"]["outcomes"]},
        ),
    ]  # fmt: skip


def _growth(few: dict, many: dict) -> Figure:
    sides = {"many": many["rss_mib"], "few": few["rss_mib"]}
    about = {"rows": [FEW, MANY], "many_s": round(many["s"], 1), "load": _load()}
    return Figure("import.rss_growth_mib", many["rss_mib"] - few["rss_mib"], "MiB", sides, about)


def _ties(folder: Path) -> list[Figure]:
    """Our own file with who is what to whom and who lives where, against the same rows without."""
    _import_rows.make_tied(folder, TIED)
    few = _run("tied", _import_rows.make_tied(folder, FEW)[1], TIED)
    many = _run("ours", _import_rows.make_tied(folder, MANY)[1])
    tied, bare = few["tied"], few["bare"]
    about = {"rows": TIED, "load": _load(), "processor_s": [tied["processor_s"], bare["processor_s"]]}
    sides = {"many": many["rss_mib"], "few": few["rss_mib"]}
    grown = {"rows": [FEW, MANY], "many_s": round(many["s"], 1), "load": _load()}
    return [
        Figure.ratio("import.ties_over_plain", ours=tied["s"], theirs=bare["s"], unit="s", about=about),
        Figure("import.ties_rss_growth_mib", many["rss_mib"] - few["rss_mib"], "MiB", sides, grown),
    ]


def _million(million: dict) -> list[Figure]:
    about = {"outcomes": million["outcomes"], "reading_s": round(million["reading_s"], 1), "load": _load()}
    return [
        Figure("import.million_s", million["s"], "s", about=about),
        Figure("import.rss_mib", million["rss_mib"], "MiB", about={"rows": million["rows"]}),
    ]


def _load() -> float:
    return round(os.getloadavg()[0], 1)


def _run(way: str, path: Path, rows: int = 0) -> dict:
    """In a process of its own, so that neither profits from what the other has loaded."""
    done = subprocess.run(
        [sys.executable, "-m", "bench._import_run", way, str(path), str(rows)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    print(f"{way} {path.name}: {told['rows']} rows in {told['s']:.1f} s", file=sys.stderr, flush=True)
    return told
