"""Taking back what an exchange file brought. What somebody has built upon since stays, and is counted."""

import uuid
from collections import Counter

from django.db import models

from crm.access.actors import Actor
from listening.models import (
    Code,
    Codebook,
    Coding,
    CodingRound,
    Excerpt,
    ExchangeFile,
    ExchangeRow,
    Note,
    NoteVersion,
)

What = ExchangeRow.What
AT_ONCE = 2_000
# From what stands on others to what others stand on.
ORDER = (What.CODING, What.EXCERPT, What.CODER, What.SOURCE, What.CODE, What.CODEBOOK)
OWN_TRACE = {"listening_codechange", "listening_findable", "listening_noteversion"}


def take_back_some(by: Actor, file: ExchangeFile) -> Counter[str] | None:
    """The next lot. None when all is gone through."""
    for what in ORDER:
        rows = ExchangeRow.objects.visible_to(by).filter(file=file, what=what).order_by("-pk")
        found = list(rows.values_list("pk", "object_id")[:AT_ONCE])
        if not found:
            continue
        ids = [object_id for _row, object_id in found]
        counts = Counter({"taken_back": 0})
        if what == What.CODING:
            counts["taken_back"] = Coding.objects.filter(
                organization_id=by.organization_id, pk__in=ids
            ).delete()[0]
        else:
            counts = sum((_take_back(by, what, pk) for pk in ids), counts)
        ExchangeRow.objects.visible_to(by).filter(pk__in=[row for row, _object in found]).delete()
        return counts
    return None


def _take_back(by: Actor, what: str, pk: uuid.UUID) -> Counter[str]:
    row = _model(what)._base_manager.filter(organization_id=by.organization_id, pk=pk).first()
    if row is None:
        return Counter()
    target: models.Model = row.note if isinstance(row, NoteVersion) else row
    changed = isinstance(target, Note) and target.versions.count() > 1
    if changed or _stands_under(by, target):
        return Counter(kept=1)
    target.delete()
    return Counter(taken_back=1)


def _stands_under(by: Actor, row: models.Model) -> bool:
    """Whether something of ours refers to it that the file did not bring."""
    for relation in row._meta.related_objects:
        if relation.related_model._meta.db_table in OWN_TRACE:
            continue
        rows = relation.related_model._base_manager.filter(
            **{"organization_id": by.organization_id, relation.field.name: row.pk}
        )
        if isinstance(row, Codebook) and relation.related_model is ExchangeFile:
            continue
        if rows.exists():
            return True
    if isinstance(row, Note):
        return any(_stands_under(by, version) for version in row.versions.all())
    return False


def _model(what: str) -> type[models.Model]:
    return {
        What.CODING: Coding,
        What.EXCERPT: Excerpt,
        What.CODER: CodingRound,
        What.SOURCE: NoteVersion,
        What.CODE: Code,
        What.CODEBOOK: Codebook,
    }[What(what)]


def close(by: Actor, file: ExchangeFile) -> None:
    """The session that was made for its texts goes when nothing is left in it."""
    session = file.session
    if session and not session.notes.exists() and not session.participants.exists():
        ExchangeFile.objects.visible_to(by).filter(pk=file.pk).update(session=None)
        session.delete()
