"""Places of listening in the menu, and the tabs inside the room."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
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
# Whoever reads no notes is led on to where the rounds stand.
add(
    Place(
        "listening", _("Listening"), "ear", "listening:list", Permission.VIEW_OVERVIEW, order=40, dock="place"
    )
)
add(
    Place(
        "to_finish",
        _("To finish"),
        "pencil-line",
        "listening:tray",
        Permission.LOG_CONVERSATION,
        order=44,
        menu="more",
        hint=_("Talks that wait for their words"),
    )
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


@dataclass(frozen=True)
class Tab:
    """A part of the room, beside the projects. `url_name` that is not there is left out."""

    name: str
    label: Promise
    url_name: str
    permission: Permission
    order: int


_tabs: dict[str, Tab] = {}


def add_tab(tab: Tab) -> None:
    _tabs[tab.name] = tab


def tabs(request: HttpRequest, here: str) -> list[dict]:
    """For ui/_tabs.html, those that this reader may open."""
    shown = []
    for tab in sorted(_tabs.values(), key=lambda tab: tab.order):
        try:
            url = reverse(tab.url_name)
        except NoReverseMatch:
            continue
        if request.actor.can(tab.permission):
            shown.append({"label": tab.label, "url": url, "current": tab.name == here})
    return shown


add_tab(Tab("projects", _("Projects"), "listening:list", Permission.VIEW_NOTES, 10))
add_tab(Tab("sessions", _("Sessions"), "listening:sessions", Permission.VIEW_NOTES, 20))
add_tab(Tab("notes", _("Notes"), "listening:notes", Permission.VIEW_NOTES, 25))
add_tab(Tab("guides", _("Guides"), "listening:guides", Permission.VIEW_NOTES, 30))
