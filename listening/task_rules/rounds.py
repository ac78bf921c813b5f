"""A next step of a round's lead: look at mid-point whom we have not heard."""

import datetime
import uuid
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.access.actors import Actor
from crm.access.roles import Permission
from listening.models import ListeningProject
from tasks import rules, sources
from tasks.models import Task
from tasks.rules import Reason, TaskRule, Unit
from tasks.sources import Source

Status = ListeningProject.Status
WHILE_LISTENING = (Status.PLANNING, Status.TRAINING, Status.LISTENING)


class MidpointCheck(TaskRule):
    key = "listening.midpoint"
    label = gettext_lazy("Mid-point check of a round")
    sentence = gettext_lazy("%(n)d days before the mid-point of a round, ask its lead whom nobody has heard.")
    kind = Task.Kind.OTHER
    unit, amount, least, most = Unit.DAYS, 2, 1, 14
    gone = gettext_lazy("The mid-point was moved, or the listening is over.")

    def reasons(self, organization_id: uuid.UUID, *, now: datetime.datetime, amount: int) -> Iterable[Reason]:
        today = timezone.localdate(now)
        rows = ListeningProject.objects.filter(
            organization_id=organization_id,
            status__in=WHILE_LISTENING,
            midpoint_on__range=(today, today + self.span(amount)),
        )
        for row in rows.order_by("midpoint_on", "pk"):
            yield Reason(
                source_id=row.pk,
                owner_id=row.lead_id,
                due_at=_end_of(row.midpoint_on),
                title=_("Mid-point check, whom have we not heard: %(project)s") % {"project": row},
            )

    def standing(
        self, organization_id: uuid.UUID, tasks: Sequence[Task], *, now: datetime.datetime
    ) -> set[uuid.UUID]:
        rows = ListeningProject.objects.filter(
            organization_id=organization_id, status__in=WHILE_LISTENING, midpoint_on__isnull=False
        )
        return rules.sourced_in(tasks, rows)


def projects(actor: Actor, ids: list[uuid.UUID]) -> dict[uuid.UUID, Source]:
    if not actor.can(Permission.VIEW_NOTES):
        return {}
    rows = ListeningProject.objects.visible_to(actor).filter(pk__in=ids)
    return {row.pk: Source(str(row), reverse("listening:project", args=[row.pk])) for row in rows}


def _end_of(day: datetime.date | None) -> datetime.datetime | None:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(17))) if day else None


rules.add(MidpointCheck())
sources.add(MidpointCheck.key, projects)
