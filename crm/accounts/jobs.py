"""What belongs to no organization ages too."""

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import Attempt
from crm.queue.registry import Run, job
from crm.queue.schedule import periodic

KEEP_ATTEMPTS = timedelta(days=1)


@job("accounts.forget_sessions", single=True, label=_("Forget old sign-ins"))
def forget_sessions(run: Run) -> None:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    Attempt.objects.filter(window_start__lt=timezone.now() - KEEP_ATTEMPTS).delete()


periodic("accounts.forget_sessions", every=timedelta(days=1), once=True)
