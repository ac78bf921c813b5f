"""The place of campaigns in the menu."""

from django.utils.translation import gettext_lazy as _

from crm.access.roles import Permission
from crm.ui.navigation import Place, add

add(Place("campaigns", _("Campaigns"), "megaphone", "campaigns:list", Permission.VIEW_CAMPAIGNS, order=50))
