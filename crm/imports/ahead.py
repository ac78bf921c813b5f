"""One chunk ahead: the next rows are cleaned in a thread, while PostgreSQL is at its longest statement for these.

Begun earlier, the cleaning would hold Python's lock whenever this chunk has a word for PostgreSQL, which then waits. A
file of people who are here already has no such statement: there it is begun at once.
"""

import gc
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice, repeat
from typing import Any, NamedTuple

from django.conf import settings

from crm.imports.kinds import Writer
from crm.imports.reading import Row

FIRST_PART = 5  # of a chunk is the first one


class Taken(NamedTuple):
    first: int
    last: int
    count: int
    prepared: Any


class Chunks:
    """Chunks of rows, cleaned, in the order of the file. `begin` the next one while the database works on this one."""

    def __init__(
        self, beside: ThreadPoolExecutor, source: Iterator[Row], writer: Writer, sizes: Iterator[int]
    ):
        self._beside, self._source, self._writer, self._sizes = beside, source, writer, sizes
        self._coming: Future[Taken | None] | None = None
        self._spent: list[Taken] = []

    def __iter__(self) -> Iterator[Taken]:
        while (ready := self._next()) is not None:
            yield ready
            self._spent.append(ready)

    def begin(self) -> None:
        """Clean the next chunk beside, if nobody does. Without this it is cleaned when it is asked for."""
        if self._coming is None:
            self._coming = self._beside.submit(self._take)

    def _next(self) -> Taken | None:
        self.begin()
        assert self._coming is not None
        ready, self._coming = self._coming.result(), None
        return ready

    def _take(self) -> Taken | None:
        self._spent.clear()  # takes a hundredth of a second, and PostgreSQL would wait for it elsewhere
        raw = list(islice(self._source, next(self._sizes)))
        return Taken(raw[0].line, raw[-1].line, len(raw), self._writer.prepare(raw)) if raw else None


@contextmanager
def chunks_of(source: Iterator[Row], writer: Writer, rows: int = 0) -> Iterator[Chunks]:
    """All of `source`; `rows` in each chunk if told, else as many as the settings say."""
    with few_pauses(), ThreadPoolExecutor(1, thread_name_prefix="cleaning") as beside:
        yield Chunks(beside, source, writer, repeat(rows) if rows else _growing())


def _growing() -> Iterator[int]:
    """How many rows each chunk has. Small ones first: until there is one, PostgreSQL has nothing to do."""
    most = settings.IMPORT_CHUNK_ROWS
    rows = most // FIRST_PART + 1
    while rows < most:
        yield rows
        rows *= 2
    yield from repeat(most)


@contextmanager
def few_pauses() -> Iterator[None]:
    """A third of the time went into two habits of Python that nothing here needs: the collector of cycles walks over
    every cell of two chunks again and again, and a thread that waits for the lock gets it after 5 ms only, while
    PostgreSQL waits for its next statement, some fifty times a chunk."""
    collects, interval = gc.isenabled(), sys.getswitchinterval()
    gc.disable()
    sys.setswitchinterval(0.0001)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        if collects:
            gc.enable()
