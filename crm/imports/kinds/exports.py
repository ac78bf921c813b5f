"""What goes out: a list of records, or one document."""

import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, runtime_checkable


class Export(Protocol):
    """A list of records on its way out."""

    headers: list[str]
    left_out: Counter[str]  # what the rows given so far are without, by a code that the kind puts into words

    def count(self) -> int:
        """About how many there are."""

    def after(self, last: uuid.UUID | None, rows: int) -> tuple[list[list[str]], uuid.UUID | None]:
        """The next rows as text in the order of the headings, and where to go on; None at the end."""


@runtime_checkable
class WholeFile(Protocol):
    """What goes out as one document and not as rows: it writes its file itself."""

    headers: list[str]
    left_out: Counter[str]

    def write(self, path: Path, step: Callable[..., AbstractContextManager[Any]]) -> int:
        """How many things are in it. `step` opens one transaction of the organization, with `done` and `total`."""
