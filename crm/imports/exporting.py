"""Files of records for the one who asked: written in the background, neutralised, hashed, gone after 24 hours."""

import datetime
import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor, Member, System
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import ROLES, Permission
from crm.audit import services as audit
from crm.imports import storage
from crm.imports.files import WRITERS, Watermark
from crm.imports.kinds import Export, WholeFile, kind_of
from crm.imports.layouts import OWN
from crm.imports.models import ExportFile
from crm.lib.ids import uuid7
from crm.organizations.models import Membership, Organization
from crm.queue import services as queue
from crm.queue.models import Job

KEPT_FOR = datetime.timedelta(hours=24)
ROWS = 1_000


class Outcome(NamedTuple):
    rows: int
    columns: list[str]
    left_out: dict[str, int]
    digest: str


@transaction.atomic
def ask(
    *,
    by: Actor,
    kind: str,
    filters: Mapping[str, Any],
    reason: str,
    with_minors: bool = False,
    layout: str = OWN,
    file_format: str = "",
) -> ExportFile:
    """A file of the records that these filters show to the asker. Minors only for who may see them, with a reason.

    `layout`: whose columns it has; `file_format`: the layout's first, unless said."""
    require(by, Permission.EXPORT)
    file = _file(by, kind, filters, reason, with_minors, layout, file_format)
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
    with step():
        asker = asker_of(file)
    with timezone.override(asker.time_zone):  # the days that they saw when they chose
        outcome = write_rows(file, path, asker=asker, step=step)
    with step(done=outcome.rows, total=outcome.rows):
        _finished(file, by, outcome)


def write_now(
    path: Path,
    *,
    by: System,
    kind: str,
    filters: Mapping[str, Any],
    reason: str,
    with_minors: bool,
    step: Any,
    layout: str = OWN,
    file_format: str = "",
) -> int:
    """For the command: straight to a path, audited in the same way."""
    with step():
        file = _file(by, kind, filters, reason, with_minors, layout, file_format)
    outcome = write_rows(file, path, asker=by, step=step)
    with step():
        _finished(file, by, outcome, state=ExportFile.State.GONE)
    return outcome.rows


def write_rows(file: ExportFile, path: Path, *, asker: Actor, step: Any) -> Outcome:
    with step():
        export = kind_of(file.kind).export(file, asker)
        rows = None if isinstance(export, WholeFile) else export
        total, mark = rows.count() if rows else 0, watermark(file, asker)
    if isinstance(export, WholeFile):
        return _outcome(path, export.write(path, step), export)
    count, last = 0, None
    with WRITERS[file.file_format](path, mark) as target:
        target.rows([export.headers])
        while True:
            with step(done=count, total=total):
                rows, last = export.after(last, ROWS)
            target.rows(rows)
            count += len(rows)
            if last is None:
                break
    return _outcome(path, count, export)


def _outcome(path: Path, count: int, export: Export | WholeFile) -> Outcome:
    with path.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    return Outcome(count, export.headers, dict(+export.left_out), digest)


def watermark(file: ExportFile, asker: Actor) -> Watermark:
    """Who, when and what for."""
    who = asker.name if isinstance(asker, Member) else "Earshot"
    whose = Organization.objects.visible_to(asker).get()
    when = f"{timezone.localtime():%Y-%m-%d %H:%M %Z}"
    text = _("%(organization)s: taken out by %(who)s on %(when)s for: %(reason)s") % {
        "organization": whose.name, "who": who, "when": when, "reason": file.reason,
    }  # fmt: skip
    return Watermark(f"{whose.name}: {file.kind}", who, text)


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
        time_zone=member.user.time_zone,
    )
    require(asker, Permission.EXPORT)
    return asker


def ready_for(by: Actor, pk: uuid.UUID, *, now: datetime.datetime | None = None) -> ExportFile | None:
    """The file, for nobody but its asker in its organization, while it lasts."""
    mine = ExportFile.objects.visible_to(by).filter(
        pk=pk, asked_by_id=by.membership_id, asked_by_id__isnull=False
    )
    return mine.filter(expires_at__gt=now or timezone.now()).exclude(state=ExportFile.State.GONE).first()


def _file(
    by: Actor,
    kind: str,
    filters: Mapping[str, Any],
    reason: str,
    with_minors: bool,
    layout: str,
    file_format: str,
) -> ExportFile:
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise DomainError(_("Say what the file is for."), field="reason")
    if not kind_of(kind).may_export(by):
        raise NotAllowed
    if with_minors:
        require(by, Permission.VIEW_MINORS)
    wanted = next((one for one in kind_of(kind).layouts() if one.key == layout), None)
    if wanted is None or (file_format and file_format not in wanted.formats):
        raise DomainError(_("There is no such kind of file."), field="layout")
    return ExportFile.objects.create(
        id=uuid7(),
        organization_id=by.organization_id,
        kind=kind,
        filters=dict(filters),
        reason=reason,
        with_minors=with_minors,
        layout=layout,
        file_format=file_format or wanted.formats[0],
        asked_by_id=by.membership_id,
        expires_at=timezone.now() + KEPT_FOR,
    )


def _finished(file: ExportFile, by: Actor, outcome: Outcome, *, state: str = ExportFile.State.DONE) -> None:
    ExportFile.objects.filter(organization_id=file.organization_id, pk=file.pk).update(
        state=state,
        row_count=outcome.rows,
        columns=outcome.columns,
        left_out=outcome.left_out,
        sha256=outcome.digest,
    )
    audit.record(
        "imports.exported",
        by=by,
        target=file,
        details={
            "kind": file.kind,
            "layout": file.layout,
            "format": file.file_format,
            "rows": outcome.rows,
            "columns": outcome.columns,
            "left_out": outcome.left_out,
            "reason": file.reason,
            "asked_by": str(file.asked_by_id or ""),
            "with_minors": file.with_minors,
            "filters": sorted(file.filters),  # what was typed may be a name: it goes in as a keyed hash
            "filters_hash": audit.keyed_hash(json.dumps(file.filters, sort_keys=True)),
            "sha256": outcome.digest,
        },
    )
