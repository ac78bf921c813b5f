import datetime as dt

import pytest
from django.test import RequestFactory

from contacts.models import Contact
from crm.access.tenancy import tenant
from crm.ui.paging import keyset
from tests import make

SORTS = {"name": ("sort_name", "pk"), "talk": ("last_talk_at", "pk")}
DAY = dt.datetime(2026, 10, 1, 12, 0, 0, 123456, tzinfo=dt.UTC)


@pytest.fixture
def people(db):
    """Seven contacts A to G; B and C were never talked with, E and F at the same moment."""
    north = make.organization()
    days = dict(zip("ABCDEFG", [10, None, None, 40, 20, 20, 30], strict=True))
    for letter in "GCAEBFD":
        at = DAY + dt.timedelta(days=days[letter]) if days[letter] else None
        make.contact(north, given_name=letter, family_name="Reyes", last_talk_at=at)
    with tenant(north.id):
        yield


def page(query="", *, default="name", size=3):
    request = RequestFactory().get(f"/{query}")
    return keyset(Contact.objects.all(), request, sorts=SORTS, default=default, size=size)


def letters(rows):
    return "".join(row.given_name for row in rows)


def walk(query, step):
    """The letters page by page, following `next_url` or `previous_url` to the end."""
    pages = []
    while query is not None:
        shown = page(query)
        pages.append(letters(shown))
        query = getattr(shown, step) or None
    return pages


def test_forward_shows_every_row_once_in_order(people):
    assert walk("", "next_url") == ["ABC", "DEF", "G"]


def test_back_shows_the_same_pages(people):
    last = page(page(page().next_url).next_url)

    assert letters(last) == "G"
    assert walk(last.previous_url, "previous_url") == ["DEF", "ABC"]


@pytest.mark.parametrize("sort", ["talk", "-talk"])
def test_empty_values_come_last_in_both_directions_and_are_reached_once(people, sort):
    shown = walk(f"?sort={sort}", "next_url")

    assert sorted("".join(shown)) == list("ABCDEFG")
    assert set("".join(shown)[-2:]) == {"B", "C"}
    assert "".join(shown)[0] == ("A" if sort == "talk" else "D")


@pytest.mark.parametrize("sort", ["talk", "-talk"])
def test_back_from_the_empty_values_repeats_the_way_there(people, sort):
    there = walk(f"?sort={sort}", "next_url")
    last = page(page(page(f"?sort={sort}").next_url).next_url)

    back = walk(last.previous_url, "previous_url")

    assert [*reversed(back), there[-1]] == there


def test_the_first_and_the_last_page_know_that_they_are(people):
    first = page()
    last = page(size=50)

    assert first.previous_url == ""
    assert (last.next_url, last.previous_url) == ("", "")


def test_a_page_costs_one_query_however_deep(people, django_assert_num_queries):
    deep = page(page().next_url).next_url

    with django_assert_num_queries(1):
        page(deep)


@pytest.mark.parametrize("sort", ["given_name", "-pk", "name;drop", "sort_name__regex"])
def test_only_the_listed_sorts_are_followed(people, sort):
    shown = page(f"?sort={sort}")

    assert shown.sort == "name"
    assert letters(shown) == "ABC"


@pytest.mark.parametrize("cursor", ["x", "é", "gAAAAABkzz", "a" * 5000])
def test_a_forged_cursor_gives_the_first_page(people, cursor):
    assert letters(page(f"?after={cursor}")) == "ABC"


def test_a_cursor_of_another_sort_gives_the_first_page(people):
    cursor = page("?sort=name").next_url.partition("after=")[2]

    assert letters(page(f"?sort=-name&after={cursor}")) == "GFE"


def test_a_cursor_does_not_show_the_value_it_stands_for(people):
    assert "reyes" not in page().next_url
    assert "cmV5ZX" not in page().next_url  # base64


def test_urls_keep_the_filters_and_drop_the_place_when_the_sort_changes(people):
    second = page("?state=NC" + page().next_url.replace("?", "&"))

    assert "state=NC" in second.next_url
    assert second.sort_url("talk") == "?state=NC&sort=talk"
    assert page("?sort=name").sort_url("name") == "?sort=-name"
