from importlib import import_module

from django.apps import AppConfig

SOCKETS = (
    "asks",
    "feed",
    "metrics",
    "navigation",
    "next_steps",
    "panels",
    "records",
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
