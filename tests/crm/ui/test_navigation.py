from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from crm.ui import navigation
from crm.ui.navigation import Place


@pytest.fixture
def menu(monkeypatch):
    monkeypatch.setattr(navigation, "_places", {})
    navigation.add(Place("later", "Later", "sun", "ui:more", order=20))
    navigation.add(Place("first", "First", "sun", "ui:components", "see", order=10, dock="place"))
    navigation.add(Place("unbuilt", "Unbuilt", "sun", "nowhere:list"))


def asked(path, *permissions):
    request = RequestFactory().get(path)
    request.actor = SimpleNamespace(can=lambda permission: permission in permissions)
    return request


def names(shown):
    return [one.place.name for one in shown]


def test_places_stand_in_order_and_only_those_the_reader_may_enter(menu):
    may, may_not = navigation.menus(asked("/", "see")), navigation.menus(asked("/"))

    assert names(may.main) == ["first", "later"]
    assert names(may.dock) == ["first"]
    assert names(may_not.main) == ["later"]


def test_somebody_signed_out_gets_no_menu(menu):
    assert navigation.menus(RequestFactory().get("/")).main == []


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "today"),
        ("/people/", "people"),
        ("/people/7/", "people"),
        ("/people/imports/3/", "imports"),
        ("/x/", ""),
    ],
)
def test_the_current_place_is_the_longest_beginning_of_the_path(path, name):
    urls = [("today", "/"), ("people", "/people/"), ("imports", "/people/imports/")]

    assert navigation.current(path, urls) == name
