from importlib import import_module

from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "listening"
    label = "listening"

    def ready(self):
        for socket in (
            "exporters",
            "facts",
            "feed",
            "importers",
            "ledger",
            "metrics",
            "navigation",
            "panels.analysis",
            "panels.coding",
            "panels.notes",
            "panels.people",
            "panels.reports",
            "panels.standing",
            "records",
            "reminders",
            "search",
            "task_rules.reports",
            "task_rules.rounds",
            "task_rules.talks",
            "timeline",
            "verbs.coding",
            "verbs.notes",
            "verbs.rounds",
            "verbs.standing",
            "verbs.talks",
            "verbs.themes",
        ):
            import_module(f"listening.{socket}")
