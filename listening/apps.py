from importlib import import_module

from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "listening"
    label = "listening"

    def ready(self):
        for socket in (
            "feed",
            "coding_panels",
            "exporters",
            "facts",
            "importers",
            "metrics",
            "navigation",
            "note_panels",
            "panels",
            "records",
            "reminders",
            "search",
            "task_rules",
            "timeline",
        ):
            import_module(f"listening.{socket}")
