from importlib import import_module

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"
    label = "campaigns"

    def ready(self):
        for socket in (
            "metrics",
            "navigation",
            "next_steps",
            "panels",
            "records",
            "reminders",
            "search",
            "timeline",
        ):
            import_module(f"campaigns.{socket}")
