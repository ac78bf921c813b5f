from importlib import import_module

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "crm.imports"
    label = "imports"

    def ready(self):
        for socket in ("records", "places", "public_lists", "enrollment"):
            import_module(f"crm.imports.{socket}")
