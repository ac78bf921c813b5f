"""Figures of sign-ups: activity, always shown."""

import uuid
from collections import Counter

from django.utils.translation import gettext_lazy as _

from campaigns.models import Signup
from crm.lib.moments import MIDNIGHT, instant
from crm.metrics.figures import Metric, Period, add
from crm.organizations.days import zone_of


def signups_by_status(organization_id: uuid.UUID, period: Period) -> dict[str, int]:
    """Sign-ups to the actions of the period, as they stand."""
    zone = zone_of(organization_id)
    rows = Signup.objects.filter(
        organization_id=organization_id,
        action__starts_at__gte=instant(period.start, MIDNIGHT, zone),
        action__starts_at__lt=instant(period.end, MIDNIGHT, zone),
    )
    return dict(Counter(rows.values_list("status", flat=True)))


add(
    Metric(
        "campaigns.signups_by_status",
        _("Sign-ups by status"),
        _("Of the actions that fall into the period, as they stand now. One person counts once an action."),
        signups_by_status,
    )
)
