"""The account the servers run as. PostgreSQL refuses to run as root, so root lends it another one."""

import os
import pwd
import stat
from pathlib import Path

from crm.embedded.trouble import CannotStart


def server_account() -> pwd.struct_passwd | None:
    """None means: as whoever started us."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    for name in ("postgres", "_postgres", "nobody"):
        if name in known:
            return known[name]
    raise CannotStart(
        "As root Earshot runs its database as the account postgres or nobody, and this machine has neither:"
        " start it as an ordinary user."
    )


def run_as_server() -> dict:
    """Arguments for subprocess that drop root."""
    account = server_account()
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def give_to_server(path: Path) -> None:
    if account := server_account():
        os.chown(path, account.pw_uid, account.pw_gid)


def reachable(path: Path) -> bool:
    """Whether the servers' account may walk to `path`; folders that do not exist yet count as open."""
    account = server_account()
    if account is None:
        return True
    return all(_may_enter(folder, account) for folder in [path, *path.parents] if folder.is_dir())


def _may_enter(folder: Path, account: pwd.struct_passwd) -> bool:
    status = folder.stat()
    if status.st_uid == account.pw_uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.pw_gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)
