"""Every address, asked by everybody. The table is routes.py; how to add a line is in README.md."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from crm.access.roles import ROLES, Permission
from crm.access.tenancy import tenant
from crm.accounts.models import User
from crm.organizations.models import Membership
from tests import make
from tests.walls.routes import ANYBODY, MEMBER, ROUTES, SIGNED_IN, Route

PASSWORD = "four unrelated words here"
READERS = ["anonymous", "nowhere", "outsider", *ROLES]


def names(resolver, prefix: str = "") -> set[str]:
    found = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            found |= names(entry, inner)
        else:
            found.add(f"{prefix}{entry.name or entry.pattern}")
    return found


def test_every_address_has_a_line_and_every_line_an_address():
    listed = {route.name for route in ROUTES}

    assert names(get_resolver()) ^ listed == set()


@pytest.fixture
def world(db):
    return World()


class World:
    """Three organizations, and readers made when they are needed."""

    def __init__(self):
        self.coalition = make.organization("All Together", kind="coalition")
        self.north = make.organization("Northside", coalition=self.coalition)
        self.south = make.organization("Southside", coalition=self.coalition)

    def home_of(self, reader: str):
        if reader == "outsider":
            return self.south
        return self.coalition if reader in ROLES and ROLES[reader].in_coalition else self.north

    def client(self, reader: str, *, second_factor: bool = True) -> Client:
        client = Client(raise_request_exception=True)
        if reader == "anonymous":
            return client
        role = {"outsider": "partner_lead", "nowhere": "volunteer"}.get(reader, reader)
        home = self.home_of(reader)
        actor = make.member(home, role, password=PASSWORD, is_youth_trained=True)
        make.login(client, actor, second_factor=second_factor)
        if reader == "nowhere":
            with tenant(home.id):
                Membership.objects.filter(pk=actor.id).delete()
        return client

    def ask(self, client: Client, route: Route, of, *, arguments: dict | None = None):
        made = {
            key: getattr(value := _value(raw, of), "pk", value) for key, raw in route.arguments.items()
        } | (arguments or {})
        data = {key: _value(raw, of) for key, raw in route.data.items()}
        content = {"content_type": "application/json"} if route.name.startswith("api") and data else {}
        return getattr(client, route.method)(reverse(route.name, kwargs=made), data or None, **content)


def _value(raw, of):
    return raw(of) if callable(raw) else raw


def holds(reader: str, permission: Permission) -> bool:
    role = ROLES["partner_lead" if reader == "outsider" else reader]
    return permission in role.permissions


def expected(route: Route, reader: str) -> set[int]:
    if route.allowed == ANYBODY:
        return route.answers
    if reader == "anonymous":
        return {route.anonymous or (401 if route.name.startswith("api") else 302)}
    if route.allowed == SIGNED_IN:
        return route.answers
    if reader == "nowhere":
        # Nobody acts for an organization here, which an API client is told as one without a token.
        return {401} if route.name.startswith("api:") and route.anonymous is None else {403}
    if reader in route.roles:
        return {route.roles[reader]}
    if route.allowed == MEMBER or holds(reader, route.allowed):
        return {404} if reader == "outsider" and objects(route) else route.answers
    return {403}


def objects(route: Route) -> list[str]:
    return [key for key, raw in route.arguments.items() if callable(raw)]


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_every_reader_gets_what_the_table_says(route, world):
    got, wanted = {}, {}
    for reader in READERS:
        # The outsider knows the addresses of Northside; everybody else asks about their own organization.
        of = world.north if reader == "outsider" else world.home_of(reader)

        response = world.ask(world.client(reader), route, of)

        wanted[reader] = expected(route, reader)
        got[reader] = response.status_code
        if reader == "anonymous" and wanted[reader] == {302} and route.allowed != ANYBODY:
            assert response["Location"].startswith(reverse("account_login"))

    wrong = {reader: (got[reader], wanted[reader]) for reader in READERS if got[reader] not in wanted[reader]}

    assert wrong == {}


@pytest.mark.parametrize("route", [route for route in ROUTES if objects(route)], ids=str)
def test_anothers_object_looks_like_none_at_all(route, world):
    reader = next(
        key
        for key in ("partner_lead", "org_admin", "volunteer", "coalition_admin")
        if route.allowed == MEMBER or holds(key, route.allowed)
    )
    client = world.client(reader)

    theirs = world.ask(client, route, world.south)
    nobodys = world.ask(client, route, world.south, arguments={key: uuid.uuid4() for key in objects(route)})

    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert plain(theirs.content) == plain(nobodys.content)


GUARDED = [
    route
    for route in ROUTES
    if route.allowed not in (ANYBODY, SIGNED_IN) and route.name != "organizations:switch"
]


@pytest.mark.parametrize(
    "role", [role for role in ROLES.values() if role.needs_second_factor()], ids=lambda r: r.key
)
def test_without_a_second_factor_a_role_that_needs_it_gets_no_further(role, world):
    client = world.client(role.key, second_factor=False)
    of = world.home_of(role.key)

    opened = [str(route) for route in GUARDED if world.ask(client, route, of).status_code != 403]

    assert opened == []


def plain(body: bytes) -> str:
    """Without what differs on every answer: tokens, nonces, request numbers, ids."""
    text = body.decode()
    text = re.sub(r'(name="csrfmiddlewaretoken" value|x-csrftoken"?:)\s*=?\s*"?[\w-]+', "", text)
    text = re.sub(r"ear-[\w-]{9}", "", text)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "", text)


def test_a_deactivated_person_gets_no_answer_from_the_next_request_on(world):
    client = world.client("org_admin")
    assert client.get(reverse("organizations:members")).status_code == 200

    User.objects.all().update(is_active=False)

    assert client.get(reverse("organizations:members")).status_code == 302
