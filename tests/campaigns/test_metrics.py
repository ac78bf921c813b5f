"""What the figures of sign-ups count."""

import datetime

from django.utils import timezone

from crm.access.tenancy import tenant
from crm.metrics.figures import Period, metric
from tests import make


def test_an_action_on_an_evening_counts_for_its_day_whoever_reads(cast):
    nine_in_the_evening = datetime.datetime(2026, 11, 23, 2, tzinfo=datetime.UTC)
    action = make.action(cast.north, starts_at=nine_in_the_evening)
    make.signup(cast.north, make.contact(cast.north), action)
    day = datetime.date(2026, 11, 22)

    for zone in ("UTC", "Pacific/Honolulu"):
        with tenant(cast.north.id), timezone.override(zone):
            count = metric("campaigns.signups_by_status").count
            assert count(cast.north.id, Period(day, day + datetime.timedelta(days=1))) == {"yes": 1}
