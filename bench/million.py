"""A database of 1,000,000 people who do not exist, in 26 organizations, for measuring: built once, then kept.

    make bench ONLY=million                              build it, or bring it up to the present migrations
    EARSHOT_MILLION_HOME=/folder make bench ONLY=search  where it is kept (default: var/million); several clones may share
                                                         one, or copy the folder while no server runs in it
    EARSHOT_MILLION_PEOPLE=20000                         a smaller one, for trying things out

A suite measures in a child process, as the application's role under row security:

    with million.ready() as environment:                 # servers up, migrated, filled
        subprocess.run([sys.executable, "-m", "bench._search_run"], env=environment, ...)

and there, after django.setup():

    actor = million.actor()                              # org_admin of the largest organization (170,100 people)
    with tenant(actor.organization_id): ...
"""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from bench.figures import REPOSITORY, Figure
from crm.access.actors import Member
from crm.access.roles import ROLES
from crm.demo.partners import PARTNERS, Partner
from crm.embedded.lease import Lease

SEED = uuid.UUID("5eed0000-0000-4000-8000-000000000001")
PEOPLE, SMALLEST, LARGEST = 1_000_000, 0.013, 0.17
FORMAT = 1  # raise it when what is generated changes: the database is then built anew
OF_OTHERS = (
    "DATABASE_URL",
    "DATABASE_SECRET",
    "OWNER_DATABASE_URL",
    "REDIS_URL",
    "EARSHOT_ENV",
    "EARSHOT_DEMO",
)


def home() -> Path:
    chosen = os.environ.get("EARSHOT_MILLION_HOME")
    return Path(chosen).expanduser().resolve() if chosen else REPOSITORY / "var" / "million"


def people() -> int:
    return int(os.environ.get("EARSHOT_MILLION_PEOPLE", PEOPLE))


def environment() -> dict[str, str]:
    """For processes that work on this database. They log in as the application, and only then."""
    kept = {name: value for name, value in os.environ.items() if name not in OF_OTHERS}
    return kept | {"EARSHOT_HOME": str(home()), "EARSHOT_MILLION_HOME": str(home())}


@contextmanager
def ready() -> Iterator[dict[str, str]]:
    """Servers running, tables as the present migrations have them, a million people inside."""
    here = environment()
    with patch.dict(os.environ, here, clear=True), Lease():
        _run(here, "manage.py", "migrate", "--verbosity", "0")
        if facts().get("format") != [FORMAT, people()]:
            told = json.loads(_run(here, "-m", "bench._million_build", str(people())).splitlines()[-1])
            _marker().write_text(json.dumps({"format": [FORMAT, people()], **told}))
        yield here


def facts() -> dict:
    """Rows by sheet and the seconds it took to build; empty before."""
    return json.loads(_marker().read_text()) if _marker().exists() else {}


def twice_file() -> Path:
    """Ids of two rows of one person, with their organization: the 5 % who are there twice."""
    return home() / "twice.csv"


def sizes(total: int = PEOPLE) -> list[tuple[int, Partner, int]]:
    """Number, organization and people of each: one large, the others evenly down to the smallest."""
    others = len(PARTNERS) - 1
    smallest, largest = int(total * SMALLEST), int(total * LARGEST)
    step = 2 * (total - largest - others * smallest) // (others * (others - 1))
    shares = [smallest + step * place for place in reversed(range(others))]
    return [
        (number, partner, size)
        for number, (partner, size) in enumerate(
            zip(PARTNERS, [total - sum(shares), *shares], strict=True), start=1
        )
    ]


def organization_id(key: str = PARTNERS[0].key) -> uuid.UUID:
    return uuid.uuid5(SEED, f"organization {key}")


def membership_id(organization: uuid.UUID, name: str) -> uuid.UUID:
    return uuid.uuid5(organization, f"member {name}")


def actor(key: str = PARTNERS[0].key, name: str = "org_admin") -> Member:
    """`name`: partner_lead, org_admin, data_staff, viewer, volunteer, or organizer0 (trained for minors), organizer1 ..."""
    own = organization_id(key)
    return Member(
        id=membership_id(own, name),
        organization_id=own,
        user_id=uuid.uuid5(own, f"user {name}"),
        role=ROLES[name if name in ROLES else "organizer"],
        is_youth_trained=name == "organizer0",
        has_second_factor=True,
    )


def measure() -> list[Figure]:
    with ready():
        told = facts()
    return [Figure("million.build_s", told["s"], "s", about={"rows": told["rows"]})]


def _marker() -> Path:
    return home() / "million.json"


def _run(here: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=REPOSITORY, env=here, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout
