"""An invitation from the first click to the last, as the invited person lives it."""

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.access.errors import DomainError, NotAllowed
from crm.access.tenancy import tenant
from crm.accounts.models import User
from crm.organizations.models import Invitation, Membership
from crm.organizations.services import invitations
from crm.queue.models import Job
from tests import make
from tests.walls.test_matrix import plain

EMAIL = "nia@example.org"
PERSON = {
    "name": "Nia Brown",
    "language": "es",
    "time_zone": "America/Chicago",
    "password": "seven blue doors open",
}


def link_of(invitation, organization) -> str:
    """The path in the letter that the job writes."""
    with tenant(organization.id):
        letter = invitations.letter(invitation.pk, by=make.system(organization))
    assert letter.to == [invitation.email]
    path = re.search(r"https?://[^/\s]+(/join/\S+)", letter.body)[1]
    assert f'{path}" class="first">' in letter.alternatives[0].content  # the button of the HTML part
    return path


@pytest.fixture
def invited(cast):
    """The path of the link that Northside's administrator sent."""
    with tenant(cast.north.id):
        invitation = invitations.invite(EMAIL, "organizer", by=cast.admin)
    return link_of(invitation, cast.north)


def role_in(organization, email=EMAIL) -> str | None:
    with tenant(organization.id):
        return (
            Membership.objects.filter(user__email=email, ended_at=None).values_list("role", flat=True).first()
        )


def is_open(client, path) -> bool:
    return client.get(path).status_code == 200


def test_a_new_person_joins_in_one_step(client, cast, invited):
    answer = client.post(invited, PERSON, follow=False)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert role_in(cast.north) == "organizer"
    user = User.objects.get(email=EMAIL)
    assert (user.name, user.language, user.check_password(PERSON["password"])) == ("Nia Brown", "es", True)
    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_link_works_once(client, invited):
    client.post(invited, PERSON)

    again = Client().post(invited, {**PERSON, "name": "Somebody else"})

    assert again.status_code == 404
    assert User.objects.get(email=EMAIL).name == "Nia Brown"


@pytest.mark.parametrize(
    "spoiled",
    [{"expires_at": timezone.now()}, {"revoked_at": timezone.now()}, {"used_at": timezone.now()}],
    ids=lambda field: next(iter(field)),
)
def test_late_revoked_used_and_unknown_links_answer_alike(client, cast, invited, spoiled):
    with tenant(cast.north.id):
        Invitation.objects.update(**spoiled)

    answer, unknown = client.get(invited), client.get("/join/no-such-link/")

    assert answer.status_code == unknown.status_code == 404
    assert plain(answer.content).replace(invited, "") == plain(unknown.content).replace(
        "/join/no-such-link/", ""
    )
    assert client.post(invited, PERSON).status_code == 404


def test_it_is_good_for_72_hours(cast, invited):
    with tenant(cast.north.id):
        invitation = Invitation.objects.get()

    assert abs(invitation.expires_at - timezone.now() - datetime.timedelta(hours=72)) < datetime.timedelta(
        minutes=1
    )


def test_the_token_is_not_in_the_table(cast, invited):
    token = invited.split("/")[2]

    with tenant(cast.north.id):
        stored = str([value for row in Invitation.objects.values() for value in row.values()])

    assert token not in stored


def test_role_and_organization_are_those_of_the_link_whatever_is_posted(client, cast, invited):
    client.post(
        invited,
        {**PERSON, "role": "org_admin", "organization": str(cast.south.id), "email": "other@example.org"},
    )

    assert role_in(cast.north) == "organizer"
    assert role_in(cast.south) is None
    assert not User.objects.filter(email="other@example.org").exists()


def test_somebody_with_an_account_signs_in_and_joins(client, cast, invited):
    member = make.member(cast.south, "volunteer", email=EMAIL, password="seven blue doors open")
    assert client.get(invited)["Location"].startswith(reverse("account_login"))
    make.login(client, member)

    assert client.post(invited).status_code == 302

    assert (role_in(cast.north), role_in(cast.south)) == ("organizer", "volunteer")
    assert client.session["organization"] == str(cast.north.id)


def test_another_account_cannot_use_it(client, cast, invited):
    make.login(client, cast.outsider)

    assert client.post(invited).status_code == 403
    assert role_in(cast.north) is None
    with tenant(cast.north.id):
        assert not Membership.objects.filter(user_id=cast.outsider.user_id).exists()


def test_a_former_member_comes_back_in_the_new_role(client, cast, invited):
    member = make.member(cast.north, "volunteer", email=EMAIL, ended_at=timezone.now())
    make.login(client, member)

    client.post(invited)

    assert role_in(cast.north) == "organizer"


@pytest.mark.parametrize("password", ["Northside 2026!!", "all-together-26", "nia@example.org1"])
def test_names_of_organization_coalition_and_person_make_no_password(client, invited, password):
    answer = client.post(invited, {**PERSON, "password": password})

    assert "password" in answer.context["form"].errors


@pytest.mark.parametrize("field", ["password", "name"])
def test_a_poor_answer_is_asked_again_and_uses_nothing_up(client, cast, invited, field):
    answer = client.post(invited, {**PERSON, field: "Northside" if field == "password" else ""})

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert role_in(cast.north) is None
    assert client.post(invited, PERSON).status_code == 302


def test_a_letter_written_again_voids_the_link_of_the_first(client, cast, invited):
    with tenant(cast.north.id):
        invitation = Invitation.objects.get()

    again = link_of(invitation, cast.north)

    assert client.get(invited).status_code == 404
    assert client.get(again).status_code == 200


def test_a_second_invitation_voids_the_first(client, cast, invited):
    with tenant(cast.north.id):
        invitations.invite(EMAIL, "volunteer", by=cast.admin)

    assert client.get(invited).status_code == 404


class TestWho:
    def invite(self, cast, by, role="organizer", email=EMAIL):
        with tenant(by.organization_id):
            return invitations.invite(email, role, by=by)

    @pytest.mark.parametrize("who", ["lead", "organizer", "volunteer", "staff", "viewer"])
    def test_only_administrators_invite(self, cast, who):
        with pytest.raises(NotAllowed):
            self.invite(cast, getattr(cast, who))

    def test_nobody_invites_into_the_other_side(self, cast):
        with pytest.raises(NotAllowed):
            self.invite(cast, cast.admin, role="coalition_admin")

    def test_a_member_is_not_invited_again(self, cast):
        vera = make.member(cast.north, "volunteer", email=EMAIL)
        assert vera

        with pytest.raises(DomainError, match="member already"):
            self.invite(cast, cast.admin)

    def test_no_letter_is_asked_for_when_the_request_fails(self, cast, client):
        make.login(client, cast.admin)

        answer = client.post(reverse("organizations:invite"), {"email": EMAIL, "role": "coalition_lead"})

        assert answer.status_code == 422
        with tenant(cast.north.id):
            assert not Job.objects.exists()

    def test_a_letter_is_asked_for_once(self, cast):
        invitation = self.invite(cast, cast.admin)

        with tenant(cast.north.id):
            job = Job.objects.get()
        assert (job.kind, job.payload) == (
            "organizations.send_invitation",
            {"invitation_id": str(invitation.pk)},
        )

    def test_a_letter_for_an_invitation_taken_back_is_not_written(self, cast):
        invitation = self.invite(cast, cast.admin)

        with tenant(cast.north.id):
            invitations.revoke_invitation(invitation, by=cast.admin)
            assert invitations.letter(invitation.pk, by=make.system(cast.north)) is None
