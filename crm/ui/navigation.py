"""The places of the main menu. Rooms add theirs in `AppConfig.ready()`; nothing here knows any room."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

Menu = Literal["main", "more", "account"]
Dock = Literal["place", "act"]


@dataclass(frozen=True)
class Place:
    """One entry. `permission` None: everyone signed in. `dock="act"` is the green one under the thumb."""

    name: str
    label: str | Promise
    icon: str
    url_name: str
    permission: Any = None
    order: int = 100
    dock: Dock | None = None
    menu: Menu = "main"
    hint: str | Promise = ""
    count: Callable[[Any], int] | None = (
        None  # of an actor: what waits there. Asked where all places are listed
    )


@dataclass(frozen=True)
class Shown:
    """A place as this reader sees it."""

    place: Place
    url: str
    current: bool = False
    actor: Any = None

    @property
    def waiting(self) -> int:
        """What waits there: a query, made only where a template asks for it."""
        return self.place.count(self.actor) if self.place.count else 0


@dataclass
class Menus:
    main: list[Shown] = field(default_factory=list)
    more: list[Shown] = field(default_factory=list)
    account: list[Shown] = field(default_factory=list)
    dock: list[Shown] = field(default_factory=list)


_places: dict[str, Place] = {}


def add(place: Place) -> None:
    """Add a place; adding the same name again replaces it, so that a reload does not double the menu."""
    _places[place.name] = place


def places() -> list[Place]:
    return sorted(_places.values(), key=lambda place: (place.order, place.name))


def menus(request: HttpRequest) -> Menus:
    """What the reader of `request` may enter. Without an actor (signed out) all menus are empty."""
    actor = getattr(request, "actor", None)
    menus = Menus()
    if actor is None:
        return menus
    allowed = [(p, url) for p in places() if _may(actor, p) and (url := _url(p))]
    here = current(request.path, ((p.name, url) for p, url in allowed))
    for place, url in allowed:
        shown = Shown(place, url, place.name == here, actor)
        getattr(menus, place.menu).append(shown)
        if place.dock:
            menus.dock.append(shown)
    return menus


def current(path: str, urls: Iterable[tuple[str, str]]) -> str:
    """The name whose URL is the longest beginning of `path`; the front page only when it is the path."""
    best, length = "", 0
    for name, url in urls:
        within = url != "/" and url.endswith("/") and path.startswith(url)
        if (path == url or within) and len(url) > length:
            best, length = name, len(url)
    return best


def _may(actor: Any, place: Place) -> bool:
    return place.permission is None or actor.can(place.permission)


def _url(place: Place) -> str:
    # A place may be declared before its page is mounted; a missing page is left out, not a broken menu.
    try:
        return reverse(place.url_name)
    except NoReverseMatch:
        return ""
