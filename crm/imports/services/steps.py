"""What every step of an import begins and ends with."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.imports import mapping
from crm.imports.models import ImportBatch

State = ImportBatch.State
BEFORE_RUN = (State.MAPPING, State.READY)


class NotNow(DomainError):
    sentence = _("This import is past that step.")


def locked(by: Actor, batch: ImportBatch, states: Sequence[str]) -> ImportBatch:
    require(by, Permission.IMPORT)
    batch = ImportBatch.objects.select_for_update().visible_to(by).get(pk=batch.pk)
    if batch.state not in states:
        raise NotNow
    return batch


def hashed(batch: ImportBatch, *, ready: bool = False) -> ImportBatch:
    batch.state = State.READY if ready else State.MAPPING if batch.state == State.READING else batch.state
    batch.mapping_hash = mapping.digest(batch.kind, batch.sha256, batch.mapping, batch.options)
    batch.save()
    return batch


def put(batch: ImportBatch, **values: Any) -> ImportBatch:
    ImportBatch.objects.filter(organization_id=batch.organization_id, pk=batch.pk).update(**values)
    batch.refresh_from_db()
    return batch
