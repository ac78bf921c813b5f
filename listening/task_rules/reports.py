"""The step that keeps the promise: going back to those who spoke."""

import datetime
import uuid
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.access.actors import Actor
from crm.access.roles import Permission
from listening.models import ListeningProject, ReportBack
from listening.services.reports import inviting
from tasks import rules, sources
from tasks.models import Task
from tasks.rules import Reason, TaskRule
from tasks.sources import Source

OPEN = ["listening", "coding", "reporting_back"]


class ReportBackDue(TaskRule):
    """People gave their words and were promised to hear back by a day."""

    key = "listening.report_back_due"
    label = gettext_lazy("A report-back is due")
    sentence = gettext_lazy(
        "When a report-back was promised and none is published %(n)d days before its day, ask who leads the project."
    )
    kind = Task.Kind.REPORT_BACK
    amount, least, most = 14, 1, 60
    gone = gettext_lazy("The report-back is published.")

    def reasons(self, organization_id: uuid.UUID, *, now: datetime.datetime, amount: int) -> Iterable[Reason]:
        for project in _waiting(organization_id).filter(
            report_back_due_on__lte=timezone.localdate(now) + datetime.timedelta(days=amount)
        ):
            due = timezone.make_aware(
                datetime.datetime.combine(project.report_back_due_on, datetime.time(17))
            )
            yield Reason(
                source_id=project.pk,
                owner_id=project.lead_id,
                due_at=max(due, now),
                title=_("Report back: %(project)s") % {"project": project},
            )

    def standing(
        self, organization_id: uuid.UUID, tasks: Sequence[Task], *, now: datetime.datetime
    ) -> set[uuid.UUID]:
        return rules.sourced_in(tasks, _waiting(organization_id))


def _waiting(organization_id: uuid.UUID):
    told = ReportBack.objects.filter(organization_id=organization_id, status="published").values("project")
    return (
        ListeningProject.objects.filter(organization_id=organization_id, status__in=OPEN)
        .exclude(pk__in=told)
        .order_by("report_back_due_on", "pk")
    )


def projects(actor: Actor, ids: list[uuid.UUID]) -> dict[uuid.UUID, Source]:
    if not actor.can(Permission.VIEW_NOTES):
        return {}
    found = ListeningProject.objects.visible_to(actor).filter(pk__in=ids)
    return {row.pk: Source(str(row), reverse("listening:themes", args=[row.pk])) for row in found}


def reports(actor: Actor, ids: list[uuid.UUID]) -> dict[uuid.UUID, Source]:
    if not actor.can(Permission.VIEW_NOTES):
        return {}
    found = ReportBack.objects.visible_to(actor).filter(pk__in=ids)
    return {row.pk: Source(str(row), reverse("listening:report", args=[row.pk])) for row in found}


rules.add(ReportBackDue())
sources.add(ReportBackDue.key, projects)
sources.add(inviting.ORIGIN, reports)
