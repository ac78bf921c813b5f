from importlib import import_module

from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "listening"
    label = "listening"

    def ready(self):
        for socket in ("metrics", "navigation", "panels", "records", "reminders", "search", "timeline"):
            import_module(f"listening.{socket}")
