from importlib import import_module

from django.apps import AppConfig

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
