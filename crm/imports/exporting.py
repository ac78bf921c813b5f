"""Files of records for the one who asked: written in the background, neutralised, hashed, gone after 24 hours."""

import csv
import datetime
import hashlib
import json
import os
import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TextIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor, Member, System
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import ROLES, Permission
from crm.audit import services as audit
from crm.imports import storage
from crm.imports.kinds import kind_of
from crm.imports.models import ExportFile
from crm.lib.ids import uuid7
from crm.lib.spreadsheet_safety import neutralise
from crm.organizations.models import Membership
from crm.queue import services as queue
from crm.queue.models import Job

KEPT_FOR = datetime.timedelta(hours=24)
ROWS = 1_000


@transaction.atomic
def ask(
    *, by: Actor, kind: str, filters: Mapping[str, Any], reason: str, with_minors: bool = False
) -> ExportFile:
    """A file of the records that these filters show to the asker. Minors only for who may see them, with a reason."""
    require(by, Permission.EXPORT)
    file = _file(by, kind, filters, reason, with_minors)
    job = queue.enqueue(
        "imports.export",
        by=by,
        key=str(file.pk),
        payload={"export_id": str(file.pk)},
        label=_("Write a file"),
        urgency=Job.Urgency.SOON,
    )
    ExportFile.objects.filter(organization_id=by.organization_id, pk=file.pk).update(job_id=job.pk)
    file.job_id = job.pk
    return file


def write(file: ExportFile, *, by: Actor, step: Callable[..., AbstractContextManager[Any]]) -> None:
    """From the beginning each time: half a file is nobody's. `step` opens one transaction of the organization."""
    path = storage.make_room(storage.export_of(file.organization_id, file.pk))
    with open(path, "w", newline="", encoding="utf-8-sig", opener=_private) as target:
        columns, count = write_rows(file, target, asker=None, step=step)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with step(done=count, total=count):
        _finished(file, by, columns, count, digest)


def write_now(
    path: Path,
    *,
    by: System,
    kind: str,
    filters: Mapping[str, Any],
    reason: str,
    with_minors: bool,
    step: Any,
) -> int:
    """For the command: straight to a path, audited in the same way."""
    with step():
        file = _file(by, kind, filters, reason, with_minors)
    with open(path, "w", newline="", encoding="utf-8-sig", opener=_private) as target:
        columns, count = write_rows(file, target, asker=by, step=step)
    with step():
        _finished(
            file,
            by,
            columns,
            count,
            hashlib.sha256(path.read_bytes()).hexdigest(),
            state=ExportFile.State.GONE,
        )
    return count


def write_rows(file: ExportFile, target: TextIO, *, asker: Actor | None, step: Any) -> tuple[list[str], int]:
    out, count, last = csv.writer(target, lineterminator="\r\n"), 0, None
    with step():
        export = kind_of(file.kind).export(file, asker or asker_of(file))
        total = export.count()
    out.writerow([neutralise(header) for header in export.headers])
    while True:
        with step(done=count, total=total):
            rows, last = export.after(last, ROWS)
        out.writerows([neutralise(cell) for cell in row] for row in rows)
        count += len(rows)
        if last is None:
            return export.headers, count


def asker_of(file: ExportFile) -> Member:
    """Who asked, with the rights they have now. Raises NotAllowed when they have left."""
    found = Membership.objects.filter(organization_id=file.organization_id, pk=file.asked_by_id)
    member = found.active(on=timezone.localdate()).select_related("user").first()
    if member is None:
        raise NotAllowed
    asker = Member(
        id=member.pk,
        organization_id=file.organization_id,
        user_id=member.user_id,
        role=ROLES[member.role],
        name=str(member.user),
        is_youth_trained=member.is_youth_trained,
    )
    require(asker, Permission.EXPORT)
    return asker


def ready_for(by: Actor, pk: uuid.UUID, *, now: datetime.datetime | None = None) -> ExportFile | None:
    """The file, for nobody but its asker in its organization, while it lasts."""
    mine = ExportFile.objects.visible_to(by).filter(
        pk=pk, asked_by_id=by.membership_id, asked_by_id__isnull=False
    )
    return mine.filter(expires_at__gt=now or timezone.now()).exclude(state=ExportFile.State.GONE).first()


def _file(by: Actor, kind: str, filters: Mapping[str, Any], reason: str, with_minors: bool) -> ExportFile:
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise DomainError(_("Say what the file is for."), field="reason")
    if not kind_of(kind).may_export(by):
        raise NotAllowed
    if with_minors:
        require(by, Permission.VIEW_MINORS)
    return ExportFile.objects.create(
        id=uuid7(),
        organization_id=by.organization_id,
        kind=kind,
        filters=dict(filters),
        reason=reason,
        with_minors=with_minors,
        asked_by_id=by.membership_id,
        expires_at=timezone.now() + KEPT_FOR,
    )


def _finished(
    file: ExportFile,
    by: Actor,
    columns: list[str],
    count: int,
    digest: str,
    *,
    state: str = ExportFile.State.DONE,
) -> None:
    ExportFile.objects.filter(organization_id=file.organization_id, pk=file.pk).update(
        state=state, row_count=count, columns=columns, sha256=digest
    )
    audit.record(
        "imports.exported",
        by=by,
        target=file,
        details={
            "kind": file.kind,
            "rows": count,
            "columns": columns,
            "reason": file.reason,
            "asked_by": str(file.asked_by_id or ""),
            "with_minors": file.with_minors,
            "filters": sorted(file.filters),  # what was typed may be a name: it goes in as a keyed hash
            "filters_hash": audit.keyed_hash(json.dumps(file.filters, sort_keys=True)),
            "sha256": digest,
        },
    )


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
