from importlib import import_module

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "contacts"
    label = "contacts"

    def ready(self):
        import_module("contacts.importers")
