"""The panels socket: what a higher room shows on a lower room's page.

    panels.add("contacts.detail", "listening.words", words_panel, order=30)      # in AppConfig.ready()

    def words_panel(request, *, contact) -> str:                                 # "" shows nothing
        return render_to_string("listening/_words_panel.html", {...}, request=request)

The page says where: {% panels "contacts.detail" contact=contact %}. Places in use: "contacts.detail" (main column; takes
`contact`), "contacts.detail.side" (`contact`), "tasks.today" (main column), "tasks.today.side", "tasks.today.next" (asked
in order for the one next thing: the first that answers wins).
"""

from collections.abc import Callable

from django.http import HttpRequest

Render = Callable[..., str]
_panels: dict[str, dict[str, tuple[int, Render]]] = {}


def add(place: str, name: str, render: Render, *, order: int = 100) -> None:
    _panels.setdefault(place, {})[name] = (order, render)


def rendered(request: HttpRequest, place: str, **context: object) -> list[str]:
    """Those that have something to show, in order."""
    found = sorted(_panels.get(place, {}).items(), key=lambda item: (item[1][0], item[0]))
    shown = (render(request, **context) for _name, (_order, render) in found)
    return [html for html in shown if html.strip()]


def first(request: HttpRequest, place: str, **context: object) -> str:
    """The first that has something to show."""
    for _name, (_order, render) in sorted(_panels.get(place, {}).items(), key=lambda item: (item[1][0], item[0])):
        if html := render(request, **context).strip():
            return html
    return ""
