from django.apps import AppConfig


class QueueConfig(AppConfig):
    name = "crm.queue"
    label = "queue"
