"""The verbs of checking people: what is asked about rows before they are written, and what was answered."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.imports.kinds import Asked
from crm.imports.models import ImportBatch, ImportQuestion

Answer, Why, State = ImportQuestion.Answer, ImportQuestion.Why, ImportBatch.State


ORDER = [Why.TWO, Why.LIKE, Why.NAME, Why.FAMILY]


class TooLate(DomainError):
    sentence = _("This import has run. What is left to decide stands in its report.")


class Tally(NamedTuple):
    """How far the checking of people is."""

    asked: int
    answered: int
    waiting: int
    families: int  # waiting ones that one press can answer
    remembered: int


@transaction.atomic
def ask(*, batch: ImportBatch, asked: Sequence[Asked], mapping_hash: str) -> None:
    """Keep the questions of a file, once everybody in it was looked up. What was answered for it before, or about the
    same person in an earlier file, is not asked again."""
    own = ImportBatch.objects.filter(organization_id=batch.organization_id, pk=batch.pk)
    if own.select_for_update().values_list("mapping_hash", flat=True).first() != mapping_hash:
        return  # changed meanwhile: another look is under way
    there = ImportQuestion.objects.filter(organization_id=batch.organization_id).of_batch(batch.pk)
    before = {_pair(question): question for question in there.answered()}
    remembered = _remembered(batch, asked)
    there.delete()
    rows: dict[tuple[int, int], list[ImportQuestion]] = defaultdict(list)
    for question in asked:
        made = ImportQuestion(
            organization_id=batch.organization_id,
            batch_id=batch.pk,
            rank=ORDER.index(Why(question.why)),
            **question._asdict(),
        )
        if known := before.get(_pair(made)):
            made.answer, made.answered_by_id, made.answered_at = (
                known.answer,
                known.answered_by_id,
                known.answered_at,
            )
            made.is_remembered = known.is_remembered
        elif given := remembered.get((question.fingerprint, question.object_id)):
            made.answer, made.is_remembered = given, True
        rows[question.line, question.part].append(made)
    kept = [question for of_row in rows.values() for question in _still_open(of_row)]
    ImportQuestion.objects.bulk_create(kept, batch_size=1_000)
    own.update(matched_hash=mapping_hash)


def _remembered(batch: ImportBatch, asked: Sequence[Asked]) -> dict[tuple[str, uuid.UUID | None], str]:
    """Answers about the same person and the same record in earlier files; the latest holds."""
    prints = {question.fingerprint for question in asked if question.fingerprint}
    earlier = ImportQuestion.objects.filter(
        organization_id=batch.organization_id, fingerprint__in=prints, object_id__isnull=False
    ).answered()
    found = earlier.exclude(batch_id=batch.pk).order_by("answered_at")
    return {(mark, pk): given for mark, pk, given in found.values_list("fingerprint", "object_id", "answer")}


def _still_open(of_row: list[ImportQuestion]) -> list[ImportQuestion]:
    """What an answer settles for its row: one row is one person, and who remains of two is the one."""
    if any(question.answer == Answer.SAME for question in of_row):
        for question in of_row:
            if not question.answer and question.object_id:
                question.answer, question.is_remembered = Answer.DIFFERENT, True
    left = [question for question in of_row if not question.answer]
    if len(left) == 1 and left[0].why == Why.TWO and len(of_row) > 1:
        return [question for question in of_row if question.answer]
    return of_row


@transaction.atomic
def answer(*, by: Actor, question: ImportQuestion, answer: str) -> ImportQuestion:
    """1 same, 2 different, 3 household, 0 later. The last answer holds, until the file is written."""
    _open_batch(by, question.batch_id)
    return keep_answer(by=by, question=question, answer=answer)


def keep_answer(*, by: Actor, question: ImportQuestion, answer: str) -> ImportQuestion:
    """For whoever has checked that it may still be given."""
    if answer not in Answer.values:
        raise DomainError(_("Choose one of the four answers."))
    _answer(by, ImportQuestion.objects.filter(pk=question.pk, batch_id=question.batch_id), answer)
    if answer == Answer.SAME:
        # One row is one person: whoever else it might have been, it is not.
        others = _of_row(question).exclude(pk=question.pk)
        _answer(by, others.filter(object_id__isnull=False), Answer.DIFFERENT)
    question.refresh_from_db()
    return question


@transaction.atomic
def take_back(*, by: Actor, question: ImportQuestion) -> None:
    """The answer to one question, and what followed from it for its row, is open again."""
    _open_batch(by, question.batch_id)
    rows = _of_row(question) if question.answer == Answer.SAME else _of_row(question).filter(pk=question.pk)
    rows.update(answer="", answered_by=None, answered_at=None, is_remembered=False)


@transaction.atomic
def answer_families(*, by: Actor, batch: ImportBatch, answer: str) -> int:
    """All rows at once that share a number and a family name with somebody. How many."""
    batch = _open_batch(by, batch.pk)
    if answer not in (Answer.HOUSEHOLD, Answer.DIFFERENT):
        raise DomainError(_("Choose one of the four answers."))
    waiting = ImportQuestion.objects.filter(
        organization_id=by.organization_id, why=Why.FAMILY, answer__in=["", "later"]
    )
    return _answer(by, waiting.of_batch(batch.pk), answer)


def tally(by: Actor, batch: ImportBatch) -> Tally:
    there = ImportQuestion.objects.visible_to(by).of_batch(batch.pk)
    counts: dict[tuple[str, str, bool], int] = {}
    for why, given, remembered, number in (
        there.values_list("why", "answer", "is_remembered").annotate(n=Count("id")).order_by()
    ):
        counts[why, given, remembered] = number
    waiting = sum(n for (_why, given, _r), n in counts.items() if given in ("", "later"))
    return Tally(
        asked=sum(counts.values()),
        answered=sum(counts.values()) - waiting,
        waiting=waiting,
        families=sum(n for (why, given, _r), n in counts.items() if why == Why.FAMILY and given in ("", "later")),
        remembered=sum(n for (_why, _given, remembered), n in counts.items() if remembered),
    )  # fmt: skip


def _open_batch(by: Actor, batch_id: uuid.UUID) -> ImportBatch:
    require(by, Permission.IMPORT)
    batch = ImportBatch.objects.select_for_update().visible_to(by).get(pk=batch_id)
    if batch.state != State.READY:
        raise TooLate
    return batch


def _of_row(question: ImportQuestion):
    return ImportQuestion.objects.filter(
        organization_id=question.organization_id, line=question.line, part=question.part
    ).of_batch(question.batch_id)


def _answer(by: Actor, questions, given: str) -> int:
    """Audited by number: the questions themselves are the detail."""
    batch_id = questions.values_list("batch_id", flat=True).first()
    count = questions.filter(organization_id=by.organization_id).update(
        answer=given, answered_by=by.membership_id, answered_at=Now(), is_remembered=False
    )
    if count:
        audit.record(
            "imports.people_checked", by=by, target=ImportBatch(pk=batch_id, organization_id=by.organization_id),
            details={"answer": given, "questions": count},
        )  # fmt: skip
    return count


def _pair(question: ImportQuestion) -> tuple:
    return (
        question.line, question.part, question.object_id, question.other_line, question.other_part,
        question.fingerprint,
    )  # fmt: skip
