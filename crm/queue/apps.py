from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from crm.access.roles import Permission
from crm.ui import navigation
from crm.ui.navigation import Place


class QueueConfig(AppConfig):
    name = "crm.queue"
    label = "queue"

    def ready(self):
        navigation.add(
            Place(
                "jobs",
                _("Background jobs"),
                "layers",
                "queue:desk",
                Permission.VIEW_JOBS,
                order=80,
                menu="more",
                hint=_("What is running, waiting and done, and what failed"),
            )
        )
        autodiscover_modules("jobs")  # of every app: a job is known wherever it may be asked for or done
