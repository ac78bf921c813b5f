"""The weekly freezing."""

from crm.dashboard import services
from crm.queue.registry import Run, job


@job("dashboard.freeze_week", single=True)
def freeze_week(run: Run) -> None:
    services.freeze_missing_weeks(by=run.actor, organization_id=run.organization_id)
