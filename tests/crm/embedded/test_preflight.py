"""One clear sentence for each thing that keeps Earshot from starting."""

import os
import socket
import subprocess
from pathlib import Path

import pytest

from crm.embedded import CannotStart, preflight


def test_an_old_python_is_named():
    with pytest.raises(CannotStart, match=r"needs Python 3\.11 or newer, and this is 3\.10"):
        preflight.check_python((3, 10, 13))


def test_a_taken_port_is_named_with_another_to_try():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CannotStart, match=rf"port {port}.*make run PORT={port + 1}"):
            preflight.check_port("127.0.0.1", str(port))


@pytest.mark.parametrize("port", ["http", "0", "70000", ""])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(CannotStart, match="PORT must be a number"):
        preflight.check_port("127.0.0.1", port)


def test_a_home_that_cannot_be_written_is_named():
    # Not even root can write here.
    with pytest.raises(CannotStart, match=r"cannot write to its data folder /proc/earshot .*EARSHOT_HOME"):
        preflight.check_home(Path("/proc/earshot"))


def test_a_home_that_is_a_file_is_named(elsewhere):
    (elsewhere / "home").write_text("not a folder")

    with pytest.raises(CannotStart, match="cannot write to its data folder"):
        preflight.check_home(elsewhere / "home")


@pytest.mark.skipif(os.geteuid() != 0, reason="mounts a small disk")
def test_a_full_disk_is_named(elsewhere):
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", elsewhere], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("may not mount here")
    try:
        with pytest.raises(CannotStart, match=r"Only \d+ MB are free"):
            preflight.check_space(elsewhere / "not" / "there" / "yet")
    finally:
        subprocess.run(["umount", elsewhere], check=True)
