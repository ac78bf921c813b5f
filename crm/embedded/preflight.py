"""What must be true before anything starts. Each check raises one sentence that says what to do."""

import os
import shutil
import socket
import sys
from pathlib import Path

from crm.embedded.places import home, server_home
from crm.embedded.trouble import CannotStart

OLDEST_PYTHON = (3, 11)
SPACE_MB = 500


def check() -> None:
    """Everything but the port, which a predecessor may be about to leave."""
    check_python(sys.version_info)
    check_home(home())
    for place in {home(), server_home()}:
        check_space(place)


def check_python(version: tuple) -> None:
    if tuple(version[:2]) < OLDEST_PYTHON:
        raise CannotStart(
            f"Earshot needs Python 3.11 or newer, and this is {version[0]}.{version[1]}:"
            " install a newer one and name it with PYTHON=/path/to/python3."
        )


def check_home(place: Path) -> None:
    probe = place / f".probe-{os.getpid()}"
    try:
        place.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStart(
            f"Earshot cannot write to its data folder {place} ({error.strerror}):"
            " make it writable or choose another with EARSHOT_HOME."
        ) from error


def check_space(place: Path) -> None:
    folder = next(folder for folder in [place, *place.parents] if folder.exists())
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < SPACE_MB:
        raise CannotStart(
            f"Only {free} MB are free where Earshot keeps its data ({place}), and it needs {SPACE_MB} MB:"
            " free some space or choose another folder with EARSHOT_HOME."
        )


def check_port(host: str, port: str) -> None:
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise CannotStart(f"PORT must be a number from 1 to 65535, not {port!r}.")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except PermissionError as error:
            raise CannotStart(
                f"This account may not listen on port {port}: choose one above 1023."
            ) from error
        except OSError as error:
            raise CannotStart(
                f"Earshot cannot listen on {host} port {port} ({error.strerror}):"
                f" choose another with `make run PORT={int(port) % 65535 + 1}`."
            ) from error
