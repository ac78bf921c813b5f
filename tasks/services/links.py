"""Links in messages that work without signing in. Derived, not kept: the table holds their hash alone, and the same
message carries the same link however often it is written."""

import datetime
import hashlib
import hmac
import uuid
from base64 import urlsafe_b64encode
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from contacts.models import Contact
from crm.organizations.models import AccessToken, Membership
from crm.organizations.resolving import digest
from tasks.models import PlannedReminder, SendingSetting

LINK_LASTS, LINK_RENEWED = timedelta(days=400), timedelta(days=60)
ANSWER_LASTS = timedelta(days=7)  # after the event has begun
# Labels of tokens: what a link is for, beside its purpose.
REMINDERS, DIGEST, WEEK, PERSON, ANSWER = "reminders", "digest", "week", "person", "answer"
HOOK, HOOK_LASTS = "hook", timedelta(days=3650)


def stop_link(recipient: Membership, *, what: str = REMINDERS, now: datetime.datetime) -> str:
    """The member's own link to stop one kind of e-mail."""
    row = recipient.pk if what == REMINDERS else f"{what}:{recipient.pk}"
    token = _token(
        f"unsubscribe:{recipient.organization_id}:{row}",
        recipient.organization_id,
        purpose=AccessToken.Purpose.UNSUBSCRIBE,
        label=what,
        made_by=recipient,
        subject_id=recipient.pk,
        now=now,
    )
    return _url("tasks:unsubscribe", token)


def goodbye_link(contact: Contact, *, now: datetime.datetime) -> str:
    """A person's link to get no more e-mail from this organization."""
    token = _token(
        f"goodbye:{contact.organization_id}:{contact.pk}",
        contact.organization_id,
        purpose=AccessToken.Purpose.UNSUBSCRIBE,
        label=PERSON,
        subject_id=contact.pk,
        now=now,
    )
    return _url("tasks:unsubscribe", token)


def answer_links(
    planned: PlannedReminder, *, until: datetime.datetime, now: datetime.datetime
) -> dict[str, str]:
    """Coming, or not: of one person to one subject."""
    token = _token(
        f"answer:{planned.organization_id}:{planned.pk}",
        planned.organization_id,
        purpose=AccessToken.Purpose.PUBLIC,
        label=ANSWER,
        subject_id=planned.pk,
        now=now,
        expires_at=until + ANSWER_LASTS,
    )
    return {
        "confirm_link": settings.PUBLIC_URL + reverse("tasks:answer_yes", args=[token]),
        "cancel_link": settings.PUBLIC_URL + reverse("tasks:answer_no", args=[token]),
    }


def _token(
    key: str,
    organization_id: uuid.UUID,
    *,
    purpose: str,
    label: str,
    subject_id: uuid.UUID,
    now: datetime.datetime,
    made_by: Membership | None = None,
    expires_at: datetime.datetime | None = None,
) -> str:
    secret = hmac.new(settings.SECRET_KEY.encode(), key.encode(), hashlib.sha256).digest()
    token = urlsafe_b64encode(secret).decode().rstrip("=")
    row, made = AccessToken.objects.get_or_create(
        organization_id=organization_id,
        token_hash=digest(token),
        defaults={
            "purpose": purpose,
            "prefix": token[:8],
            "label": label,
            "made_by": made_by,
            "subject_id": subject_id,
            "expires_at": expires_at or now + LINK_LASTS,
        },
    )
    ends = expires_at or (now + LINK_LASTS if row.expires_at < now + LINK_RENEWED else row.expires_at)
    if not made and row.expires_at < ends:
        row.expires_at = ends
        row.save(update_fields=["expires_at"])
    return token


def _url(name: str, token: str) -> str:
    return settings.PUBLIC_URL + reverse(name, args=[token])


def hook_token(setting: SendingSetting) -> str:
    """Of the webhook for texts, in its latest round. Good for ten years: a gateway is set up once."""
    now = timezone.now()
    return _token(
        f"texts:{setting.organization_id}:{setting.pk}:{setting.hook_round}",
        setting.organization_id,
        purpose=AccessToken.Purpose.PUBLIC,
        label=HOOK,
        subject_id=setting.pk,
        now=now,
        expires_at=now + HOOK_LASTS,
    )
