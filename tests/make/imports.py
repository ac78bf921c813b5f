"""Imports and exports as rows, without their files."""

import datetime

from django.utils import timezone

from crm.access.tenancy import tenant
from crm.imports.models import ExportFile, ImportBatch, SavedMapping
from crm.organizations.models import Organization


def import_batch(of: Organization, state: str = "done", **fields) -> ImportBatch:
    now = timezone.now()
    values = {
        "kind": "contacts",
        "file_name": "people.csv",
        "sha256": "0" * 64,
        "mapping": {"table": {"headers": ["Name"]}, "columns": []},
        "counts": {"created": 1},
        "total": 1,
        "started_at": now,
        "finished_at": now,
        **fields,
    }
    with tenant(of.id):
        return ImportBatch.objects.create(organization_id=of.id, state=state, **values)


def saved_mapping(of: Organization, name: str = "Sign-in sheet", **fields) -> SavedMapping:
    with tenant(of.id):
        return SavedMapping.objects.create(
            organization_id=of.id, name=name, **{"kind": "contacts", "signature": "0" * 64, **fields}
        )


def export_file(of: Organization, **fields) -> ExportFile:
    values = {
        "kind": "contacts",
        "reason": "test",
        "state": "done",
        "expires_at": timezone.now() + datetime.timedelta(hours=1),
        **fields,
    }
    with tenant(of.id):
        return ExportFile.objects.create(organization_id=of.id, **values)
