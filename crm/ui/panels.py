"""The panels socket: what a higher room shows on a lower room's page.

    panels.add("contacts.detail", "listening.words", words_panel, order=30)      # in AppConfig.ready()

    def words_panel(request, *, contact) -> str:                                 # "" shows nothing
        return render_to_string("listening/notes/_words_panel.html", {...}, request=request)

The page says where: {% panels "contacts.detail" contact=contact %}. Places in use: "contacts.detail",
"contacts.detail.side" and "contacts.detail.next" (the one next step; these take `contact`), "tasks.today",
"tasks.today.side", "tasks.today.next", "contacts.many" (a line of the bar under ticked people: a button with its
`formaction`), "contacts.list" (a line of the menu of a list, takes its `query`), "ui.mast" (beside the account, on every page: one cheap query at most). Of a ".next" place all are asked in order and the first that answers wins.
"""

from collections.abc import Callable, Iterator

from django.http import HttpRequest

Render = Callable[..., str]
_panels: dict[str, dict[str, tuple[int, Render]]] = {}


def add(place: str, name: str, render: Render, *, order: int = 100) -> None:
    _panels.setdefault(place, {})[name] = (order, render)


def rendered(request: HttpRequest, place: str, **context: object) -> list[str]:
    """Those that have something to show, in order."""
    return list(_shown(request, place, **context))


def first(request: HttpRequest, place: str, **context: object) -> str:
    """The first that has something to show."""
    return next(_shown(request, place, **context), "")


def _shown(request: HttpRequest, place: str, **context: object) -> Iterator[str]:
    found = sorted(_panels.get(place, {}).items(), key=lambda item: (item[1][0], item[0]))
    for _name, (_order, render) in found:
        html = render(request, **context)
        # Returned as it is: stripping would turn safe HTML into plain text, and the page would escape it.
        if html.strip():
            yield html
