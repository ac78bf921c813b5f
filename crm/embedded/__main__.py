"""python -m crm.embedded COMMAND

  up                 everything on this machine, until Ctrl-C (what `make run` does)
  start, stop        only the embedded servers
  status             what runs, and where the data is
  folders            the folders that hold data, one a line
  web, worker, beat  one program in the foreground, against DATABASE_URL and REDIS_URL

Environment: EARSHOT_HOME, HOST, PORT, DEMO, WEB_WORKERS, WEB_THREADS, WORKER_PROCESSES, WORKER_QUEUES.
"""

import os
import sys

from crm.embedded import postgres, preflight, programs, valkey
from crm.embedded.child import die_with
from crm.embedded.lease import Lease
from crm.embedded.places import home, is_external, run_dir, server_home
from crm.embedded.supervisor import Supervisor
from crm.embedded.trouble import CannotStart


def up(*options: str) -> None:
    if "--leave-with-parent" in options and (ask := die_with(os.getppid())):
        ask()
    demo = _demo()
    # What the settings of every program read; they refuse it in production.
    os.environ["EARSHOT_DEMO"] = "1" if demo else "0"
    preflight.check()
    Supervisor(demo=demo).run()


def start() -> None:
    preflight.check_home(home())
    preflight.check_space(server_home())
    Lease().acquire().leave_running()
    status()


def stop() -> None:
    lease = Lease()
    if not (postgres.runs() or valkey.runs()):
        print("Nothing runs.")
    elif lease.acquire().release():
        print("Stopped.")
    else:
        raise CannotStart("The servers are in use: stop what uses them first (Ctrl-C where `make run` runs).")


def status() -> None:
    print(f"data        {home()}")
    if server_home() != home():
        print(f"            {server_home()} (the servers' account cannot walk to the folder above)")
    print(f"sockets     {run_dir()}")
    for name, variable, runs in (
        ("PostgreSQL", "DATABASE_URL", postgres.runs),
        ("Valkey", "REDIS_URL", valkey.runs),
    ):
        print(f"{name:11} {variable if is_external(variable) else 'runs' if runs() else 'does not run'}")


def folders() -> None:
    for place in dict.fromkeys([home(), server_home()]):
        print(place)


def alone(program) -> None:
    """Become one program. Nothing embedded is started: several machines share servers of their own."""
    if not (is_external("DATABASE_URL") and is_external("REDIS_URL")):
        raise CannotStart(
            f"{program.name} alone needs DATABASE_URL and REDIS_URL; on a single machine use `make run`."
        )
    os.execv(program.command[0], program.command)


def _demo() -> bool:
    production = os.environ.get("EARSHOT_ENV") == "production"
    demo = os.environ.get("DEMO", "0" if production else "1")
    if demo not in ("0", "1"):
        raise CannotStart(f"DEMO is 1 (with demonstration data) or 0 (empty), not {demo!r}.")
    if production and demo == "1":
        raise CannotStart(
            "The demonstration's sign-ins are printed for all to read: not with EARSHOT_ENV=production."
        )
    return demo == "1"


COMMANDS = {
    "up": up,
    "start": start,
    "stop": stop,
    "status": status,
    "folders": folders,
    "web": lambda: alone(programs.web()),
    "worker": lambda: alone(programs.worker()),
    "beat": lambda: alone(programs.beat()),
}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        COMMANDS[arguments[0]](*arguments[1:])
    except CannotStart as trouble:
        print(f"Earshot cannot start. {trouble}" if arguments[0] == "up" else trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
