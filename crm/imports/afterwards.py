"""The verbs of deciding after Finish: a row that fits two people waits for its answer, and is written when it comes."""

import uuid
from collections import Counter
from collections.abc import Sequence
from typing import cast

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.imports import mapping, reading, reviewing, storage, telling
from crm.imports.kinds import KnowingWriter, followers, kind_of
from crm.imports.models import ImportBatch, ImportQuestion, ImportRow

ABOVE = 25  # rows read before the one in question: marks for "the same as above" mean them
TWO_PEOPLE = "row.two_people"


class Written(DomainError):
    sentence = _("This row is no longer waiting.")


def may_decide(batch: ImportBatch) -> bool:
    """It has run, somebody may be asked about its rows, and the file is still here."""
    return batch.state == ImportBatch.State.DONE and batch.file_gone_at is None and kind_of(batch.kind).asks


def waiting_rows(by: Actor, batch: ImportBatch) -> QuerySet[ImportRow]:
    return ImportRow.objects.visible_to(by).of_batch(batch.pk).filter(outcome=ImportRow.Outcome.REVIEW)


def waiting_questions(by: Actor, batch: ImportBatch) -> QuerySet[ImportQuestion]:
    """Of rows that were not written, in the order in which they are asked."""
    place = {"line": OuterRef("line"), "part": OuterRef("part")}
    of_rows = Exists(waiting_rows(by, batch).filter(**place))
    return ImportQuestion.objects.visible_to(by).of_batch(batch.pk).waiting().filter(of_rows)


@transaction.atomic
def ask_what_was_not(*, by: Actor, batch: ImportBatch) -> None:
    """A run that nobody was asked before (a command, or people who came meanwhile) leaves rows without a question."""
    require(by, Permission.IMPORT)
    asked = {
        (question.line, question.part, question.object_id)
        for question in ImportQuestion.objects.visible_to(by).of_batch(batch.pk)
    }
    fresh = [
        ImportQuestion(
            organization_id=by.organization_id, batch_id=batch.pk, line=row.line, part=row.part, object_id=uuid.UUID(pk),
            why=ImportQuestion.Why.TWO, reasons=[],
        )
        for row in waiting_rows(by, batch)
        for reason in row.reasons if reason["code"] == TWO_PEOPLE
        for pk in reason["ids"] if (row.line, row.part, uuid.UUID(pk)) not in asked
    ]  # fmt: skip
    ImportQuestion.objects.bulk_create(fresh)


@transaction.atomic
def decide(*, by: Actor, batch: ImportBatch, question: ImportQuestion, answer: str) -> str:
    """Keep the answer and write the row, unless it still fits two; its outcome then. Undo of the import takes it along."""
    require(by, Permission.IMPORT)
    batch = ImportBatch.objects.select_for_update().visible_to(by).get(pk=batch.pk)
    place = {"line": question.line, "part": question.part}
    row = waiting_rows(by, batch).filter(**place).first() if may_decide(batch) else None
    if row is None:
        raise Written
    reviewing.keep_answer(by=by, question=question, answer=answer)
    if answer == ImportQuestion.Answer.LATER:
        return row.outcome
    return _write(by, batch, row)


def rows_to(batch: ImportBatch, table: reading.Table, lines: Sequence[int]) -> list[reading.Row]:
    """The rows with these numbers, each with what stands shortly above it."""
    spool = reading.open_spool(storage.spool_of(batch.organization_id, batch.pk))
    found: dict[int, reading.Row] = {}
    for line in filter(None, lines):
        for row in reading.rows(spool, start_row=max(0, line - ABOVE), table=table):
            if row.line > line:
                break
            found[row.line] = row
    return [found[line] for line in sorted(found)]


def _write(by: Actor, batch: ImportBatch, row: ImportRow) -> str:
    plan, kind = mapping.plan_of(batch.mapping, batch.options), kind_of(batch.kind)
    writer = cast(KnowingWriter, kind.writer(batch, plan, by))
    *above, wanted = rows_to(batch, plan.table, [row.line])
    writer.watch(above)
    writer.only({(row.line, row.part)})
    same = ImportRow.objects.filter(organization_id=batch.organization_id, line=row.line, part=row.part)
    same.of_batch(batch.pk).delete()
    counts = writer.write(writer.prepare([wanted]))
    if after := [follower for follower in followers(batch.kind) if follower.wants(plan)]:
        came = writer.came()
        for follower in after:
            follower.wrote(batch, plan, by, came)
    outcome = same.of_batch(batch.pk).values_list("outcome", flat=True).get()
    if row.part == 0:
        told = Counter(batch.counts) - Counter({ImportRow.Outcome.REVIEW.value: 1}) + counts
        batch.counts = dict(told)
        batch.save(update_fields=["counts"])
    telling.keep(batch)
    event = audit.record(
        "imports.decided_after", by=by, target=batch, details={"line": row.line, "outcome": outcome}
    )
    for image in same.of_batch(batch.pk).filter(before__isnull=False):
        # What somebody did to the person before this is no edit after the import.
        image.before = {**image.before, "event": event.pk}
        image.save(update_fields=["before"])
    return outcome
