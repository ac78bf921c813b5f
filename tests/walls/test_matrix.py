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
from tests.emptying import empty
from tests.walls.routes import ANYBODY, MEMBER, ROUTES, SIGNED_IN, Route

PASSWORD = "four unrelated words here"
# In everything of Southside that has words, and nowhere else.
CANARY = "Zyzzycanary"
# The same as somebody types it who hopes that a page believes them.
MARKUP = f"""{CANARY}"'><script>alert(1)</script>"""
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


@pytest.fixture(scope="module")
def readers(django_db_setup, django_db_blocker):
    """Made once and committed, since signing in fourteen people for each address would take minutes."""
    with django_db_blocker.unblock():
        yield Readers()
        empty()


@pytest.fixture
def world(readers, db):
    return readers


class Readers:
    """Three organizations and a signed-in browser for everybody who asks."""

    def __init__(self):
        self.coalition = make.organization("All Together", kind="coalition")
        self.north = make.organization("Northside", coalition=self.coalition)
        self.south = make.organization(
            "Southside", coalition=self.coalition, reply_to=f"{CANARY}@example.org"
        )
        sing(self.south)
        self.cookies = {(reader, True): self._sign_in(reader) for reader in READERS if reader != "anonymous"}
        self.cookies |= {(reader, False): self._sign_in(reader, second_factor=False) for reader in ROLES}

    def home_of(self, reader: str):
        if reader == "outsider":
            return self.south
        return self.coalition if reader in ROLES and ROLES[reader].in_coalition else self.north

    def client(self, reader: str, *, second_factor: bool = True) -> Client:
        client = Client()
        if reader != "anonymous":
            client.cookies["session"] = self.cookies[reader, second_factor]
        return client

    def ask(self, client: Client, route: Route, of, *, arguments: dict | None = None):
        data = {key: raw(of) if callable(raw) else raw for key, raw in route.data.items()}
        content = {"content_type": "application/json"} if route.name.startswith("api") and data else {}
        address = reverse(route.name, kwargs=arguments or route.arguments(of))
        return getattr(client, route.method)(address, data or None, **content)

    def _sign_in(self, reader: str, *, second_factor: bool = True) -> str:
        role = {"outsider": "partner_lead", "nowhere": "volunteer"}.get(reader, reader)
        home = self.home_of(reader)
        actor = make.member(home, role, password=PASSWORD, is_youth_trained=True)
        client = make.login(Client(), actor, second_factor=second_factor)
        if reader == "nowhere":
            with tenant(home.id):
                Membership.objects.filter(pk=actor.id).delete()
        return client.cookies["session"].value


def sing(of) -> None:
    """One of everything, each with the canary's name."""
    person = make.contact(of, given_name=MARKUP, family_name=MARKUP, city=MARKUP, sort_name=CANARY.casefold())
    make.method(of, person, f"{CANARY.lower()}@example.org")
    make.stake(of, person)
    make.tag(of, MARKUP, person)
    owner = make.member(of, "organizer", name=MARKUP, email=f"{CANARY}@example.org")
    make.turf(of, person, members=[owner], name=MARKUP)
    make.task(of, owner, title=MARKUP)
    make.message(of, owner, subject=MARKUP, text=MARKUP, to_address=f"{CANARY}@example.org")
    held = make.session(of, MARKUP)
    make.note(of, MARKUP, session=held)
    make.attempt(of)
    campaign = make.campaign(of, MARKUP)
    make.demand(of, MARKUP, campaign=campaign)
    make.signup(of, person, make.action(of, MARKUP))
    make.invitation(of, f"{CANARY}@example.org")
    make.job(of, label=MARKUP)
    make.token(of, by=owner)


def holds(reader: str, permission: Permission) -> bool:
    role = ROLES["partner_lead" if reader == "outsider" else reader]
    return permission in role.permissions


def body_of(response) -> bytes:
    """A file is read to its end, which closes it."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def expected(route: Route, reader: str) -> set[int]:
    if route.allowed == ANYBODY:
        return route.answers
    if reader == "anonymous":
        # To read, they are led to the sign-in page; what they sent comes back in their hands (crm.ui.unsent).
        refused = route.name.startswith("api") or (route.method == "post" and route.allowed != SIGNED_IN)
        return {route.anonymous or (401 if refused else 302)}
    if route.allowed == SIGNED_IN:
        return route.answers
    if reader == "nowhere":
        # Nobody acts for an organization here, which an API client is told as one without a token.
        return {401} if route.name.startswith("api:") and route.anonymous is None else {403}
    if reader in route.roles:
        return {route.roles[reader]}
    if route.allowed == MEMBER or holds(reader, route.allowed):
        return {404} if reader == "outsider" and route.has_objects else route.answers
    return {403}


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_every_reader_gets_what_the_table_says(route, world):
    got, wanted = {}, {}
    for reader in READERS:
        # The outsider knows the addresses of Northside; everybody else asks about their own organization.
        of = world.north if reader == "outsider" else world.home_of(reader)

        response = world.ask(world.client(reader), route, of)

        if reader != "outsider":
            assert CANARY.lower().encode() not in body_of(response).lower()
        wanted[reader] = expected(route, reader)
        got[reader] = response.status_code
        if reader == "anonymous" and wanted[reader] == {302} and route.allowed != ANYBODY:
            assert response["Location"].startswith(reverse("account_login"))

    wrong = {reader: (got[reader], wanted[reader]) for reader in READERS if got[reader] not in wanted[reader]}

    assert wrong == {}


@pytest.mark.parametrize("route", [route for route in ROUTES if route.has_objects], ids=str)
def test_anothers_object_looks_like_none_at_all(route, world):
    reader = next(
        key
        for key in ("partner_lead", "org_admin", "volunteer", "coalition_admin")
        if route.allowed == MEMBER or holds(key, route.allowed)
    )
    client = world.client(reader)

    nobodys_ids = {key: uuid.uuid4() for key in route.arguments(world.south)}

    theirs = world.ask(client, route, world.south)
    nobodys = world.ask(client, route, world.south, arguments=nobodys_ids)

    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert plain(theirs.content) == plain(nobodys.content)


ASKED = [
    route
    for route in ROUTES
    if route.method == "get" and not route.args and route.pk is None and route.allowed != ANYBODY
]


@pytest.mark.parametrize("reader", ["org_admin", "partner_lead", "coalition_admin"])
def test_no_search_finds_a_word_of_another_organization(reader, world):
    """Half of the word is asked for, since a page repeats what was typed."""
    words = dict.fromkeys(("q", "search", "name", "district", "school", "tag", "family_name"), CANARY[:6])
    client = world.client(reader)

    found = []
    for route in ASKED:
        for query in ({"q": CANARY[:6]}, {"search": CANARY[:6]}, words):
            answer = client.get(reverse(route.name), query)
            if CANARY.lower().encode() in answer.content.lower():
                found.append((str(route), sorted(query)))

    assert found == []


SHOWN = [route for route in ROUTES if route.method == "get"]


def test_what_somebody_typed_is_no_markup_on_any_page(world):
    """Everything of Southside is named so, and its lead asks for every address."""
    client, believed, told = world.client("outsider"), [], 0
    for route in SHOWN:
        answer = world.ask(client, route, world.south)
        body = body_of(answer)
        if answer["Content-Type"].startswith("text/html"):
            page = body.decode()
            believed += [str(route)] if f'{CANARY}"' in page or f"{CANARY}'" in page else []
            told += f"{CANARY}&quot;" in page

    assert believed == []
    assert told > 25


# Of what may be asked for in an address; each is read by some page.
ASKED_FOR = (
    "q",
    "search",
    "name",
    "page",
    "sort",
    "state",
    "kind",
    "tag",
    "from",
    "school",
    "district",
    "after",
)


@pytest.mark.parametrize("typed", ["a\0b", "\U0010ffff", "x" * 5_000], ids=["nul", "last letter", "long"])
def test_no_strange_sign_in_an_address_breaks_a_page(typed, world):
    client, broken = world.client("partner_lead"), []
    client.raise_request_exception = False
    for route in ASKED:
        answer = client.get(reverse(route.name), dict.fromkeys(ASKED_FOR, typed))
        broken += [str(route)] if answer.status_code >= 500 else []

    assert broken == []
    assert client.get("/r/a%00b/").status_code == 404


def test_the_canary_sings_where_it_lives(world):
    pages = [
        world.client("outsider").get(reverse(name)).content for name in ("contacts:list", "campaigns:list")
    ]

    assert all(CANARY.encode() in page for page in pages)


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
