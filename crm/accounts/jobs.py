"""What belongs to no organization ages too."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts import services
from crm.queue.registry import Run, job

KEEP_ATTEMPTS = timedelta(days=1)


@job("accounts.forget_sessions", single=True, label=_("Forget old sign-ins"))
def forget_sessions(run: Run) -> None:
    services.forget_expired(attempts_before=timezone.now() - KEEP_ATTEMPTS)


@job("accounts.tell", label=_("Tell somebody that their account was changed"))
def tell(run: Run, *, user_id: str, verb: str, device: str) -> None:
    with run.step(done=0, total=1):
        notice = services.notice(UUID(user_id), verb, device)
    notice.send()
