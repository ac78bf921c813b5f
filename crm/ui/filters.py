"""What is filtered, in words, each with a link that takes it off. The filters themselves live in the URL."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField, CheckboxInput, Form
from django.http import QueryDict
from django.utils.translation import gettext as _

from crm.ui.paging import PLACE


@dataclass(frozen=True)
class Chip:
    """An active filter: what it says, and the query string without it."""

    label: str
    url: str
    is_unread: bool = False


def chips(form: Form, query: QueryDict, *, skip: Iterable[str] = ()) -> list[Chip]:
    """A chip per value chosen in a GET form (also `filterset.form`), in the form's order. What cannot be read says so."""
    if not form.is_bound:
        return []
    form.is_valid()
    found = []
    for bound in form:
        if bound.errors and any(query.getlist(bound.html_name)):
            found.append(unread(bound.label, query, bound.html_name))
        elif bound.name not in skip:
            found += [
                Chip(words, _without(query, bound.html_name, raw))
                for words, raw in _values(bound, form.cleaned_data.get(bound.name), query)
            ]
    return found


def unread(label: Any, query: QueryDict, name: str) -> Chip:
    """A part of the address that says nothing any more."""
    return Chip(_("%(label)s: cannot be read") % {"label": label}, without(query, name), is_unread=True)


def keep(query: QueryDict, *, drop: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Pairs for hidden inputs, so that one GET form keeps what another one chose."""
    gone = PLACE | set(drop)
    return [(name, value) for name, values in query.lists() if name not in gone for value in values]


def without(query: QueryDict, name: str) -> str:
    """The address from the first page on, without this filter."""
    new = query.copy()
    for gone in (*PLACE, name):
        new.pop(gone, None)
    return f"?{new.urlencode()}"


def _values(bound: BoundField, value: Any, query: QueryDict) -> Iterable[tuple[str, str]]:
    raws = [raw for raw in query.getlist(bound.html_name) if raw]
    if value in (None, "", False) or not raws:
        return
    if isinstance(bound.field.widget, CheckboxInput):
        yield str(bound.label), raws[0]
        return
    choices = {str(key): str(words) for key, words in _flat(getattr(bound.field, "choices", ()))}
    for raw in raws:
        yield choices.get(raw, f"{bound.label}: {raw}"), raw


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for key, words in choices:
        if isinstance(words, list | tuple):
            yield from words
        else:
            yield key, words


def _without(query: QueryDict, name: str, raw: str) -> str:
    new = query.copy()
    for place in PLACE:
        new.pop(place, None)
    new.setlist(name, [value for value in new.getlist(name) if value != raw])
    return f"?{new.urlencode()}"
