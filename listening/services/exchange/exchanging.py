"""Bringing in what another coding tool gave out, as a job, and taking all of it back as one."""

import datetime
import uuid
from pathlib import Path

from django.core.files import File
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor, Member
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import ROLES, Permission
from crm.audit import services as audit
from crm.imports import storage
from crm.lib.ids import uuid7
from crm.organizations.models import Membership
from crm.queue import services as queue
from crm.queue.labels import Words
from crm.queue.models import Job
from listening.exchange.sentences import refusal
from listening.models import Codebook, ExchangeFile, ListeningProject
from listening.refi.reading import Limits

KINDS = {".qdpx": ExchangeFile.Kind.QDPX, ".qdc": ExchangeFile.Kind.QDC, ".csv": ExchangeFile.Kind.CSV}
State = ExchangeFile.State
UNDO_WITHIN = datetime.timedelta(days=30)


class NotToUndo(DomainError):
    sentence = _("This file can no longer be taken back.")


@transaction.atomic
def bring_in(
    *,
    by: Actor,
    file: File,
    name: str,
    codebook: Codebook | None = None,
    project: ListeningProject | None = None,
) -> ExchangeFile:
    """Keep the file and have it read in the background. Without a codebook its codes become one of their own."""
    require(by, Permission.CODE_NOTES)
    name = Path(name.replace("\\", "/")).name[:255]
    kind = KINDS.get(Path(name).suffix.lower())
    if kind is None:
        raise DomainError(refusal("kind"), field="file")
    if (file.size or 0) > Limits().file_bytes:
        raise DomainError(refusal("too_big"), field="file")
    if codebook and codebook.is_locked:
        raise DomainError(refusal("locked"), field="codebook")
    made = ExchangeFile(
        id=uuid7(), organization_id=by.organization_id, kind=kind, file_name=name, codebook=codebook,
        project=project, made_by_id=by.membership_id,
    )  # fmt: skip
    made.sha256 = storage.keep_upload(file, by.organization_id, made.pk)
    job = queue.enqueue(
        "listening.bring_in_codings", by=by, key=str(made.pk), payload={"file_id": str(made.pk)},
        label=Words(_("Bring in %(file)s"), file=name), urgency=Job.Urgency.NOW,
    )  # fmt: skip
    made.job_id = job.pk
    made.save(force_insert=True)
    audit.record(
        "listening.exchange_uploaded", by=by, target=made, details={"kind": kind, "sha256": made.sha256}
    )
    return made


@transaction.atomic
def ask_undo_exchange(*, by: Actor, file: ExchangeFile, now: datetime.datetime | None = None) -> ExchangeFile:
    """Take back all that the file brought, in the background. Twice asks once."""
    require(by, Permission.CODE_NOTES)
    file = ExchangeFile.objects.select_for_update().visible_to(by).get(pk=file.pk)
    if file.state in (State.UNDOING, State.UNDONE):
        return file
    if not may_undo_exchange(file, now=now):
        raise NotToUndo
    job = queue.enqueue(
        "listening.take_back_codings", by=by, key=str(file.pk), payload={"file_id": str(file.pk)},
        label=Words(_("Take back %(file)s"), file=file.file_name), urgency=Job.Urgency.SOON,
    )  # fmt: skip
    file.job_id, file.state = job.pk, State.UNDOING
    file.save(update_fields=["job_id", "state"])
    audit.record("listening.exchange_undo_asked", by=by, target=file)
    return file


def may_undo_exchange(file: ExchangeFile, *, now: datetime.datetime | None = None) -> bool:
    ended = file.finished_at
    return file.state == State.DONE and ended is not None and (now or timezone.now()) - ended < UNDO_WITHIN


def refuse_exchange(*, by: Actor, file: ExchangeFile, code: str) -> None:
    """Nothing of the file stays but the reason."""
    _ended(by, file, State.FAILED, "listening.exchange_refused", refusal=code)


def exchange_taken_in(*, by: Actor, file: ExchangeFile, counts: dict[str, int]) -> None:
    _ended(by, file, State.DONE, "listening.exchange_taken_in", counts=counts)


def exchange_taken_back(*, by: Actor, file: ExchangeFile, counts: dict[str, int]) -> None:
    _ended(by, file, State.UNDONE, "listening.exchange_taken_back", counts={**file.counts, **counts})


def maker_of(file: ExchangeFile) -> Member:
    """Who brought it in, with the rights they have now. Raises NotAllowed when they have left."""
    if file.made_by_id is None:
        raise NotAllowed
    found = Membership.objects.filter(organization_id=file.organization_id, pk=file.made_by_id)
    row = found.active(on=timezone.localdate()).select_related("user").first()
    if row is None:
        raise NotAllowed
    maker = Member(
        id=row.pk, organization_id=file.organization_id, user_id=row.user_id, role=ROLES[row.role],
        name=str(row.user), is_youth_trained=row.is_youth_trained,
    )  # fmt: skip
    require(maker, Permission.CODE_NOTES)
    return maker


def upload_of(file: ExchangeFile) -> Path:
    return storage.upload_of(file.organization_id, file.pk)


def _ended(by: Actor, file: ExchangeFile, state: str, verb: str, **values: object) -> None:
    ExchangeFile.objects.visible_to(by).filter(pk=file.pk).update(state=state, finished_at=Now(), **values)
    audit.record(verb, by=by, target=file, details={key: value for key, value in values.items() if value})
    organization_id: uuid.UUID = file.organization_id
    # The upload has done its work; what came of it is in our rows.
    transaction.on_commit(lambda: storage.forget_import(organization_id, file.pk))
