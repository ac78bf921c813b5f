"""Places of the overviews in the menu."""

from django.utils.translation import gettext_lazy as _

from crm.access.roles import Permission
from crm.ui.navigation import Place, add

add(
    Place(
        "overview",
        _("Overview"),
        "chart-column",
        "dashboard:organization",
        Permission.VIEW_OVERVIEW,
        order=60,
    )
)
add(
    Place(
        "coalition",
        _("Coalition"),
        "map",
        "dashboard:coalition",
        Permission.VIEW_COALITION,
        order=10,
        dock="place",
    )
)
