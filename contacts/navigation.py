"""What this room adds to the menu beside People."""

from django.utils.translation import gettext_lazy as _

from contacts.duplicates.counting import waiting
from crm.access.roles import Permission
from crm.ui.navigation import Place, add

add(
    Place(
        "duplicates",
        _("Here twice?"),
        "git-compare",
        "contacts:duplicates",
        Permission.EDIT_CONTACTS,
        order=25,
        menu="more",
        hint=_("Records that may be one person"),
        count=waiting,
    )
)
