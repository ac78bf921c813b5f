"""Imports in the menu."""

from django.utils.translation import gettext_lazy as _

from crm.access.roles import Permission
from crm.ui import navigation

navigation.add(
    navigation.Place(
        "imports",
        _("Imports"),
        "upload",
        "imports:start",
        Permission.IMPORT,
        order=60,
        hint=_("Bring people in from a spreadsheet"),
    )
)
