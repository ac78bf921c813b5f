"""Servers that many processes share, and that survive whatever is done to those processes."""

import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest

from crm import embedded
from crm.embedded import postgres, roles, valkey
from crm.embedded.places import kv_socket
from crm.embedded.sockets import ask

HOLDER = """
import sys
from crm import embedded
with embedded.Lease():
    print("holding", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(a_home):
    """Another process with a lease on the same home."""
    started = []

    def start() -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout.readline() == "holding\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def postmaster() -> int:
    return int((postgres.data() / "postmaster.pid").read_text().split()[0])


def test_the_last_one_out_stops_the_servers(a_home, holder):
    with embedded.Lease() as mine:
        other = holder()

        assert mine.release() is False
        assert postgres.runs() and valkey.runs()
        other.communicate("leave")

    assert not postgres.runs() and not valkey.runs()


def test_a_killed_holder_leaves_servers_that_the_next_one_adopts(a_home, holder):
    process = holder()
    before = postmaster()

    process.kill()
    process.wait()
    lease = embedded.Lease().acquire()

    assert postmaster() == before
    assert lease.release() is True


def test_everything_killed_at_once_starts_again(a_home, holder):
    process = holder()
    found = subprocess.run(["pgrep", "-f", str(embedded.kv_socket())], capture_output=True, text=True)
    kv = [int(pid) for pid in found.stdout.split()]

    for pid in (process.pid, postmaster(), *kv):
        kill(pid)
    with embedded.Lease():
        with psycopg.connect(**embedded.superuser()) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
        assert valkey.runs()


def test_a_server_killed_under_a_lease_is_revived(a_home):
    with embedded.Lease() as lease:
        kill(postmaster())
        while postgres.runs():
            time.sleep(0.05)

        assert lease.revive() == ["PostgreSQL"]
        assert lease.revive() == []


def test_a_broker_that_is_killed_while_it_starts_is_started_again(a_home, monkeypatch):
    launch, launched = valkey._launch, []

    def launch_and_kill_the_first() -> int:
        launched.append(launch())
        if len(launched) == 1:
            while b"process_id" not in (said := ask(kv_socket(), b"INFO server\r\n")):
                time.sleep(0.01)
            kill(int(said.split(b"process_id:")[1].split()[0]))
        return launched[-1]

    with embedded.Lease():
        valkey.stop()
        monkeypatch.setattr(valkey, "_launch", launch_and_kill_the_first)

        assert valkey.start()
        assert valkey.runs() and len(launched) == 2


def test_a_pid_that_another_program_has_now_does_not_keep_the_database_down(a_home):
    with embedded.Lease():
        pass
    lock = postgres.data() / "postmaster.pid"
    sleeper = subprocess.Popen(["sleep", "600"], **postgres.run_as_server())
    lock.write_text(f"{sleeper.pid}\n{postgres.data()}\n{int(time.time())}\n5432\n\n\n\n")

    with embedded.Lease():
        runs = postgres.runs()

    sleeper.kill()
    sleeper.wait()
    assert runs


def test_an_interrupted_creation_is_done_again(a_home):
    draft = a_home / "pg.new"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")

    with embedded.Lease():
        assert postgres.runs()


def test_the_servers_are_closed_to_others_and_lose_nothing(a_home):
    with embedded.Lease():
        with psycopg.connect(**embedded.superuser()) as connection:
            settings = dict(connection.execute("select name, setting from pg_settings").fetchall())
        modes = [path.stat().st_mode & 0o777 for path in (embedded.run_dir(), postgres.data(), valkey.data())]

    assert settings["listen_addresses"] == ""
    assert settings["password_encryption"] == "scram-sha-256"
    assert [settings[name] for name in postgres.DURABILITY] == ["on"] * 4
    assert modes == [0o700] * 3


def test_a_wrong_password_does_not_get_in(a_home):
    with embedded.Lease(), pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(**{**embedded.superuser(), "password": "guess"})


def test_a_database_that_may_lose_what_people_write_is_refused(a_home):
    with embedded.Lease():
        with psycopg.connect(**embedded.superuser(), autocommit=True) as connection:
            connection.execute(f"alter database {embedded.DATABASE} set synchronous_commit = off")

        with pytest.raises(embedded.CannotStart, match="synchronous_commit = off"):
            embedded.Lease().acquire()
        with psycopg.connect(**embedded.superuser(), autocommit=True) as connection:
            connection.execute(f"alter database {embedded.DATABASE} reset synchronous_commit")


def test_servers_elsewhere_mean_none_here(a_home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://owner:secret@database.example.org/earshot")
    monkeypatch.setenv("REDIS_URL", "redis://broker.example.org/0")

    with embedded.Lease():
        assert not postgres.runs() and not valkey.runs()


def test_the_application_role_can_neither_create_a_database_nor_a_table(a_home):
    role = roles.name(embedded.DATABASE, "app")
    login = {
        "host": str(embedded.run_dir()),
        "dbname": embedded.DATABASE,
        "user": role,
        "password": roles.password(embedded.secret("cluster"), role),
    }

    with embedded.Lease(), psycopg.connect(**login, autocommit=True) as connection:
        for statement in ("create database mine", "create table mine ()"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
