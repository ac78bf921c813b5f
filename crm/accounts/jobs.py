"""What belongs to no organization ages too."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.services import forget_expired
from crm.queue.registry import Run, job
from crm.queue.schedule import periodic

KEEP_ATTEMPTS = timedelta(days=1)


@job("accounts.forget_sessions", single=True, label=_("Forget old sign-ins"))
def forget_sessions(run: Run) -> None:
    forget_expired(attempts_before=timezone.now() - KEEP_ATTEMPTS)


periodic("accounts.forget_sessions", every=timedelta(days=1), once=True)
