"""The virtual environment: made once, from hashed requirements, and again only when they change.

Called by bin/environment with the requirement files as arguments. Standard library only.
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
SPACE_MB = 1000


class CannotMake(Exception):
    """One sentence for the person at the terminal."""


def make(files: list[Path]) -> None:
    named = os.environ.get("EARSHOT_VENV")
    venv = Path(named).expanduser().resolve() if named else REPOSITORY / ".venv"
    if named and (venv / "pyvenv.cfg").exists() and not stamp(venv).exists():
        return  # somebody else's environment: used as it is
    wanted = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    if wanted.items() <= installed(venv).items():
        return
    try:
        venv.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(venv.parent / f".{venv.name.lstrip('.')}.lock", os.O_CREAT | os.O_RDWR, 0o644)
    except OSError as error:
        raise CannotMake(f"Earshot cannot write to {venv.parent} ({error.strerror}).") from error
    fcntl.flock(lock, fcntl.LOCK_EX)  # two `make run` side by side make it once
    have = installed(venv)
    if wanted.items() <= have.items():
        return
    check_space(venv.parent)
    print(f"Making the Python environment in {venv} (once; a minute or less) ...", flush=True)
    if not have:
        create(venv)
    install(venv, files)
    stamp(venv).write_text(json.dumps({**have, **wanted}))


def stamp(venv: Path) -> Path:
    return venv / ".earshot"


def installed(venv: Path) -> dict[str, str]:
    """What was installed in full, by file; nothing if the environment's own Python is gone."""
    if not stamp(venv).exists() or not (venv / "bin" / "python").exists():
        return {}
    return json.loads(stamp(venv).read_text())


def check_space(place: Path) -> None:
    free = shutil.disk_usage(place).free // 1_000_000
    if free < SPACE_MB:
        raise CannotMake(
            f"Only {free} MB are free in {place}, and the Python environment needs {SPACE_MB} MB:"
            " free some space."
        )


def create(venv: Path) -> None:
    shutil.rmtree(venv, ignore_errors=True)
    if uv := shutil.which("uv"):
        if succeeds(uv, "venv", "--quiet", "--python", sys.executable, venv):
            return
        shutil.rmtree(venv, ignore_errors=True)
    if not all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        raise CannotMake(
            f"{sys.executable} has no venv or no pip:"
            " install them (on Debian and Ubuntu the package python3-venv) or put uv on PATH."
        )
    made = subprocess.run([sys.executable, "-m", "venv", venv], capture_output=True, text=True)
    if made.returncode:
        said = (made.stdout + made.stderr).strip().splitlines() or ["no reason given"]
        raise CannotMake(f"The Python environment could not be made in {venv}: {said[-1]}")


def install(venv: Path, files: list[Path]) -> None:
    """By uv if there is one, else by a uv fetched into the environment, else by pip."""
    requirements = [part for file in files for part in ("-r", file)]
    python = venv / "bin" / "python"
    uv = shutil.which("uv")
    if uv is None and has_pip(python):
        pip_install(python, "--require-hashes", "-r", REPOSITORY / "requirements" / "uv.txt", quiet=True)
        uv = shutil.which(venv / "bin" / "uv")
    if uv and succeeds(
        uv,
        "pip",
        "install",
        "--quiet",
        "--python",
        python,
        "--require-hashes",
        *requirements,
        quiet=has_pip(python),
    ):
        return
    if not has_pip(python) and not succeeds(python, "-m", "ensurepip"):
        raise CannotMake("uv could not install the requirements, and this Python has no pip to try instead.")
    if not pip_install(python, "--require-hashes", *requirements):
        raise CannotMake("The requirements could not be installed: see the lines above.")


def has_pip(python: Path) -> bool:
    return succeeds(python, "-c", "import pip", quiet=True)


def pip_install(python: Path, *arguments, quiet: bool = False) -> bool:
    options = ("-qq", "--disable-pip-version-check", "--no-input")
    return succeeds(python, "-m", "pip", "install", *options, *arguments, quiet=quiet)


def succeeds(*command, quiet: bool = False) -> bool:
    output = subprocess.DEVNULL if quiet else None
    return subprocess.run([str(part) for part in command], stdout=output, stderr=output).returncode == 0


if __name__ == "__main__":
    try:
        make([Path(argument) for argument in sys.argv[1:]])
    except CannotMake as trouble:
        sys.exit(str(trouble))
    except KeyboardInterrupt:
        sys.exit(130)
