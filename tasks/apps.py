from importlib import import_module

from django.apps import AppConfig

from tasks import gateways

SOCKETS = (
    "facts",
    "menu",
    "metrics",
    "panels",
    "records",
    "reminders",
    "search",
    "task_rules",
    "timeline",
)


class TasksConfig(AppConfig):
    name = "tasks"
    label = "tasks"

    def ready(self):
        for socket in SOCKETS:
            import_module(f"tasks.{socket}")
        if gateways.is_there():
            gateways.gateway()  # a name that no adapter has is found now, not when the first text is on its way
