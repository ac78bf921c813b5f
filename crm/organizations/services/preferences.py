"""An organization's own settings."""

from typing import Any

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.organizations.models import Organization

FIELDS = [
    "name", "time_zone", "language", "quiet_from", "quiet_until", "reply_to", "postal_address", "min_cell",
    "recordings_kept_days", "photos_kept_days", "papers_kept_days",
]  # fmt: skip


def change_settings(*, by: Actor, **values: Any) -> Organization:
    require(by, Permission.MANAGE_SETTINGS)
    organization = Organization.objects.visible_to(by).select_for_update().get()
    before = Organization.objects.visible_to(by).get()
    for name in FIELDS:
        setattr(organization, name, values[name])
    if changes := audit.differences(before, organization, FIELDS):
        organization.save(update_fields=list(changes))
        audit.record("organizations.settings_changed", by=by, target=organization, changes=changes)
    return organization
