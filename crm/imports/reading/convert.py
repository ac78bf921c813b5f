"""Hands an upload to a child process under memory, CPU and wall-clock limits, and takes back a spool."""

import json
import logging
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from .facts import Spool, open_spool
from .limits import Limits
from .refused import Refused

ROOT = Path(__file__).resolve().parents[3]
CHILD = "crm.imports.reading.child"
logger = logging.getLogger(__name__)


def convert(
    path: Path | str,
    spool_dir: Path | str,
    limits: Limits | None = None,
    *,
    declared_name: str = "",
    encoding: str = "",
    delimiter: str = "",
) -> Spool:
    """The file as CSV spools under `spool_dir`. `declared_name` when the stored file lost its extension;
    encoding and delimiter when a person corrects the guess."""
    limits, folder = limits or Limits(), Path(spool_dir)
    folder.mkdir(parents=True, exist_ok=True)
    request = {
        "path": str(Path(path).resolve()),
        "folder": str(folder.resolve()),
        "name": declared_name or Path(path).name,
        "encoding": encoding,
        "delimiter": delimiter,
        "limits": asdict(limits),
    }
    answer = _ask(request, limits)
    if "code" in answer:
        _empty(folder)
        raise Refused(answer["code"], **answer["params"])
    return open_spool(folder)


def _ask(request: dict, limits: Limits) -> dict:
    # The child sees none of our environment: an upload that took it over would find no password there.
    environment = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(
        [sys.executable, "-m", CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=request["folder"],
        env=environment,
        start_new_session=True,
    ) as child:
        try:
            out, trouble = child.communicate(json.dumps(request).encode(), timeout=limits.child_wall_seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            return {"code": "file.too_slow", "params": {}}
        except BaseException:
            child.kill()
            raise
    if child.returncode == -signal.SIGXCPU:
        return {"code": "file.too_slow", "params": {}}
    try:
        return json.loads(out)
    except ValueError:
        logger.warning(
            "reading child ended with %s: %s", child.returncode, trouble.decode(errors="replace")[-500:]
        )
        # A signal is the memory limit at work; an ordinary end is a reader that met something broken.
        return {"code": "file.damaged" if child.returncode > 0 else "file.too_much", "params": {}}


def _empty(folder: Path) -> None:
    for pattern in ("sheet*.*", "cropped.xlsx"):
        for file in folder.glob(pattern):
            file.unlink(missing_ok=True)
