"""The secret address of a member's calendar."""

import datetime

from django.utils import timezone

from crm.access.actors import Actor, TokenBearer
from crm.access.checks import require
from crm.access.errors import NotAllowed
from crm.access.roles import Permission
from crm.audit.services import record
from crm.organizations.models import AccessToken
from crm.organizations.resolving import digest, new_token

LASTS, RENEWED = datetime.timedelta(days=730), datetime.timedelta(days=90)


def make_feed(*, by: Actor, now: datetime.datetime | None = None) -> str:
    """A new token for one's own calendar; the one before stops. Nobody can read it again: only its hash is kept."""
    require(by, Permission.WORK_TASKS)
    if by.membership_id is None:
        raise NotAllowed
    now = now or timezone.now()
    revoke_feed(by=by, now=now)
    token = new_token()
    row = AccessToken.objects.create(
        organization_id=by.organization_id,
        purpose=AccessToken.Purpose.CALENDAR,
        token_hash=digest(token),
        prefix=token[:8],
        made_by_id=by.membership_id,
        expires_at=now + LASTS,
    )
    record("tasks.feed_made", by=by, target=row)
    return token


def renew_feed(*, by: TokenBearer, now: datetime.datetime | None = None) -> None:
    """An address that some calendar still reads does not run out; one that nobody reads does."""
    if by.id is None:
        return
    now = now or timezone.now()
    mine = AccessToken.objects.visible_to(by).filter(pk=by.id, purpose=AccessToken.Purpose.CALENDAR)
    mine.filter(expires_at__lt=now + RENEWED).update(expires_at=now + LASTS)


def revoke_feed(*, by: Actor, now: datetime.datetime | None = None) -> bool:
    """From now on the address answers nobody. Whether there was one."""
    require(by, Permission.WORK_TASKS)
    found = feed_of(by)
    if found is None:
        return False
    found.revoked_at = now or timezone.now()
    found.save(update_fields=["revoked_at"])
    record("tasks.feed_revoked", by=by, target=found)
    return True


def feed_of(by: Actor) -> AccessToken | None:
    return (
        AccessToken.objects.visible_to(by)
        .filter(
            purpose=AccessToken.Purpose.CALENDAR,
            made_by_id=by.membership_id,
            made_by__isnull=False,
            revoked_at=None,
            expires_at__gt=timezone.now(),
        )
        .order_by("-created_at")
        .first()
    )
