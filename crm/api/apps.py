from importlib import import_module

from django.apps import AppConfig


class APIConfig(AppConfig):
    name = "crm.api"
    label = "api"

    def ready(self):
        import_module("crm.api.schema")
