import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe

from crm.ui import panels


@pytest.fixture
def place(monkeypatch):
    monkeypatch.setattr(panels, "_panels", {})
    panels.add("page", "second", lambda request, *, person: mark_safe(f"<p>{person}</p>"), order=20)
    panels.add("page", "first", lambda request, *, person: mark_safe("\n"), order=10)


@pytest.mark.parametrize("tag", ["panels", "first_panel"])
def test_a_panel_shows_as_it_was_rendered_and_an_empty_one_not_at_all(place, tag):
    html = Template("{% load ui %}{% " + tag + ' "page" person="Lupe" %}').render(Context({"request": None}))

    assert html == "<p>Lupe</p>"
