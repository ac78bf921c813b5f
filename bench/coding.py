"""How long one code on some words takes to be saved and drawn, asked of the real web server among 5,000 notes and 60,000
codings."""

import json
import random
import time

from bench.figures import Figure
from bench.pages import Visitor, _run, at, installation, web

WARM_UP, TIMES = 20, 240
LEAD = "lead.downhome@example.org"


def measure() -> list[Figure]:
    """A coder saves codes one after the other on notes that are coded already; each answer is the whole desk anew."""
    with installation() as (port, environment):
        made = json.loads(_run(environment, "-m", "bench._coding_run", "load").splitlines()[-1])
        asked = json.loads(_run(environment, "-m", "bench._coding_run", "notes").splitlines()[-1])
        with web(port, environment):
            seconds, bytes_ = saved(port, environment, asked)
    about = {
        "server": "granian, 1 process, over loopback, kept-alive connection",
        **made,
        "median_ms": round(at(seconds, 0.5) * 1000, 1),
        "answers": len(seconds),
        "answer_kb": round(bytes_ / 1000, 1),
    }
    return [Figure("listening.coding_saved_p95_ms", at(seconds, 0.95) * 1000, "ms", about=about)]


def saved(port: int, environment: dict[str, str], asked: dict) -> tuple[list[float], int]:
    dice, taken, size = random.Random("desk"), [], 0
    visitor = Visitor(port)
    visitor.sign_in(environment, LEAD)
    for number in range(WARM_UP + TIMES):
        note, length = asked["notes"][number % len(asked["notes"])]
        start = dice.randrange(length // 2)
        data = {
            "start": str(start),
            "end": str(start + dice.randint(10, 60)),
            "code": dice.choice(asked["codes"]),
            "csrfmiddlewaretoken": visitor.cookies["csrftoken"],
        }
        started = time.perf_counter()
        # As the script of the desk asks: the answer is the desk alone.
        status, page = visitor.ask("POST", f"/listening/coding/notes/{note}/code/", data, **{"X-Desk": "1"})
        ended = time.perf_counter()
        if status != 200 or b'id="desk"' not in page:
            raise RuntimeError(f"coding answered {status}")
        if number >= WARM_UP:
            taken.append(ended - started)
            size = max(size, len(page))
    return taken, size
