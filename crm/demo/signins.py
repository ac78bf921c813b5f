"""The sign-ins that are printed when Earshot starts: a few addresses and one password, made for this installation."""

import os
import secrets
from pathlib import Path

from crm import embedded
from crm.demo import lines

WORDS = 4
SHOWN = (
    ("Organizer", "organizer.downhome"),
    ("Partner lead", "lead.downhome"),
    ("Data staff", "staff.downhome"),
    ("Administrator", "admin.downhome"),
    ("Volunteer", "volunteer.downhome"),
    ("Viewer", "viewer.downhome"),
    ("Researcher", "researcher.downhome"),
    ("Coalition lead", "lead.coalition"),
)


def path() -> Path:
    return embedded.home() / "demo-signins.txt"


def new_password() -> str:
    words = [secrets.choice(lines.PASSWORD_WORDS) for _word in range(WORDS)]
    return "-".join([*words, f"{secrets.randbelow(10_000):04d}"])


def write(password: str) -> Path:
    """Readable by whoever runs Earshot and nobody else; never half written."""
    rows = [f"  {label:<16}{word}@example.org" for label, word in SHOWN]
    text = "\n".join(
        ["DEMO: fictional people and places. Sign in as", *rows, f"  {'with password':<16}{password}", ""]
    )
    draft = path().with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
    draft.replace(path())
    return path()
