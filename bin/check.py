"""`make check`: every check runs, each says ok or what is wrong, and one failure fails all.

check.py              all of them
check.py layers types those two
check.py --fix templates
"""

import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(PYTHON).parent

PRODUCTION = {
    "EARSHOT_ENV": "production",
    "SECRET_KEY": "only-for-this-check-" + "0123456789abcdef" * 4,
    "ALLOWED_HOSTS": "earshot.example.org",
    "PUBLIC_URL": "https://earshot.example.org",
    "DATABASE_URL": "postgres://earshot_owner:unused@database.example.org/earshot",
    "REDIS_URL": "redis://broker.example.org/0",
}
TESTS = {"EARSHOT_HOME": str(REPOSITORY / "var" / "check")}


def tracked(*patterns: str) -> list[str]:
    """Files git knows or would add; what is ignored is nobody's."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", *patterns],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listed.stdout.splitlines() if (REPOSITORY / name).exists()]


def templates(*options: str) -> list:
    files = tracked("*.html")
    return [BIN / "djade", "--target-version", "5.2", *options, *files] if files else []


def layers() -> list:
    """import-linter stops at a top-level package that is not there, so it is told only of those that are."""
    config = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["importlinter"]
    present = [name for name in config["root_packages"] if (REPOSITORY / name / "__init__.py").exists()]
    lines = ["[importlinter]", "include_external_packages = True"]
    lines += ["root_packages =", *(f"    {name}" for name in present)]
    for number, contract in enumerate(config["contracts"]):
        lines += [f"[importlinter:contract:{number}]"]
        for key, value in contract.items():
            listed = "\n".join(f"    {item}" for item in value) if isinstance(value, list) else value
            lines += [f"{key} =\n{listed}" if isinstance(value, list) else f"{key} = {value}"]
    written = REPOSITORY / ".import_linter_cache" / "layers.ini"
    written.parent.mkdir(exist_ok=True)
    written.write_text("\n".join(lines))
    return [BIN / "lint-imports", "--config", written]


def types() -> list:
    files = tracked("*services.py", "*/services/*.py", "*querysets.py", "*/querysets/*.py", "crm/lib/*.py")
    return [PYTHON, "-m", "mypy", *(name for name in files if not name.startswith("tests/"))]


CHECKS = {
    "format": lambda: [BIN / "ruff", "format", "--check", "--quiet", "."],
    "lint": lambda: [BIN / "ruff", "check", "--quiet", "."],
    "templates": lambda: templates("--check"),
    "layers": layers,
    "types": types,
    "deployment": lambda: [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
    "migrations": lambda: [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "house": lambda: [PYTHON, "-m", "pytest", "-q", "tests/house"],
}
ENVIRONMENTS = {"deployment": PRODUCTION, "migrations": TESTS}


def run(name: str, command: list) -> bool:
    started_at = time.monotonic()
    done = subprocess.run(
        [str(part) for part in command],
        cwd=REPOSITORY,
        env={**os.environ, **ENVIRONMENTS.get(name, {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    verdict = "FAILED" if done.returncode else "ok"
    print(f"{name:11} {verdict:6} {time.monotonic() - started_at:5.1f} s", flush=True)
    if done.returncode:
        print(done.stdout, flush=True)
    return done.returncode == 0


def main(arguments: list[str]) -> int:
    if arguments == ["--fix", "templates"]:
        return subprocess.run(templates()).returncode * 0 if templates() else 0
    names = [name for argument in arguments for name in argument.split(",")] or list(CHECKS)
    if unknown := [name for name in names if name not in CHECKS]:
        print(f"No such check: {', '.join(unknown)}. There are {', '.join(CHECKS)}.", file=sys.stderr)
        return 2
    failed = [name for name in names if (command := CHECKS[name]()) and not run(name, command)]
    print(f"FAILED: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
