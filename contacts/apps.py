from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from crm.access.roles import Permission
from crm.ui import navigation

P, Place = Permission, navigation.Place
MORE = (
    Place("guardians", _("Waiting for a guardian"), "shield", "contacts:guardians", P.VIEW_MINORS, order=60, menu="more"),
    Place("school_year", _("School year"), "school", "contacts:school_year", P.EDIT_CONTACTS, order=61, menu="more"),
    Place("fields", _("Our own questions"), "list-checks", "contacts:fields", P.MANAGE_SETTINGS, order=74.1, menu="more"),
    Place("ladder", _("Ladder"), "trending-up", "contacts:ladder", P.MANAGE_SETTINGS, order=74.2, menu="more"),
    Place("closed", _("Not to be reached"), "ban", "contacts:closed", P.MANAGE_SETTINGS, order=74.3, menu="more"),
)  # fmt: skip


class ContactsConfig(AppConfig):
    name = "contacts"
    label = "contacts"

    def ready(self):
        for module in (
            "facts.people",
            "facts.reaching",
            "facts.standing",
            "facts.kin",
            "facts.customs",
            "records",
            "verbs",
            "search",
            "timeline",
            "timeline.many",
            "metrics",
            "importers",
            "navigation",
            "panels",
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
        for place in MORE:
            navigation.add(place)
