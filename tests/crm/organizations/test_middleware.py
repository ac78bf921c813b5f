"""A request: one organization, one transaction, a second factor where the role asks for it."""

import os
import subprocess
import sys

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.access.roles import ROLES, Permission, Role
from crm.access.tenancy import tenant
from crm.organizations.models import Invitation, Membership, Organization
from tests import make
from tests.house.source import REPOSITORY


def test_a_role_that_needs_a_second_factor_is_shown_how_to_add_one(client, cast):
    make.login(client, cast.lead, second_factor=False)

    page = client.get(reverse("organizations:roles"))

    assert page.status_code == 403
    assert reverse("mfa_activate_totp") in page.content.decode()
    assert client.get("/accounts/").status_code == 200


@pytest.mark.parametrize(
    ("who", "status"), [("volunteer", 200), ("viewer", 200), ("organizer", 403), ("staff", 403)]
)
def test_only_roles_that_reach_far_need_one(client, cast, who, status):
    make.login(client, getattr(cast, who), second_factor=False)

    assert client.get(reverse("organizations:roles")).status_code == status


@pytest.mark.parametrize(
    ("setting", "is_demo", "status"), [(True, True, 200), (True, False, 403), (False, True, 403)]
)
def test_the_demo_needs_none_if_settings_and_organization_agree(
    client, cast, settings, setting, is_demo, status
):
    settings.DEMO = setting
    with tenant(cast.north.id):
        Organization.objects.update(is_demo=is_demo)
    make.login(client, cast.lead, second_factor=False)

    assert client.get(reverse("organizations:roles")).status_code == status


def test_production_refuses_the_demos_convenience(tmp_path):
    production = {
        "EARSHOT_ENV": "production",
        "EARSHOT_DEMO": "1",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "earshot.example.org",
        "EARSHOT_HOME": str(tmp_path),
        "PATH": os.environ["PATH"],
    }

    started = subprocess.run(
        [sys.executable, "-c", "import crm.settings"],
        env=production,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )

    assert started.returncode != 0
    assert "not in production" in started.stderr


def test_cookies_are_bound_to_the_host_in_production(tmp_path):
    said = (
        "import crm.settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE)"
    )
    production = {
        "EARSHOT_ENV": "production",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "earshot.example.org",
        "EARSHOT_HOME": str(tmp_path),
        "PATH": os.environ["PATH"],
    }

    started = subprocess.run(
        [sys.executable, "-c", said], env=production, cwd=REPOSITORY, capture_output=True, text=True
    )

    assert started.stdout.split() == ["__Host-session", "True", "True", "Lax"]


def test_a_refused_form_leaves_nothing_and_nobody_signed_out(client, cast):
    make.login(client, cast.admin)
    with tenant(cast.north.id):
        before = Membership.objects.count()

    answer = client.post(reverse("organizations:invite"), {"email": "x", "role": "viewer"})

    assert answer.status_code == 422
    with tenant(cast.north.id):
        assert Membership.objects.count() == before
    assert client.get(reverse("organizations:members")).status_code == 200


def test_every_answer_to_somebody_signed_in_is_private(client, cast):
    make.login(client, cast.admin)

    for name in ("organizations:members", "organizations:roles", "accounts:security"):
        assert client.get(reverse(name))["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("role", ROLES.values(), ids=lambda role: role.key)
def test_a_role_that_exports_imports_administers_or_sees_minors_needs_a_second_factor(role: type[Role]):
    reaches_far = {
        Permission.EXPORT,
        Permission.IMPORT,
        Permission.VIEW_MINORS,
        Permission.MANAGE_MEMBERS,
        Permission.MANAGE_PARTNERS,
    }

    assert role.needs_second_factor() == bool(role.permissions & reaches_far)


class TestToken:
    """A token is for the API. On a page it counts for nothing, since pages do not ask whether it may write."""

    def bearer(self, secret: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {secret}"}

    def test_opens_the_api(self, client, cast):
        secret = make.token(cast.north, "org_admin", by=cast.admin)

        assert client.get("/api/v1/contacts/", headers=self.bearer(secret)).status_code == 200
        assert make.token_row(cast.north, secret).last_used_on == timezone.localdate()

    def test_opens_no_page_and_posts_no_form(self, client, cast):
        secret = make.token(cast.north, "org_admin", by=cast.admin)
        page = reverse("organizations:members")

        assert client.get(page, headers=self.bearer(secret)).status_code == 302
        posted = client.post(
            reverse("organizations:invite"),
            {"email": "eve@example.org", "role": "org_admin"},
            headers=self.bearer(secret),
        )

        assert posted.status_code == 401
        with tenant(cast.north.id):
            assert not Invitation.objects.exists()

    def test_that_may_only_read_writes_nothing(self, client, cast):
        secret = make.token(cast.north, "partner_lead", by=cast.lead)

        answer = client.post(
            "/api/v1/contacts/",
            {"given_name": "Ana"},
            content_type="application/json",
            headers=self.bearer(secret),
        )

        assert answer.status_code == 403


def test_somebody_signed_in_is_spoken_to_in_their_language(client, cast):
    person = make.member(cast.north, "volunteer", language="es")
    make.login(client, person)

    assert '<html lang="es"' in client.get(reverse("organizations:roles")).content.decode()
