from importlib import import_module

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "crm.records"
    label = "records"

    def ready(self):
        import_module("crm.records.ground")
