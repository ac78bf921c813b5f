"""Places of listening in the menu."""

from django.utils.translation import gettext_lazy as _

from crm.access.roles import Permission
from crm.ui.navigation import Place, add

add(
    Place(
        "talk",
        _("Talk"),
        "plus",
        "listening:log",
        Permission.LOG_CONVERSATION,
        order=30,
        dock="act",
        menu="more",
        hint=_("Log a conversation or a try"),
    )
)
add(
    Place("listening", _("Listening"), "ear", "listening:list", Permission.VIEW_NOTES, order=40, dock="place")
)
add(
    Place(
        "turf",
        _("My turf"),
        "route",
        "listening:turf",
        Permission.LOG_CONVERSATION,
        order=45,
        menu="more",
        hint=_("The people you are to talk with"),
    )
)
