"""Embedded Valkey (it speaks the Redis protocol): on a socket only, appending every write to a file."""

import os
import select
import subprocess
import time
from pathlib import Path

from crm.embedded import binaries
from crm.embedded.account import give_to_server, run_as_server
from crm.embedded.places import kv_socket, server_home
from crm.embedded.sockets import answers, ask
from crm.embedded.trouble import CannotStart

START_FOR_S = 30
STARTS = 5  # one that was ended while it started is started again
STOP_FOR_S = 10


def start() -> bool:
    """Start the server unless it answers already. True if this call started it."""
    if runs():
        return False
    data().mkdir(exist_ok=True, mode=0o700)
    give_to_server(data())
    give_up_at = time.monotonic() + START_FOR_S
    for _attempt in range(STARTS):
        line = _launch()
        try:
            # It listens before its file is read; until then it answers LOADING.
            while time.monotonic() < give_up_at and not _is_gone(line):
                if ask(kv_socket(), b"PING\r\n").startswith(b"+PONG"):
                    return True
                time.sleep(0.02)
        finally:
            os.close(line)
    raise CannotStart(f"The Valkey server does not start: {_last_word()} (log: {log()})")


def stop() -> None:
    ask(kv_socket(), b"SHUTDOWN NOSAVE\r\n")
    _wait(lambda: not runs(), STOP_FOR_S)


def runs() -> bool:
    return answers(kv_socket())


def data() -> Path:
    return server_home() / "kv"


def log() -> Path:
    return data() / "server.log"


def _launch() -> int:
    """The end of a pipe whose other end only the server holds: it closes when the server is no more."""
    line, held = os.pipe()
    options = {
        "port": "0",
        "unixsocket": kv_socket(),
        "unixsocketperm": "700",
        "dir": data(),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "yes",
        "logfile": log(),
    }
    arguments = [part for option, value in options.items() for part in (f"--{option}", value)]
    subprocess.run(
        [binaries.valkey(), *arguments],
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(held,),
        **run_as_server(),
    )
    os.close(held)
    return line


def _is_gone(line: int) -> bool:
    return bool(select.select([line], [], [], 0)[0])


def _wait(condition, seconds: float) -> bool:
    give_up_at = time.monotonic() + seconds
    while time.monotonic() < give_up_at:
        if condition():
            return True
        time.sleep(0.02)
    return False


def _last_word() -> str:
    lines = log().read_text(errors="replace").strip().splitlines() if log().exists() else []
    return lines[-1] if lines else "no reason given"
