from importlib import import_module

from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "listening"
    label = "listening"

    def ready(self):
        for socket in (
            "feed",
            "coding_panels",
            "ledger",
            "report_panels",
            "report_rules",
            "facts",
            "importers",
            "metrics",
            "navigation",
            "note_panels",
            "panels",
            "records",
            "reminders",
            "search",
            "standing_panels",
            "task_rules",
            "timeline",
        ):
            import_module(f"listening.{socket}")
