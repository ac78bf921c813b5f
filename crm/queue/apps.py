from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class QueueConfig(AppConfig):
    name = "crm.queue"
    label = "queue"

    def ready(self):
        autodiscover_modules("jobs")  # of every app: a job is known wherever it may be asked for or done
