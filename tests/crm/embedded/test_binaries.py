"""The servers' programs, also when they had to be copied out of a closed folder."""

import subprocess

from crm.embedded import binaries
from crm.embedded.account import run_as_server


def test_a_copy_of_the_database_runs_for_the_servers_account(elsewhere):
    origin = binaries.postgres("initdb").parents[3]

    binaries.copy(origin, binaries.POSTGRES, elsewhere / "programs")

    for program in ("initdb", "postgres", "pg_ctl"):
        path = elsewhere / "programs" / binaries.POSTGRES[0] / "bin" / program
        done = subprocess.run([path, "--version"], capture_output=True, text=True, cwd="/", **run_as_server())
        assert "PostgreSQL) 18" in done.stdout, done.stderr
