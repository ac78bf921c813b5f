import datetime
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.access.errors import DomainError, NotAllowed
from crm.access.tenancy import tenant
from crm.accounts.models import Session
from crm.audit.models import AuditEvent
from crm.organizations.models import AccessToken, Membership
from crm.organizations.resolving import memberships_of, resolve_token
from crm.organizations.services import members
from tests import make

UNCHANGED = {"is_youth_trained": False, "expires_on": None}


def change(actor, *, by, role="organizer", **fields):
    with tenant(by.organization_id):
        membership = Membership.objects.get(pk=actor.id)
        return members.change_member(membership, role=role, **{**UNCHANGED, **fields}, by=by)


def end(actor, *, by):
    with tenant(by.organization_id):
        return members.end_membership(Membership.objects.get(pk=actor.id), by=by)


def events(organization) -> list[str]:
    with tenant(organization.id):
        return list(AuditEvent.objects.order_by("id").values_list("verb", flat=True))


def test_a_change_of_role_holds_from_the_next_request_and_is_audited(client, cast):
    make.login(client, cast.volunteer)
    assert client.get(reverse("organizations:tokens")).status_code == 403

    change(cast.volunteer, role="organizer", by=cast.admin)

    assert client.get(reverse("organizations:tokens")).status_code == 200
    with tenant(cast.north.id):
        event = AuditEvent.objects.get(verb="organizations.member_changed")
    assert (event.fields, event.actor_id, event.target_id) == (["role"], cast.admin.id, cast.volunteer.id)


@pytest.mark.parametrize("who", ["lead", "organizer", "staff", "volunteer", "viewer"])
def test_only_administrators_change_roles_even_their_own(cast, who):
    with pytest.raises(NotAllowed):
        change(getattr(cast, who), role="org_admin", by=getattr(cast, who))


def test_nobody_gives_a_role_of_the_other_side(cast):
    with pytest.raises(NotAllowed):
        change(cast.volunteer, role="coalition_admin", by=cast.admin)


def test_a_form_cannot_write_what_it_does_not_show(client, cast):
    make.login(client, cast.admin)

    client.post(
        reverse("organizations:member", args=[cast.volunteer.id]),
        {
            "role": "viewer",
            "organization": str(cast.south.id),
            "user": str(cast.outsider.user_id),
            "ended_at": "2020-01-01",
        },
    )

    with tenant(cast.north.id):
        membership = Membership.objects.get(pk=cast.volunteer.id)
    assert (membership.role, membership.user_id, membership.ended_at) == (
        "viewer",
        cast.volunteer.user_id,
        None,
    )


class TestLastAdministrator:
    def test_cannot_step_down(self, cast):
        with pytest.raises(members.LastAdministrator):
            change(cast.admin, role="partner_lead", by=cast.admin)

    def test_cannot_leave(self, cast):
        with pytest.raises(members.LastAdministrator):
            end(cast.admin, by=cast.admin)

    def test_cannot_be_limited_to_a_day(self, cast):
        with pytest.raises(members.LastAdministrator):
            change(cast.admin, role="org_admin", expires_on=timezone.localdate(), by=cast.admin)

    def test_may_go_once_there_is_another(self, cast):
        make.member(cast.north, "org_admin")

        assert change(cast.admin, role="partner_lead", by=cast.admin).role == "partner_lead"

    def test_one_who_has_left_or_is_about_to_does_not_count(self, cast):
        make.member(cast.north, "org_admin", ended_at=timezone.now())
        make.member(cast.north, "org_admin", expires_on=timezone.localdate() + datetime.timedelta(days=9))

        with pytest.raises(members.LastAdministrator):
            end(cast.admin, by=cast.admin)

    def test_the_page_says_so(self, client, cast):
        make.login(client, cast.admin)

        answer = client.post(reverse("organizations:end_membership", args=[cast.admin.id]))

        assert answer.status_code == 422
        assert b"last administrator" in answer.content


# One of these two has another day than UTC, whatever the hour.
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize(("days", "still"), [(0, True), (-1, False)])
def test_the_last_day_of_a_membership_ends_where_its_organization_is(db, zone, days, still):
    there = make.organization(time_zone=zone)
    last = timezone.localdate(timezone=ZoneInfo(zone)) + datetime.timedelta(days=days)
    gone = make.member(there, "organizer", expires_on=last)
    secret = make.token(there, "organizer", by=gone)

    assert bool(memberships_of(gone.user_id)) is still
    assert (resolve_token(secret, "api") is not None) is still


class TestEnding:
    def test_ends_browsers_and_tokens_at_once(self, client, cast):
        make.login(client, cast.lead)
        secret = make.token(cast.north, "organizer", by=cast.lead)

        end(cast.lead, by=cast.admin)

        assert client.get(reverse("organizations:roles")).status_code == 302
        assert resolve_token(secret, "api") is None
        assert not Session.objects.filter(user_id=cast.lead.user_id).exists()
        assert events(cast.north)[-2:] == ["organizations.token_revoked", "organizations.member_ended"]

    def test_can_be_taken_back_without_the_tokens(self, cast):
        secret = make.token(cast.north, "organizer", by=cast.lead)
        end(cast.lead, by=cast.admin)

        with tenant(cast.north.id):
            back = members.resume_membership(Membership.objects.get(pk=cast.lead.id), by=cast.admin)

        assert back.ended_at is None
        assert resolve_token(secret, "api") is None

    def test_a_day_that_is_over_ends_it_by_itself(self, client, cast):
        yesterday = timezone.localdate() - datetime.timedelta(days=2)
        gone = make.member(cast.north, "volunteer", expires_on=yesterday)

        make.login(client, gone)

        assert client.get(reverse("organizations:roles")).status_code == 403


def test_a_smaller_role_voids_the_tokens_that_could_do_more(cast):
    make.member(cast.north, "org_admin")
    strong = make.token(cast.north, "partner_lead", by=cast.lead)
    weak = make.token(cast.north, "organizer", by=cast.lead)

    change(cast.lead, role="organizer", by=cast.admin)

    assert resolve_token(strong, "api") is None
    assert resolve_token(weak, "api") is not None


class TestSecondFactor:
    def test_an_administrator_takes_it_off_for_a_lost_phone(self, client, cast):
        Authenticator.objects.create(user_id=cast.lead.user_id, type="totp", data={})
        make.login(client, cast.lead)

        with tenant(cast.north.id):
            members.remove_second_factor(Membership.objects.get(pk=cast.lead.id), by=cast.admin)

        assert not Authenticator.objects.filter(user_id=cast.lead.user_id).exists()
        assert client.get("/accounts/").status_code == 302

    def test_but_not_when_another_organization_relies_on_it(self, cast):
        with tenant(cast.south.id):
            Membership.objects.create(organization=cast.south, user_id=cast.lead.user_id, role="volunteer")

        with tenant(cast.north.id), pytest.raises(DomainError, match="another organization"):
            members.remove_second_factor(Membership.objects.get(pk=cast.lead.id), by=cast.admin)


class TestSwitch:
    @pytest.fixture
    def both(self, cast):
        with tenant(cast.south.id):
            Membership.objects.create(organization=cast.south, user_id=cast.volunteer.user_id, role="viewer")
        return cast.volunteer

    def test_to_another_of_ones_own(self, client, cast, both):
        make.login(client, both)

        client.post(reverse("organizations:switch"), {"organization": cast.south.slug})

        assert client.get(reverse("organizations:roles")).wsgi_request.actor.organization_id == cast.south.id

    def test_not_to_anothers(self, client, cast, both):
        make.login(client, both)

        assert (
            client.post(reverse("organizations:switch"), {"organization": str(cast.coalition.id)}).status_code
            == 404
        )
        assert client.get(reverse("organizations:roles")).wsgi_request.actor.organization_id == cast.north.id

    def test_a_forged_choice_in_the_session_falls_back_to_ones_own(self, client, cast):
        make.login(client, cast.volunteer)
        session = client.session
        session["organization"] = str(cast.south.id)
        session.save()

        assert client.get(reverse("organizations:roles")).wsgi_request.actor.organization_id == cast.north.id


class TestTokens:
    def form(self, **fields):
        return {
            "label": "Sheet",
            "role": "organizer",
            "expires_on": (timezone.localdate() + datetime.timedelta(days=30)).isoformat(),
            **fields,
        }

    def test_a_token_is_shown_once_and_works(self, client, cast):
        make.login(client, cast.organizer)

        secret = client.post(reverse("organizations:tokens"), self.form()).context["shown_once"]

        assert resolve_token(secret, "api").role.key == "organizer"
        assert secret.encode() not in client.get(reverse("organizations:tokens")).content
        with tenant(cast.north.id):
            assert secret not in str(list(AccessToken.objects.values()))

    @pytest.mark.parametrize(
        "wrong",
        [
            {"role": "partner_lead"},
            {"role": "org_admin"},
            {"role": "volunteer"},
            {"expires_on": "2019-01-01"},
            {"expires_on": (timezone.localdate() + datetime.timedelta(days=370)).isoformat()},
        ],
        ids=str,
    )
    def test_never_stronger_than_its_maker_nor_longer_than_a_year(self, client, cast, wrong):
        make.login(client, cast.organizer)

        assert client.post(reverse("organizations:tokens"), self.form(**wrong)).status_code == 422

    def test_a_revoked_token_opens_nothing(self, client, cast):
        secret = make.token(cast.north, "organizer", by=cast.organizer)
        row = make.token_row(cast.north, secret)
        make.login(client, cast.organizer)

        client.post(reverse("organizations:revoke_token", args=[row.pk]))

        assert resolve_token(secret, "api") is None

    def test_colleagues_tokens_are_for_administrators_to_see(self, client, cast):
        row = make.token_row(cast.north, make.token(cast.north, "organizer", by=cast.lead))

        for who, status in (("organizer", 404), ("admin", 302)):
            make.login(client, getattr(cast, who))
            assert client.post(reverse("organizations:revoke_token", args=[row.pk])).status_code == status


def test_the_settings_keep_a_floor_under_small_counts(client, cast):
    make.login(client, cast.admin)
    page = client.get(reverse("organizations:settings"))
    values = {name: value for name, value in page.context["form"].initial.items() if value is not None}

    assert client.post(reverse("organizations:settings"), {**values, "min_cell": 4}).status_code == 422
    assert client.post(reverse("organizations:settings"), {**values, "min_cell": 5}).status_code == 302


def test_the_members_page_of_one_shows_nobody_of_the_other(client, cast):
    make.member(cast.south, "volunteer", name="Canary South", email="canary@example.org")
    make.login(client, cast.admin)

    assert b"anary" not in client.get(reverse("organizations:members")).content
    assert Client().get(reverse("organizations:members")).status_code == 302
