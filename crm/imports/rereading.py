"""The verbs of reading a text file otherwise than was guessed: by a person's choice, or as a saved mapping remembers."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.imports import mapping, reading, storage
from crm.imports.models import ImportBatch, SavedMapping
from crm.queue import services as queue
from crm.queue.labels import Words
from crm.queue.models import Job

State = ImportBatch.State
TEXT_FILES = (".csv", ".tsv", ".txt")
# Nothing in a file says which of these it is; a UTF-8 file is known by its bytes.
GUESSED = frozenset({"cp1252", "mac_roman", "cp850", "cp1250"})
MOST_REMEMBERED = 20
NO_TEXT = frozenset(
    ["file.empty", "file.web_page", "file.numbers", "file.is_pdf", "file.is_picture", "file.is_document",
     "file.is_program", "file.is_workbook", "file.only_headings", "file.no_rows", "file.too_big"]
)  # fmt: skip


def may_read_otherwise(batch: ImportBatch) -> bool:
    """A text file with something in it, whose import has not run. What is no text reads no better otherwise."""
    if batch.refusal.get("code", "") in NO_TEXT:
        return False
    is_text = batch.file_name.lower().endswith(TEXT_FILES) or batch.facts.get("kind") == "csv"
    return is_text and batch.state in (State.MAPPING, State.READY, State.FAILED) and not batch.file_gone_at


@transaction.atomic
def read_otherwise(*, by: Actor, batch: ImportBatch, encoding: str, delimiter: str) -> ImportBatch:
    """In the background, with these letters and this mark between columns. Columns are guessed anew."""
    require(by, Permission.IMPORT)
    batch = ImportBatch.objects.select_for_update().visible_to(by).get(pk=batch.pk)
    if not may_read_otherwise(batch):
        raise DomainError(_("This import is past that step."))
    times = batch.facts.get("times_read", 1) + 1
    batch.facts = {"chosen": {"encoding": encoding, "delimiter": delimiter}, "times_read": times}
    batch.state, batch.refusal, batch.mapping, batch.mapping_hash = State.READING, {}, {}, ""
    batch.save()
    audit.record(
        "imports.read_otherwise", by=by, target=batch, details={"encoding": encoding, "delimiter": delimiter}
    )
    job = queue.enqueue(
        "imports.read", by=by, key=f"{batch.pk}:{times}", payload={"batch_id": str(batch.pk)},
        label=Words(_("Read %(file)s"), file=batch.file_name), urgency=Job.Urgency.NOW,
    )  # fmt: skip
    batch.job_id = job.pk
    batch.save()
    return batch


def remembered(by: Actor) -> list[SavedMapping]:
    """Mappings that were saved for a file read otherwise than guessed."""
    found = SavedMapping.objects.visible_to(by).exclude(encoding="", delimiter="")
    return list(found.order_by("-used_at")[:MOST_REMEMBERED])


def as_before(batch: ImportBatch, spool: reading.Spool, saved: Sequence[SavedMapping]) -> dict[str, Any]:
    """How a file with these headings was read before; empty where the guess is as good.

    A saved encoding speaks only where the bytes leave it open: the next file of the same tool may well be UTF-8."""
    here, path = mapping.signature(spool.main.headers), storage.upload_of(batch.organization_id, batch.pk)
    for one in saved:
        open_to_doubt = spool.encoding in GUESSED and one.encoding in GUESSED
        encoding = one.encoding if open_to_doubt else spool.encoding
        delimiter = one.delimiter or spool.delimiter
        if (encoding, delimiter) == (spool.encoding, spool.delimiter):
            continue
        headers = reading.cells_under(path, encoding, delimiter) if delimiter != spool.delimiter else None
        if one.signature == (mapping.signature(headers) if headers else here):
            return {"encoding": encoding, "delimiter": delimiter}
    return {}


@transaction.atomic
def change_mapping(*, by: Actor, saved: SavedMapping, name: str, is_shared: bool) -> SavedMapping:
    """What a saved mapping is called and to whom it is proposed."""
    saved = _own(by, saved)
    name = " ".join(name.split())[:80]
    others = SavedMapping.objects.filter(organization_id=by.organization_id, kind=saved.kind, name=name)
    if others.exclude(pk=saved.pk).exists():
        raise DomainError(_("Another mapping is called that."), field="name")
    saved.name, saved.is_shared = name, is_shared
    if not is_shared:
        saved.made_by_id = by.membership_id
    saved.save()
    audit.record("imports.mapping_changed", by=by, target=saved, details={"is_shared": is_shared})
    return saved


@transaction.atomic
def delete_mapping(*, by: Actor, saved: SavedMapping) -> None:
    """Imports that were read by it keep what they wrote."""
    saved = _own(by, saved)
    audit.record("imports.mapping_deleted", by=by, target=saved)
    saved.delete()


def _own(by: Actor, saved: SavedMapping) -> SavedMapping:
    require(by, Permission.IMPORT)
    return SavedMapping.objects.select_for_update().visible_to(by).get(pk=saved.pk)
