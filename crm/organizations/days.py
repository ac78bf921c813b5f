"""The day where an organization is: what it closes, counts or publishes by the day ends there, whoever looks."""

import datetime
import uuid

from django.utils import timezone

from crm.lib.moments import local_date
from crm.organizations.models import Organization


def zone_of(organization_id: uuid.UUID) -> str:
    return Organization.objects.values_list("time_zone", flat=True).get(pk=organization_id)


def today_at(organization_id: uuid.UUID, now: datetime.datetime | None = None) -> datetime.date:
    return local_date(now or timezone.now(), zone_of(organization_id))
