from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from crm.access.roles import Permission
from crm.ui import navigation


class ContactsConfig(AppConfig):
    name = "contacts"
    label = "contacts"

    def ready(self):
        for module in (
            "facts.people",
            "facts.reaching",
            "records",
            "search",
            "timeline",
            "metrics",
            "importers",
        ):
            import_module(f"contacts.{module}")
        navigation.add(
            navigation.Place(
                "people",
                _("People"),
                "users",
                "contacts:list",
                Permission.VIEW_CONTACTS,
                order=20,
                dock="place",
            )
        )
