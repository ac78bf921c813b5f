"""An empty installation, and the coalition's partners. Committed for real: two logins look at the same rows."""

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from crm.access.actors import System
from crm.access.roles import ROLES
from crm.access.tenancy import tenant
from crm.accounts.models import User
from crm.audit.models import AuditEvent
from crm.organizations import first_run
from crm.organizations.models import Membership, Organization
from crm.organizations.resolving import is_empty, memberships_of
from crm.organizations.services import invitations, partners
from crm.queue.models import Job
from tests import make

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")

SETUP = "/setup/"


def answers(**fields) -> dict:
    return {
        "token": first_run.code(),
        "coalition": "All Together",
        "partner": "Northside",
        "kind": "state",
        "state": "NC",
        "name": "Ada Admin",
        "email": "ada@example.org",
        "language": "en",
        "time_zone": "America/New_York",
        "password": "seven blue doors open",
        **fields,
    }


@pytest.fixture(autouse=True)
def _no_code_left(monkeypatch, tmp_path):
    """Two processes of a test run share a home."""
    monkeypatch.setattr(first_run, "_path", lambda: tmp_path / "setup-token.txt")


def organizations() -> int:
    with connections["coalition"].cursor() as cursor:
        cursor.execute("select count(*) from organizations_organization")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("path", ["/accounts/login/"])
def test_an_empty_installation_leads_to_its_one_page(client, path):
    assert client.get(path)["Location"] == SETUP
    assert client.get(SETUP).status_code == 200


def test_the_code_is_written_where_its_owner_looks(client):
    client.get(SETUP)

    path = first_run._path()

    assert path.read_text().strip() == first_run.code()
    assert path.stat().st_mode & 0o077 == 0


def test_one_form_makes_the_coalition_its_first_partner_and_the_administrator_of_both(client):
    client.get(SETUP)

    answer = client.post(SETUP, answers())

    assert (answer.status_code, answer["Location"]) == (302, "/")
    user = User.objects.get(email="ada@example.org")
    assert {(m.organization.name, m.role.key) for m in memberships_of(user.pk)} == {
        ("All Together", "coalition_admin"),
        ("Northside", "org_admin"),
    }
    assert client.session["_auth_user_id"] == str(user.pk)
    assert not first_run._path().exists()


def test_the_partner_can_wait(client):
    client.post(SETUP, answers(partner="", kind="", state=""))

    assert organizations() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"token": "ABCD-EFGH-JKMN"},
        {"token": ""},
        {"password": "short"},
        {"password": "All Together 2026!"},
        {"email": "x"},
    ],
    ids=str,
)
def test_without_the_code_or_with_a_poor_password_nothing_is_made(client, wrong):
    answer = client.post(SETUP, answers(**wrong))

    assert answer.status_code == 422
    assert is_empty()
    assert not User.objects.exists()


def test_the_code_may_be_typed_as_one_reads_it(client):
    typed = first_run.code().lower().replace("-", " ")

    assert client.post(SETUP, answers(token=typed)).status_code == 302


def test_it_answers_never_again(client):
    client.post(SETUP, answers())

    stranger = Client()

    assert stranger.get(SETUP).status_code == 404
    assert stranger.post(SETUP, answers(email="eve@example.org")).status_code == 404
    assert organizations() == 2


def test_of_eight_at_once_one_founds(db):
    def found(number: int) -> int:
        try:
            return Client().post(SETUP, answers(email=f"ada{number}@example.org", partner="")).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        got = sorted(pool.map(found, range(8)))

    assert got[0] == 302
    assert set(got[1:]) <= {404, 422}
    assert (organizations(), User.objects.count()) == (1, 1)


def test_guessing_the_code_is_limited(client):
    for _ in range(30):
        client.post(SETUP, answers(token="ABCD-EFGH-JKMN"))

    assert client.post(SETUP, answers()).status_code == 422


class TestPartners:
    @pytest.fixture
    def coalition(self):
        return make.organization("All Together", kind="coalition")

    @pytest.fixture
    def admin(self, client, coalition):
        actor = make.member(coalition, "coalition_admin")
        make.login(client, actor)
        return actor

    def add(self, client):
        return client.post(
            reverse("organizations:partners"),
            {
                "name": "Southside Parents",
                "kind": "local",
                "state": "SC",
                "language": "es",
                "time_zone": "America/New_York",
                "email": "sol@example.org",
            },
        )

    def test_a_partner_comes_with_an_invitation_for_its_first_administrator(self, client, admin):
        assert self.add(client).status_code == 302

        partner = partners.partners_of(admin).get().pk
        with tenant(partner):
            job = Job.objects.get(kind="organizations.send_invitation")
            by = System(organization_id=partner, reason="test")
            letter = invitations.letter(UUID(job.payload["invitation_id"]), by=by)
        link = re.search(r"https?://[^/\s]+(/join/\S+)", letter.body)[1]
        Client().post(
            link,
            {
                "name": "Sol",
                "language": "es",
                "time_zone": "America/New_York",
                "password": "seven blue doors open",
            },
        )

        (membership,) = memberships_of(User.objects.get(email="sol@example.org").pk)
        assert (membership.organization.name, membership.role) == ("Southside Parents", ROLES["org_admin"])
        with tenant(membership.organization.pk):
            assert Organization.objects.get().coalition_id == admin.organization_id
            assert list(AuditEvent.objects.order_by("id").values_list("verb", flat=True)) == [
                "organizations.founded",
                "organizations.member_joined",
                "accounts.signed_in",
            ]

    def test_the_coalition_sees_names_of_its_own_partners_only(self, client, admin, coalition):
        make.organization("Northside", coalition=coalition)
        make.organization("Canary", coalition=make.organization("Another coalition", kind="coalition"))

        page = client.get(reverse("organizations:partners")).content.decode()

        assert "Northside" in page
        assert "Canary" not in page

    def test_the_coalition_cannot_look_into_a_partner(self, client, admin, coalition):
        north = make.organization("Northside", coalition=coalition)
        member = make.member(north, "organizer")

        assert client.get(reverse("organizations:member", args=[member.id])).status_code == 404
        with tenant(coalition.id):
            assert not Membership.objects.filter(organization_id=north.id).exists()
