"""The public link of a report-back. Derived, not kept: the table holds its hash alone, and it can be shown again."""

import datetime
import hashlib
import hmac
from base64 import urlsafe_b64encode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from crm.access.actors import Actor
from crm.organizations.models import AccessToken
from crm.organizations.resolving import digest
from listening.models import ReportBack

LABEL = "report"
LASTS = datetime.timedelta(days=3650)  # printed on paper, told from mouth to mouth


def report_token(report: ReportBack) -> str:
    key = f"report:{report.organization_id}:{report.pk}"
    secret = hmac.new(settings.SECRET_KEY.encode(), key.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(secret).decode().rstrip("=")


def report_link(report: ReportBack) -> str:
    return settings.PUBLIC_URL + reverse("told:report", args=[report_token(report)])


def open_link(*, by: Actor, report: ReportBack) -> None:
    token = report_token(report)
    AccessToken.objects.get_or_create(
        organization_id=by.organization_id,
        token_hash=digest(token),
        defaults={
            "purpose": AccessToken.Purpose.PUBLIC,
            "prefix": token[:8],
            "label": LABEL,
            "subject_id": report.pk,
            "expires_at": timezone.now() + LASTS,
        },
    )
    AccessToken.objects.filter(organization_id=by.organization_id, token_hash=digest(token)).update(
        revoked_at=None
    )


def close_link(*, by: Actor, report: ReportBack) -> None:
    rows = AccessToken.objects.filter(
        organization_id=by.organization_id, token_hash=digest(report_token(report)), revoked_at=None
    )
    rows.update(revoked_at=timezone.now())
