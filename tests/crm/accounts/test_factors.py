"""Second factors as somebody uses them."""

import time
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse

from crm.access.tenancy import tenant
from crm.accounts import factors, services
from crm.accounts.models import User
from crm.queue.models import Job
from tests.crm.accounts.conftest import PASSWORD

KNOWN = "vera@example.org"
MEMBERS = "/organizations/members/"


@pytest.fixture(autouse=True)
def _half_a_minute(monkeypatch):
    """It does not end between making a code and typing it."""
    now = time.time()
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: now))


def code_of(secret: str, *, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(auth.time.time()) // 30 + steps))


def enrol(door) -> str:
    """Add an authenticator app as the pages ask for it; the app's secret."""
    page = door.client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    answer = door.client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer.status_code == 302
    return secret


def finish(door, code: str):
    return door.client.post(reverse("mfa_authenticate"), {"code": code})


def later() -> None:
    """As if the codes used so far lay behind us."""
    for row in Authenticator.objects.filter(type=Authenticator.Type.TOTP):
        row.data["last_counter"] = 0
        row.save()


@pytest.fixture
def enrolled(door, person):
    door.knock(KNOWN)
    secret = enrol(door)
    later()
    return secret


def test_a_fresh_sign_in_leads_straight_to_the_code_to_scan(door, person):
    door.knock(KNOWN)

    assert door.client.get(reverse("mfa_activate_totp")).status_code == 200


def test_an_old_sign_in_asks_for_the_password_once_more(door, person):
    door.knock(KNOWN)
    session = door.client.session
    session["account_authentication_methods"] = [
        {**record, "at": record["at"] - 601} for record in session["account_authentication_methods"]
    ]
    session.save()

    answer = door.client.get(reverse("mfa_activate_totp"))

    assert answer["Location"].startswith(reverse("account_reauthenticate"))


def test_enrolling_proves_the_factor_changes_the_key_and_ends_other_sessions(door, another_door, person):
    another_door.knock(KNOWN)
    door.knock(KNOWN)
    before = door.key

    enrol(door)

    assert door.key != before
    assert door.client.get("/accounts/").status_code == 200
    assert another_door.client.get("/accounts/").status_code == 302
    records = door.client.session["account_authentication_methods"]
    assert "mfa" in {record["method"] for record in records}


def test_its_owner_is_told_by_a_job(door, person, cast):
    door.knock(KNOWN)

    enrol(door)

    with tenant(cast.north.id):
        job = Job.objects.get(kind="accounts.tell")
        notice = services.notice(person.user_id, job.payload["verb"])
    assert notice.to == [KNOWN]
    assert "authenticator app was added" in notice.body


def test_the_password_alone_then_opens_nothing(door, another_door, enrolled):
    answer = another_door.knock(KNOWN)

    assert answer["Location"] == reverse("mfa_authenticate")
    assert not another_door.is_in
    assert another_door.client.get("/accounts/").status_code == 302


def test_password_and_code_open_with_a_new_key(another_door, enrolled):
    another_door.knock(KNOWN)
    half_way = another_door.key

    finish(another_door, code_of(enrolled))

    assert another_door.is_in
    assert another_door.key != half_way


@pytest.mark.parametrize(("steps", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_the_clock_may_be_off_by_one_step(another_door, enrolled, steps, opens):
    another_door.knock(KNOWN)

    finish(another_door, code_of(enrolled, steps=steps))

    assert another_door.is_in == opens


def test_a_code_opens_once(door, another_door, enrolled):
    code = code_of(enrolled)
    door.client.logout()
    door.knock(KNOWN)
    finish(door, code)
    another_door.knock(KNOWN)

    answer = finish(another_door, code)

    assert door.is_in
    assert answer.status_code == 422
    assert not another_door.is_in


def test_an_older_code_is_void_after_a_newer_one(another_door, enrolled, person):
    user = User.objects.get(pk=person.user_id)
    assert factors.verify_code(user, code_of(enrolled, steps=1))

    assert factors.verify_code(user, code_of(enrolled)) is None


def test_ten_wrong_codes_close_the_door_for_the_right_one(another_door, enrolled):
    another_door.knock(KNOWN)
    for _ in range(10):
        finish(another_door, "000000")

    finish(another_door, code_of(enrolled))

    assert not another_door.is_in


class TestRecoveryCodes:
    @pytest.fixture
    def codes(self, door, enrolled):
        return door.client.post(reverse("accounts:recovery_codes")).context["codes"]

    def test_ten_are_shown_once_and_kept_as_hashes(self, door, codes):
        row = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)

        assert len(set(codes)) == 10
        assert not any(code.replace("-", "") in str(row.data) for code in codes)
        assert codes[0].encode() not in door.client.get(reverse("accounts:recovery_codes")).content

    def test_each_opens_once(self, door, another_door, codes):
        another_door.knock(KNOWN)
        finish(another_door, codes[3].lower())
        assert another_door.is_in

        another_door.client.logout()
        another_door.knock(KNOWN)
        finish(another_door, codes[3])

        assert not another_door.is_in

    def test_new_ones_void_the_old(self, door, another_door, codes):
        door.client.post(reverse("accounts:recovery_codes"))
        another_door.knock(KNOWN)

        finish(another_door, codes[0])

        assert not another_door.is_in

    def test_removing_the_factor_removes_them_and_ends_other_sessions(
        self, door, another_door, enrolled, codes
    ):
        another_door.knock(KNOWN)
        finish(another_door, codes[0])

        door.client.post(reverse("mfa_deactivate_totp"))

        assert not Authenticator.objects.exists()
        assert another_door.client.get("/accounts/").status_code == 302
        assert door.client.get("/accounts/").status_code == 200


def test_the_secret_is_encrypted_in_the_table(enrolled):
    row = Authenticator.objects.get(type=Authenticator.Type.TOTP)

    assert enrolled not in str(row.data)


def test_a_second_factor_shortens_the_password_that_is_asked_for(door, enrolled):
    answer = door.client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "fqzrlwmx"}
    )

    assert answer.status_code == 302


def test_a_short_password_left_alone_opens_nothing_until_it_is_a_long_one(door, enrolled):
    change = reverse("account_change_password")
    door.client.post(change, {"oldpassword": PASSWORD, "password1": "fqzrlwmx"})
    assert door.client.get("/organizations/roles/").status_code == 200
    door.client.post(reverse("mfa_deactivate_totp"))
    door.client.logout()
    door.knock(KNOWN, "fqzrlwmx")

    assert door.client.get("/organizations/roles/")["Location"] == change
    refused = door.client.post(change, {"oldpassword": "fqzrlwmx", "password1": "fqzrlwmxk"})
    door.client.post(change, {"oldpassword": "fqzrlwmx", "password1": "seven blue doors open"})

    assert refused.status_code == 422
    assert door.client.get("/organizations/roles/").status_code == 200
