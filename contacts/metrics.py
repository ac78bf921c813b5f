"""Figures about people."""

import datetime
import uuid

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from contacts.models import ConstituencyRow
from crm.metrics.figures import Metric, Period, add


def people_by_constituency(organization_id: uuid.UUID, period: Period) -> dict[str, int]:
    """Distinct people with a stake on the last day of the period. Who has two stakes counts in both."""
    rows = (
        ConstituencyRow.objects.filter(organization_id=organization_id, contact__archived_at=None)
        .current(on=period.end - datetime.timedelta(days=1))
        .exclude(contact__status__in=["merged", "erased"])
    )
    return dict(rows.values_list("kind").annotate(n=Count("contact_id", distinct=True)).order_by())


add(
    Metric(
        name="contacts.by_constituency",
        label=_("People by stake"),
        definition=_(
            "People not archived who hold the stake on the last day. Somebody with two stakes counts in each of them."
        ),
        count=people_by_constituency,
        counts_people=True,
        is_flow=False,
        keys=tuple(ConstituencyRow.Kind.values),
    )
)
