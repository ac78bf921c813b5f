"""Remembering which body came with an Idempotency-Key."""

import datetime
import hashlib
import hmac
import json
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from crm.access.actors import Actor
from crm.api.models import RequestKey

KEPT = timedelta(days=180)  # longer than a phone lies in a drawer


def is_the_same(*, by: Actor, key: uuid.UUID, body: Any) -> bool:
    """Whether this key came never before, or with this very body. Kept with the answer: a request that is refused is
    rolled back and may be mended under its key. Two at the same moment wait for one another."""
    digest = _digest(by, key, body)
    RequestKey.objects.bulk_create(
        [RequestKey(organization_id=by.organization_id, key=key, body=digest)], ignore_conflicts=True
    )
    kept = RequestKey.objects.filter(organization_id=by.organization_id, key=key).values_list(
        "body", flat=True
    )
    return hmac.compare_digest(bytes(kept.get()), digest)


def made_with(*, by: Actor, key: uuid.UUID) -> uuid.UUID | None:
    """The row that the first request under this key made."""
    kept = RequestKey.objects.filter(organization_id=by.organization_id, key=key)
    return kept.values_list("made_id", flat=True).get()


def note_made(*, by: Actor, key: uuid.UUID, made_id: uuid.UUID) -> None:
    RequestKey.objects.filter(organization_id=by.organization_id, key=key).update(made_id=made_id)


def forget_keys(*, by: Actor, now: datetime.datetime | None = None) -> int:
    before = (now or timezone.now()) - KEPT
    return RequestKey.objects.filter(organization_id=by.organization_id, made_at__lt=before).delete()[0]


def _digest(by: Actor, key: uuid.UUID, body: Any) -> bytes:
    """Of what was said, not of how it was written: spaces and the order of fields do not matter. Keyed, so that nobody
    who reads the table can try names."""
    said = json.dumps(body, sort_keys=True, separators=(",", ":"), default=str)
    return hmac.new(settings.SECRET_KEY.encode(), f"{key}:{said}".encode(), hashlib.sha256).digest()
