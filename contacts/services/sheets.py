"""A list on paper leaves the house like a file does, so it is written down like one."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit


@transaction.atomic
def record_sheet(*, by: Actor, kind: str, count: int, filters: Mapping[str, Any], reason: str) -> None:
    """What was typed into a filter may be a name: it goes in as a keyed hash."""
    require(by, Permission.EXPORT)
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise DomainError(_("Say what the sheet is for."), field="reason")
    audit.record(
        "contacts.sheet_printed",
        by=by,
        details={
            "kind": kind,
            "rows": count,
            "reason": reason,
            "filters": sorted(filters),
            "filters_hash": audit.keyed_hash(json.dumps(filters, sort_keys=True)),
        },
    )
