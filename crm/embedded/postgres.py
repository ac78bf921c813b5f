"""Embedded PostgreSQL: on a socket only, with passwords, checksums and fsync."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import psycopg

from crm.embedded import binaries, memory, roles
from crm.embedded.account import give_to_server, run_as_server
from crm.embedded.places import DATABASE, SUPERUSER, run_dir, secret, server_home, superuser
from crm.embedded.sockets import answers
from crm.embedded.trouble import CannotStart

# On the command line, so that no line in postgresql.conf can loosen them.
OPTIONS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "full_page_writes": "on",
    "max_connections": "60",
    "shared_buffers": f"{memory.for_pages()}MB",
    "logging_collector": "off",
}
DURABILITY = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums")
START_FOR_S = 30


def start(*, createdb: bool) -> bool:
    """Start the server unless it answers already; see to roles and database. True if this call started it."""
    if not data().exists():
        _initialise()
    started, give_up_at = False, time.monotonic() + START_FOR_S
    while True:
        if not runs():
            _start()
            started = True
        try:
            _see_to_the_database(createdb)
            return started
        except psycopg.OperationalError as error:
            # A server that was killed a moment ago may still take the call and hang up, or its successor be starting.
            if time.monotonic() > give_up_at:
                raise CannotStart(
                    f"The database in {data()} does not let us in: {_reason(str(error))}"
                ) from error
            time.sleep(0.5)


def stop() -> None:
    if runs():
        _pg_ctl("stop", "-m", "fast", "-t", "60")


def runs() -> bool:
    return answers(_socket())


def data() -> Path:
    return server_home() / "pg"


def log() -> Path:
    return data() / "server.log"


def _socket() -> Path:
    return run_dir() / ".s.PGSQL.5432"


def _initialise() -> None:
    """Made beside its place and moved there when whole: a killed initdb is simply done again."""
    draft = data().with_name("pg.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    give_to_server(draft)
    reader, writer = os.pipe()
    if who := run_as_server():
        os.fchown(reader, who["user"], who["group"])
    os.write(writer, secret(SUPERUSER).encode())
    os.close(writer)
    command = [binaries.postgres("initdb"), "-D", draft, "-U", SUPERUSER, f"--pwfile=/dev/fd/{reader}"]
    command += ["--auth=scram-sha-256", "--data-checksums", "--encoding=UTF8"]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    try:
        made = subprocess.run(
            command, capture_output=True, text=True, pass_fds=[reader], env=_environment(), cwd="/", **who
        )
    finally:
        os.close(reader)
    if made.returncode:
        raise CannotStart(f"The database could not be created in {data()}: {_reason(made.stderr)}")
    draft.rename(data())


def _start() -> None:
    give_up_at = time.monotonic() + START_FOR_S
    while True:
        offset = log().stat().st_size if log().exists() else 0
        options = " ".join(
            f"-c {name}={value}"
            for name, value in {**OPTIONS, "unix_socket_directories": f"'{run_dir()}'"}.items()
        )
        if _pg_ctl("start", "-t", "120", "-l", log(), "-o", options).returncode == 0:
            return
        said = log().read_text(errors="replace")[offset:] if log().exists() else ""
        # Right after a hard kill the old server may still be counted among the living.
        if "postmaster.pid" not in said or time.monotonic() > give_up_at:
            raise CannotStart(f"The database does not start: {_reason(said)} (log: {log()})")
        _forget_a_recycled_pid()
        time.sleep(0.5)


def _forget_a_recycled_pid() -> None:
    """After a reboot the pid in postmaster.pid may be another program's; PostgreSQL would never start."""
    lock = data() / "postmaster.pid"
    try:
        program = Path(os.readlink(f"/proc/{int(lock.read_text().split()[0])}/exe")).name
    except (OSError, ValueError, IndexError):
        return
    if not program.startswith("postgres"):
        lock.unlink()


def _see_to_the_database(createdb: bool) -> None:
    with psycopg.connect(**superuser(), autocommit=True) as connection:
        complete = connection.execute(
            "select 1 from pg_database join pg_roles on rolname = %s"
            " where datname = %s and (rolcreatedb or not %s)",
            [roles.name(DATABASE, "owner"), DATABASE, createdb],
        ).fetchone()
    if not complete:
        roles.create(superuser(), DATABASE, secret(SUPERUSER), createdb=createdb)
    with psycopg.connect(**{**superuser(), "dbname": DATABASE}) as connection:
        for setting in DURABILITY:
            if connection.execute(f"show {setting}").fetchone()[0] == "off":
                raise CannotStart(f"The database runs with {setting} = off and may lose what people write.")


def _pg_ctl(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run(
        [binaries.postgres("pg_ctl"), "-s", "-w", "-D", data(), *arguments],
        env=_environment(),
        cwd="/",
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **run_as_server(),
    )


def _environment() -> dict:
    return {**os.environ, "LC_ALL": "C.UTF-8"}


def _reason(said: str) -> str:
    """The first line that names the trouble, without the time stamp."""
    lines = re.findall(r"(?:FATAL|PANIC|ERROR|error):\s+(.+)", said)
    return lines[0] if lines else (said.strip().splitlines() or ["no reason given"])[-1]
