from importlib import import_module

from django.apps import AppConfig

SOCKETS = (
    "asks",
    "feed",
    "facts",
    "importers",
    "metrics",
    "navigation",
    "next_steps",
    "panels",
    "records",
    "reminders",
    "search",
    "task_rules",
    "timeline",
)


class CampaignsConfig(AppConfig):
    name = "campaigns"
    label = "campaigns"

    def ready(self):
        for socket in SOCKETS:
            import_module(f"campaigns.{socket}")
