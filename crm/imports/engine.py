"""Streams a spool into records, chunk by chunk.

A chunk commits with its outcomes, its audit event and its progress, so that after a crash the next attempt goes on
behind the last line that has an outcome, and no row is ever written twice. That is why a chunk need not wait for the disk:
what a power cut takes back has no outcome either. The end of the import waits, for all of them.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, cast

from django.db import connection
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.errors import DomainError
from crm.audit import services as audit
from crm.imports import mapping, reading, reviewing, storage
from crm.imports.ahead import Taken, chunks_of
from crm.imports.kinds import Asked, Kind, KnowingWriter, followers, kind_of
from crm.imports.models import ImportBatch, ImportRow

Step = Callable[..., AbstractContextManager[Any]]
MOST_ASKED = (
    1_000  # more is no work for a person: what is not asked comes in as new people, or waits in the report
)


class Changed(DomainError):
    """Somebody changed the mapping after it was confirmed."""

    sentence = _("The columns were changed after they were checked. Look at the preview again.")


def apply(batch: ImportBatch, *, by: Actor, step: Step, rows: int = 0) -> Counter[str]:
    """Write every row that has no outcome yet. `step(done=, errors=, total=)` opens the transaction of one chunk."""
    kind = kind_of(batch.kind)
    plan = mapping.plan_of(batch.mapping, batch.options)
    spool = reading.open_spool(storage.spool_of(batch.organization_id, batch.pk))
    with step(total=batch.total):
        if batch.mapping_hash != mapping.digest(batch.kind, batch.sha256, batch.mapping, batch.options):
            raise Changed
        writer = kind.writer(batch, plan, by)
        behind, counts = _progress(batch)
    if behind:
        writer.watch(row for row in reading.rows(spool, table=plan.table) if row.line <= behind)
    source = reading.rows(spool, start_row=behind + 1, table=plan.table)
    after = [follower for follower in followers(batch.kind) if follower.wants(plan)]
    with chunks_of(source, writer, rows) as chunks:
        if kind.asks:
            cast(KnowingWriter, writer).before_long_work(chunks.begin)
        for ready in chunks:
            if not kind.asks:
                chunks.begin()
            with step(done=sum(counts.values()) + ready.count) as progress:
                _commit_without_the_disk()
                here = writer.write(ready.prepared)
                counts += here
                if after:
                    came = cast(KnowingWriter, writer).came()
                    for follower in after:
                        follower.wrote(batch, plan, by, came)
                _record(batch, kind, by, ready, here)
                if progress is not None:
                    progress.errors = counts["error"]
    return counts


def look_up(batch: ImportBatch, *, by: Actor, step: Step, rows: int = 0) -> int:
    """Before anything is written: find everybody in the file, and keep what only a person can decide. How many."""
    kind = kind_of(batch.kind)
    if not kind.asks:
        return 0
    plan = mapping.plan_of(batch.mapping, batch.options)
    spool = reading.open_spool(storage.spool_of(batch.organization_id, batch.pk))
    asked: list[Asked] = []
    done = 0
    with step(total=batch.total):
        writer = cast(KnowingWriter, kind.writer(batch, plan, by))
    writer.only_look()
    with chunks_of(reading.rows(spool, table=plan.table), writer, rows) as chunks:
        for ready in chunks:
            chunks.begin()
            done += ready.count
            with step(done=done):
                asked += writer.questions(ready.prepared)[: MOST_ASKED - len(asked)]
    with step(done=done):
        reviewing.ask(batch=batch, asked=asked, mapping_hash=batch.mapping_hash)
    return len(asked)


def _commit_without_the_disk() -> None:
    """This transaction alone. PostgreSQL writes its log in order: whatever waits for the disk later has these before it."""
    with connection.cursor() as cursor:
        cursor.execute("set local synchronous_commit = off")


def _progress(batch: ImportBatch) -> tuple[int, Counter[str]]:
    there = ImportRow.objects.filter(organization_id=batch.organization_id).of_batch(batch.pk)
    behind = there.aggregate(line=Max("line"))["line"] or 0
    return behind, Counter(there.counted()) if behind else Counter()


def _record(batch: ImportBatch, kind: Kind, by: Actor, taken: Taken, counts: Counter[str]) -> None:
    details = {"kind": kind.key, "first_line": taken.first, "last_line": taken.last, "outcomes": dict(counts)}
    event = audit.record("imports.chunk_applied", by=by, target=batch, details=details)
    ImportBatch.objects.filter(organization_id=batch.organization_id, pk=batch.pk).update(last_event=event.pk)


def finish(batch: ImportBatch, *, by: Actor, counts: Counter[str]) -> None:
    """Inside a step: the batch is done."""
    event = audit.record("imports.applied", by=by, target=batch, details={"outcomes": dict(counts)})
    ImportBatch.objects.filter(organization_id=batch.organization_id, pk=batch.pk).update(
        state=ImportBatch.State.DONE, counts=dict(counts), finished_at=Now(), last_event=event.pk
    )
    kind_of(batch.kind).finished(batch, by)
