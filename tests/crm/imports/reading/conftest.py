from collections.abc import Callable
from pathlib import Path

import pytest

from crm.imports.reading import Limits, Spool
from crm.imports.reading.child import spool_file


@pytest.fixture
def spooled(tmp_path: Path) -> Callable[..., Spool]:
    """What the child process makes of a file, without the process."""

    def spool(content: str | bytes | Path, name: str = "people.csv", **request: str) -> Spool:
        path = content if isinstance(content, Path) else tmp_path / name
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8", newline="")
        elif isinstance(content, bytes):
            path.write_bytes(content)
        folder = tmp_path / "spool"
        folder.mkdir(exist_ok=True)
        request = {"path": str(path), "folder": str(folder), "name": path.name, **request}
        return spool_file(request, Limits())

    return spool
