"""The first thing a newcomer meets. Making a real environment is measured by `make bench ONLY=startup`."""

import os
import subprocess
import sys

import pytest

from tests.house.source import REPOSITORY

NEEDS = REPOSITORY / "requirements" / "app.txt"


@pytest.fixture
def make(tmp_path):
    """Runs bin/environment as on a machine that has only what is said here."""

    def run(**environment) -> subprocess.CompletedProcess:
        clean = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "EARSHOT_VENV": str(tmp_path / "venv")}
        return subprocess.run(
            [REPOSITORY / "bin" / "environment", NEEDS],
            env={**clean, **{key: str(value) for key, value in environment.items()}},
            capture_output=True,
            text=True,
        )

    return run


def test_a_python_that_is_too_old_is_named(make, tmp_path):
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\ncase "$2" in *exit*) exit 1;; *) echo 3.10;; esac\n')
    old.chmod(0o755)

    done = make(PYTHON=old)

    assert done.returncode == 1
    assert done.stderr.startswith(f"Earshot needs Python 3.11 or newer, and {old} is 3.10: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_python_without_pip_is_named(make, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *more: None if name == 'ensurepip' else find(name, *more)\n"
    )

    done = make(PYTHON=sys.executable, PYTHONPATH=tmp_path)

    assert done.returncode == 1
    assert "has no venv or no pip: install them" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_environment_of_somebody_else_is_used_as_it_is(make, tmp_path):
    venv = tmp_path / "venv"
    venv.mkdir()
    (venv / "pyvenv.cfg").write_text("home = /usr/bin\n")

    done = make(PYTHON=sys.executable)

    assert done.returncode == 0
    assert os.listdir(venv) == ["pyvenv.cfg"]


def test_a_folder_that_cannot_be_written_is_named(make):
    done = make(PYTHON=sys.executable, EARSHOT_VENV="/proc/earshot/venv")

    assert done.returncode == 1
    assert done.stderr.startswith("Earshot cannot write to /proc/earshot")
