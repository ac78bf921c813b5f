from importlib import import_module

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "crm.dashboard"
    label = "dashboard"

    def ready(self):
        for socket in ("navigation", "records"):
            import_module(f"crm.dashboard.{socket}")
