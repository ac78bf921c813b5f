"""The search box among 1,000,000 people in 26 organizations, under row security, as the application's role."""

import json
import os
import subprocess
import sys

from bench import million
from bench.figures import REPOSITORY, Figure
from bench.pages import at


def measure() -> list[Figure]:
    with million.ready() as environment:
        before = os.getloadavg()[0]
        done = subprocess.run(
            [sys.executable, "-m", "bench._search_run"],
            cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
    told = json.loads(done.stdout.splitlines()[-1])
    about = {"people": million.people(), "asked": told["slip"]["asked"], "load": [round(before, 1), round(os.getloadavg()[0], 1)]}  # fmt: skip
    slips_and_swaps = told["slip"]["ms"] + told["swapped"]["ms"]
    hits = told["slip"]["hits"] + told["swapped"]["hits"]
    return [
        Figure("search.p95_ms", at(slips_and_swaps, 0.95), "ms",
               about={**about, "p50": round(at(slips_and_swaps, 0.5), 2), "of": "one slip, names swapped; 20 people with their stakes"}),
        Figure("search.recall_at_20", hits / (told["slip"]["asked"] + told["swapped"]["asked"]), "",
               about={kind: {name: told[kind][name] for name in ("hits", "asked", "missed")} for kind in ("slip", "swapped", "nickname")}),
        Figure("search.ratio_vs_ilike", at(told["theirs"], 0.95) / at(told["ours"], 0.95), "times",
               {"ours": at(told["ours"], 0.95), "theirs": at(told["theirs"], 0.95)},
               {"unit": "ms, p95, the same misspelt names in turns", "p50": [round(at(told[side], 0.5), 2) for side in ("ours", "theirs")]}),
        Figure("search.nickname_p95_ms", at(told["nickname"]["ms"], 0.95), "ms"),
        Figure("search.typing_p95_ms", at(told["typing"]["ms"], 0.95), "ms", about={"of": "every second letter from the first on"}),
        Figure("search.box_p95_ms", at(told["box"]["ms"], 0.95), "ms", about={"of": "all groups of the box"}),
    ]  # fmt: skip
