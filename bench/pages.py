"""The list of people and the first page, asked of the real web server in an installation of its own."""

import http.client
import json
import math
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from playwright.sync_api import Browser, sync_playwright

from bench.figures import REPOSITORY, Figure
from crm.embedded import Lease, programs

WARM_UP, TIMES = 20, 200
ANSWERS_WITHIN_S = 60
LIST, TODAY, SIGN_IN = "/people/", "/", "/accounts/login/"
ORGANIZER = "organizer.downhome@example.org"
OF_OTHERS = (
    "DATABASE_URL",
    "OWNER_DATABASE_URL",
    "DATABASE_SECRET",
    "REDIS_URL",
    "EARSHOT_ENV",
    "MEDIA_ROOT",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def measure() -> list[Figure]:
    """10,000 people in the organization; an organizer asks for the first fifty by name."""
    with installation() as (port, environment):
        loaded = _ask("load", environment)
        asked = _ask("queries", environment)
        with web(port, environment):
            visitor = Visitor(port)
            visitor.sign_in(environment)
            seconds = visitor.times(LIST)
            sizes = first_loads(port, visitor.cookies)
    most = max(entry["queries"] for entry in asked.values())
    about = {"server": "granian, 1 process, over loopback, kept-alive connection", "people": loaded["people"]}
    return [
        Figure(
            "pages.contact_list_p95_ms",
            at(seconds, 0.95) * 1000,
            "ms",
            about={**about, "median_ms": round(at(seconds, 0.5) * 1000, 1), "answers": len(seconds)},
        ),
        Figure("pages.contact_list_queries", most, "queries", about={"by_people": asked}),
        Figure("pages.first_load_kb", max(map(sum_of, sizes.values())) / 1000, "kB", about=sizes),
    ]


@contextmanager
def installation() -> Iterator[tuple[int, dict[str, str]]]:
    """Servers and tables in a folder that goes again."""
    folder = Path(tempfile.mkdtemp(prefix="earshot-bench-"))
    folder.chmod(0o755)
    port = _free_port()
    environment = {key: value for key, value in os.environ.items() if key not in OF_OTHERS}
    environment |= {"EARSHOT_HOME": str(folder / "home"), "EARSHOT_DEMO": "1", "PORT": str(port)}
    try:
        # The lease is on the servers of this home, the address of the web is this port.
        with patch.dict(os.environ, environment, clear=True), Lease():
            _run(environment, "manage.py", "migrate", "--verbosity", "0")
            _run(environment, "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
            yield port, environment
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def web(port: int, environment: dict[str, str]) -> Iterator[None]:
    log = Path(environment["EARSHOT_HOME"]) / "web.log"
    with log.open("wb") as out:
        running = subprocess.Popen(
            programs.web().command,
            cwd=REPOSITORY,
            env=environment,
            stdout=out,
            stderr=out,
        )
    try:
        give_up_at = time.monotonic() + ANSWERS_WITHIN_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if running.poll() is not None or time.monotonic() > give_up_at:
                    raise RuntimeError(log.read_text()[-2000:]) from None
                time.sleep(0.2)
        yield
    finally:
        running.terminate()
        running.wait(timeout=30)


class Visitor:
    """One browser's connection, without the browser."""

    def __init__(self, port: int):
        self.connection = http.client.HTTPConnection("localhost", port, timeout=30)
        self.cookies: dict[str, str] = {}

    def ask(
        self, method: str, path: str, data: dict[str, str] | None = None, **more: str
    ) -> tuple[int, bytes]:
        headers = more | {
            "Accept-Encoding": "gzip" if method == "GET" and path == LIST else "identity",
            "Accept-Language": "en",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        body = None
        if data is not None:
            body, headers["Content-Type"] = urllib.parse.urlencode(data), "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read()

    def sign_in(self, environment: dict[str, str], email: str = ORGANIZER) -> None:
        signins = (Path(environment["EARSHOT_HOME"]) / "demo-signins.txt").read_text()
        _status, page = self.ask("GET", SIGN_IN)
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if token is None:
            raise RuntimeError("the sign-in page has no form")
        data = {
            "login": email,
            "password": signins.split()[-1],
            "csrfmiddlewaretoken": token[1].decode(),
        }
        status, _page = self.ask("POST", SIGN_IN, data)
        if status != 302:
            raise RuntimeError(f"signing in answered {status}")

    def times(self, path: str) -> list[float]:
        taken = []
        for number in range(WARM_UP + TIMES):
            started = time.perf_counter()
            status, _page = self.ask("GET", path)
            ended = time.perf_counter()
            if status != 200:
                raise RuntimeError(f"{path} answered {status}")
            if number >= WARM_UP:
                taken.append(ended - started)
        return taken


def first_loads(port: int, cookies: dict[str, str]) -> dict[str, dict[str, int]]:
    """Bytes over the wire, headers included, by kind: with an empty cache, in a real browser."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        raise RuntimeError(f"no browser on PATH ({', '.join(BROWSERS)})")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=program, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        found = {
            "sign-in": _bytes(browser, port, SIGN_IN, {}),
            "today": _bytes(browser, port, TODAY, cookies),
            "people": _bytes(browser, port, LIST, cookies),
        }
        browser.close()
    return found


def _bytes(browser: Browser, port: int, path: str, cookies: dict[str, str]) -> dict[str, int]:
    address = f"http://localhost:{port}"
    context = browser.new_context(locale="en-US")
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    page = context.new_page()
    wire = context.new_cdp_session(page)
    kinds, sizes = {}, Counter()
    wire.on("Network.responseReceived", lambda told: kinds.update({told["requestId"]: told["type"]}))
    wire.on(
        "Network.loadingFinished",
        lambda told: sizes.update({kinds.get(told["requestId"], "Other"): int(told["encodedDataLength"])}),
    )
    wire.send("Network.enable")
    page.goto(address + path, wait_until="networkidle")
    context.close()
    return dict(sizes)


def sum_of(sizes: dict[str, int]) -> int:
    return sum(sizes.values())


def at(seconds: list[float], share: float) -> float:
    """The value that this share of all answers was not slower than."""
    return sorted(seconds)[math.ceil(len(seconds) * share) - 1]


def _ask(what: str, environment: dict[str, str]) -> dict:
    return json.loads(_run(environment, "-m", "bench._pages_run", what).splitlines()[-1])


def _run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=REPOSITORY, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)}: {done.stderr[-2000:]}")
    return done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
