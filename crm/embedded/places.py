"""Where everything lives: the home folder, the sockets, the secrets."""

import hashlib
import os
import re
import secrets
from pathlib import Path

from crm.embedded.account import reachable

REPOSITORY = Path(__file__).resolve().parents[2]
DATABASE = "earshot"
SUPERUSER = "cluster"

# Room for "/.s.PGSQL.5432" within the 107 bytes (103 on macOS) a socket's path may have.
LONGEST_RUN_DIR = 85
# PostgreSQL reads a comma as the end of the path, its start command a quote as the end of the argument.
PLAIN = re.compile(r"[\w./ -]+")


def home() -> Path:
    """All data of one installation: EARSHOT_HOME, or var/ in the clone."""
    chosen = os.environ.get("EARSHOT_HOME")
    return Path(chosen).expanduser().resolve() if chosen else REPOSITORY / "var"


def server_home() -> Path:
    """Where the servers keep their files: home(), unless root's servers cannot walk there (under /root)."""
    place = home()
    _make(place)
    if reachable(place):
        return place
    return Path("/var/lib/earshot") / _fingerprint(place)


def run_dir() -> Path:
    """The folder of the sockets. Short and plain, whatever the home is called."""
    place = server_home() / "run"
    if len(bytes(place)) <= LONGEST_RUN_DIR and PLAIN.fullmatch(str(place)):
        return place
    return Path("/tmp") / f"earshot-{os.getuid()}-{_fingerprint(home())}"


def is_external(variable: str) -> bool:
    """Whether DATABASE_URL or REDIS_URL names a server elsewhere; as in the settings, a file may hold it."""
    return bool(os.environ.get(variable) or os.environ.get(f"{variable}_FILE"))


def kv_socket() -> Path:
    return run_dir() / "kv.sock"


def secret(name: str) -> str:
    """A random secret of this installation, made when first asked for."""
    path = home() / "secrets" / name
    if not path.exists():
        _make(home())
        path.parent.mkdir(exist_ok=True, mode=0o700)
        _write_once(path, secrets.token_urlsafe(32))
    return path.read_text()


def superuser() -> dict:
    """Connection parameters of the cluster's superuser: for launcher and tests, never for the application."""
    return {
        "host": str(run_dir()),
        "user": SUPERUSER,
        "password": secret(SUPERUSER),
        "dbname": "postgres",
    }


def _make(place: Path) -> None:
    """Create the home. Root's servers must be able to walk through it, so a new or empty one is opened."""
    missing = [folder for folder in [place, *place.parents] if not folder.exists()]
    place.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        return
    if not missing and not any(place.iterdir()):
        missing = [place]
    for folder in missing:
        folder.chmod(folder.stat().st_mode | 0o011)


def _write_once(path: Path, text: str) -> None:
    """Whoever links first wins, and nobody ever reads half a secret."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _fingerprint(place: Path) -> str:
    return hashlib.sha256(bytes(place)).hexdigest()[:12]
