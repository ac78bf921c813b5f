"""One database, migrated once for each state of the migrations and copied wherever a test needs one.

It lies in var/made/<fingerprint>, a home whose servers stand still. Houses that are killed copy the cluster; the workers of
a run copy the database TEMPLATE within theirs. `bench startup` is what migrates an empty home as a newcomer's machine does.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import psycopg
from psycopg import sql

from crm import embedded
from crm.embedded import postgres, roles
from crm.embedded.account import give_to_server
from crm.embedded.places import REPOSITORY, server_home

PLACE = REPOSITORY / "var" / "made"
TEMPLATE = "made"
# Whatever tables, rows of the migrations, roles or the cluster itself come from.
SOURCES = (
    *("**/migrations/**/*.py", "**/models.py", "**/models/**/*.py", "**/apps.py", "crm/access/**/*.py"),
    *("crm/embedded/*.py", "crm/settings.py", "requirements/app.txt", "tests/made.py"),
)
ROOMS = ("campaigns", "contacts", "crm", "listening", "tasks")

# What a test rolled back would be counted as a table known to be empty, and the next test's thousands planned as one row.
NO_STATISTICS = """
do $$ declare name regclass; begin
  for name in select oid from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace loop
    execute format('alter table %s set (autovacuum_enabled = false)', name);
  end loop;
end $$
"""


def put_into(home: Path) -> None:
    """The migrated cluster, in a home where nothing runs. One of an earlier state gives way to it."""
    now = fingerprint()
    with at(home):
        mark = server_home() / "made"
        if postgres.data().exists() and mark.exists() and mark.read_text() == now:
            return
        postgres.stop()  # of a run that was killed
    with _made(now) as made:
        with at(made):
            source = postgres.data()
        with at(home):
            _replace(postgres.data(), source)
            shutil.copytree(made / "secrets", home / "secrets", dirs_exist_ok=True)
            mark.write_text(now)


def fingerprint() -> str:
    found = {path for pattern in SOURCES for path in REPOSITORY.glob(pattern)}
    ours = sorted(
        path for path in found if path.relative_to(REPOSITORY).parts[0] in (*ROOMS, "requirements", "tests")
    )
    seen = hashlib.sha256()
    for path in ours:
        seen.update(f"{path.relative_to(REPOSITORY)}\0".encode() + path.read_bytes())
    return seen.hexdigest()[:16]


@contextmanager
def at(home: Path) -> Iterator[None]:
    """Everything embedded looks at this home, and starts its servers itself."""
    outer = {
        name: os.environ[name] for name in os.environ if not name.startswith(("DATABASE_URL", "REDIS_URL"))
    }
    with patch.dict(os.environ, outer | {"EARSHOT_HOME": str(home)}, clear=True):
        yield


@contextmanager
def _made(now: str) -> Iterator[Path]:
    """The home with the migrated cluster, made by whoever asks first and kept as long as somebody copies it."""
    PLACE.mkdir(parents=True, exist_ok=True)
    lock = os.open(PLACE / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    home = PLACE / now
    try:
        fcntl.flock(lock, fcntl.LOCK_SH)
        if not (home / "whole").exists():
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (home / "whole").exists():
                _forget_others()
                _make(home)
            fcntl.flock(lock, fcntl.LOCK_SH)
        yield home
    finally:
        os.close(lock)


def _make(home: Path) -> None:
    with at(home), embedded.Lease():
        migrated = subprocess.run(
            [sys.executable, "manage.py", "migrate", "--noinput", "--verbosity", "0"], cwd=REPOSITORY
        )
        if migrated.returncode:
            raise embedded.CannotStart("The database of the tests could not be migrated.")
        with psycopg.connect(**embedded.superuser(), autocommit=True) as connection:
            owner = roles.name(embedded.DATABASE, "owner")
            connection.execute(
                sql.SQL("create database {} owner {} template {}").format(
                    *map(sql.Identifier, (TEMPLATE, owner, embedded.DATABASE))
                )
            )
        with psycopg.connect(**{**embedded.superuser(), "dbname": TEMPLATE}, autocommit=True) as connection:
            connection.execute(NO_STATISTICS)
    (home / "whole").touch()


def _forget_others() -> None:
    for home in PLACE.iterdir():
        if home.is_dir():
            with at(home):
                postgres.stop()
                if server_home() != home:
                    shutil.rmtree(server_home(), ignore_errors=True)
            shutil.rmtree(home, ignore_errors=True)


def _replace(data: Path, source: Path) -> None:
    """Beside its place and moved there when whole, as postgres.py does it."""
    draft = data.with_name("pg.new")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(
        source, draft, copy_function=_copy, ignore=shutil.ignore_patterns("postmaster.*", "*.log")
    )
    for folder, _folders, _files in os.walk(draft):
        give_to_server(Path(folder))
    shutil.rmtree(data, ignore_errors=True)
    draft.rename(data)


def _copy(source: str, target: str) -> None:
    shutil.copy2(source, target)
    give_to_server(Path(target))
