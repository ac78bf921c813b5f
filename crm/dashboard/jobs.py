"""The weekly freezing."""

from datetime import timedelta

from crm.dashboard import services
from crm.queue.registry import Run, job
from crm.queue.schedule import periodic


@job("dashboard.freeze_week", single=True)
def freeze_week(run: Run) -> None:
    services.freeze_missing_weeks(by=run.actor, organization_id=run.organization_id)


periodic("dashboard.freeze_week", every=timedelta(hours=6))
