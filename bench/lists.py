"""Ten filtered lists among 1,000,000 people in 26 organizations, under row security, as the application's role."""

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
            [sys.executable, "-m", "bench._lists_run"],
            cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
    told = json.loads(done.stdout.splitlines()[-1])
    load = [round(before, 1), round(os.getloadavg()[0], 1)]
    lists, deep = told["lists"], told["deep"]
    every = [ms for one in lists.values() for ms in one["ms"]]
    statements = {name: one["statements"] for name, one in lists.items()}
    return [
        Figure(
            "lists.p95_ms", at(every, 0.95), "ms",
            about={"people": million.people(), "here": told["here"], "p50": round(at(every, 0.5), 1), "answers": len(every),
                   "load": load, "of": "all statements of the page, read into rows: choices of the filters, 50 people, "
                                       "their stakes, consent and next step, and the count up to 1,000"}),
        *(
            Figure(f"lists.{name}_p95_ms", at(one["ms"], 0.95), "ms",
                   about={"p50": round(at(one["ms"], 0.5), 1), "fit": one["fit"], "statements": one["statements"]})
            for name, one in lists.items()
        ),
        Figure(
            "lists.deep_over_first", at(deep["deep"], 0.5) / at(deep["first"], 0.5), "times",
            {"deep": at(deep["deep"], 0.5), "first": at(deep["first"], 0.5)},
            {"unit": "ms, median, in turns", "depth": deep["depth"], "p95": [round(at(deep[end], 0.95), 1) for end in ("deep", "first")]}),
        Figure("lists.statements", max(map(max, statements.values())), "statements",
               about={"in an organization of": told["sizes"], "by_list": statements}),
    ]  # fmt: skip
