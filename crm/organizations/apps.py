from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from crm.access.roles import Permission
from crm.ui import navigation
from crm.ui.navigation import Place

PLACES = (
    Place("members", _("Members"), "users-round", "organizations:members", Permission.MANAGE_MEMBERS, order=70, menu="more"),
    Place("partners", _("Partners"), "building-2", "organizations:partners", Permission.MANAGE_PARTNERS, order=72, menu="more"),
    Place("organization", _("Organization"), "settings", "organizations:settings", Permission.MANAGE_SETTINGS, order=74, menu="more"),
    Place("audit", _("Audit"), "history", "organizations:audit", Permission.VIEW_AUDIT, order=76, menu="more"),
    Place("tokens", _("API tokens"), "key", "organizations:tokens", Permission.USE_API, order=78, menu="more"),
    Place("roles", _("Roles"), "id-card", "organizations:roles", order=92, menu="account"),
)  # fmt: skip


class OrganizationsConfig(AppConfig):
    name = "crm.organizations"
    label = "organizations"

    def ready(self):
        for place in PLACES:
            navigation.add(place)
