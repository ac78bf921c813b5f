"""The weekly freezing."""

from django.utils.translation import gettext_lazy as _

from crm.dashboard import services
from crm.queue.registry import Run, job


@job("dashboard.freeze_week", single=True, label=_("Freeze the figures of the week"))
def freeze_week(run: Run) -> None:
    services.freeze_missing(by=run.actor, organization_id=run.organization_id)
