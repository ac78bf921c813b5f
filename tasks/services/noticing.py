"""What stands in a member's list of notices, in the member's own language."""

import datetime
import uuid
from collections.abc import Callable

from django.utils import timezone, translation
from django.utils.functional import Promise

from crm.access.actors import Actor
from crm.organizations.models import Membership
from tasks.models import Notice, Task


def tell(
    recipient: Membership, text: str | Promise | Callable[[], str], *, task: Task | None = None
) -> Notice:
    """`text` names no person: the page reads the task's title and contact when it shows the notice."""
    with translation.override(recipient.user.language):
        words = str(text() if callable(text) else text)[:250]
    return Notice.objects.create(
        organization_id=recipient.organization_id, recipient=recipient, task=task, text=words
    )


def mark_read(
    *, by: Actor, notice_ids: list[uuid.UUID] | None = None, now: datetime.datetime | None = None
) -> int:
    """One's own unread notices, all of them or those named; how many."""
    unread = Notice.objects.visible_to(by).filter(recipient_id=by.membership_id, read_at=None)
    if notice_ids is not None:
        unread = unread.filter(pk__in=notice_ids)
    return unread.update(read_at=now or timezone.now())
