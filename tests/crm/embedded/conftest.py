"""Homes of their own, short enough for sockets and open to the servers' account."""

import json
import shutil
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from crm.embedded import Lease


@pytest.fixture
def elsewhere():
    """A folder directly under the temporary one; pytest's own lies under a closed folder."""
    folder = Path(tempfile.mkdtemp(prefix="earshot-"))
    folder.chmod(0o755)
    yield folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def a_home(elsewhere, monkeypatch):
    """An installation that has not been started; whatever runs there afterwards is stopped."""
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EARSHOT_HOME", str(elsewhere / "home"))
    yield elsewhere / "home"
    Lease().acquire().release()


@pytest.fixture
def web():
    """A real server that answers what it is told, or the headers it got: web(200, {...}) -> its address."""
    opened = []

    def answer(status: int, body: dict | str | None = None, **headers) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                said = dict(self.headers) if body == "headers" else body
                self.wfile.write(json.dumps(said).encode() if body is not None else b"<html>")

            def log_message(self, *_):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        opened.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/"

    yield answer
    for server in opened:
        server.shutdown()
        server.server_close()
