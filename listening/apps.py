from importlib import import_module

from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "listening"
    label = "listening"

    def ready(self):
        for socket in (
            "feed",
            "coding_panels",
            "analysis_panels",
            "exporters",
            "ledger",
            "report_panels",
            "report_rules",
            "facts",
            "importers",
            "metrics",
            "navigation",
            "note_panels",
            "note_verbs",
            "panels",
            "records",
            "reminders",
            "round_rules",
            "search",
            "standing_panels",
            "task_rules",
            "timeline",
            "verbs",
        ):
            import_module(f"listening.{socket}")
