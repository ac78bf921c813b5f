import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.urls import reverse

from crm.access.tenancy import tenant
from crm.audit import services as audit
from crm.audit.models import AuditEvent, Revision
from crm.organizations.models import Membership, Organization
from crm.organizations.services import members, preferences
from tests import make

VALUES = {
    "name": "Northside", "time_zone": "America/New_York", "language": "en", "quiet_from": "21:00:00",
    "quiet_until": "08:00:00", "reply_to": "hello@example.org", "postal_address": "1 Elm", "min_cell": 10,
    "recordings_kept_days": 365, "photos_kept_days": 365, "papers_kept_days": 365,
}  # fmt: skip


def events(organization, using="default", **filters):
    with tenant(organization.id, using=using):
        return list(AuditEvent.objects.using(using).filter(**filters).order_by("id"))


def test_an_event_holds_names_of_fields_and_no_values(cast):
    with tenant(cast.north.id):
        preferences.change_settings(**VALUES, by=cast.admin)

    (event,) = events(cast.north, verb="organizations.settings_changed")

    assert {"reply_to", "postal_address"} <= set(event.fields)
    assert "hello@example.org" not in str(vars(event))
    with tenant(cast.north.id):
        assert Revision.objects.get(event_id=event.pk).after["reply_to"] == "hello@example.org"


def test_what_is_rolled_back_leaves_no_event(cast):
    with pytest.raises(RuntimeError), tenant(cast.north.id):
        preferences.change_settings(**VALUES, by=cast.admin)
        raise RuntimeError

    assert events(cast.north, verb="organizations.settings_changed") == []
    with tenant(cast.north.id):
        assert Organization.objects.get().reply_to == ""


def test_a_refused_page_is_remembered_although_the_request_left_nothing(client, cast):
    make.login(client, cast.viewer)

    client.get(reverse("organizations:members"), REMOTE_ADDR="192.0.2.9")

    (event,) = events(cast.north, using="side", verb="access.refused")
    assert (event.actor_id, event.details["path"], event.address) == (
        cast.viewer.id,
        "/organizations/members/",
        "192.0.2.0/24",
    )
    assert event.request_id.startswith("ear-")


def test_signing_in_and_failing_to_are_remembered_in_each_of_ones_organizations(client, cast):
    person = make.member(cast.north, "volunteer", email="vera@example.org", password="seven blue doors open")
    with tenant(cast.south.id):
        Membership.objects.create(organization=cast.south, user_id=person.user_id, role="viewer")

    for password in ("wrong", "seven blue doors open"):
        client.post(reverse("account_login"), {"login": "vera@example.org", "password": password})

    for organization in (cast.north, cast.south):
        assert [event.verb for event in events(organization, using="side")] == [
            "accounts.sign_in_failed",
            "accounts.signed_in",
        ]


def test_line_breaks_in_what_a_stranger_sends_make_no_second_line(client, cast, caplog):
    client.get("/nowhere/%0d%0a2026-01-01 INFO all is well")
    client.post(reverse("account_login"), {"login": "a@b.org\r\nINFO forged", "password": "x"})

    assert all(
        "\n" not in record.getMessage() and "\r" not in record.getMessage() for record in caplog.records
    )


class TestPage:
    def test_shows_ones_own_organization_only(self, client, cast):
        with tenant(cast.south.id):
            audit.record("canary.sang", by=cast.outsider)
        with tenant(cast.north.id):
            audit.record("finch.sang", by=cast.admin)
        make.login(client, cast.lead)

        page = client.get(reverse("organizations:audit")).content.decode()

        assert "finch.sang" in page
        assert "canary" not in page

    def test_filters_by_who_and_what(self, client, cast):
        with tenant(cast.north.id):
            audit.record("organizations.token_created", by=cast.admin)
            audit.record("organizations.token_revoked", by=cast.lead)
        make.login(client, cast.lead)

        def shown(**query):
            page = client.get(reverse("organizations:audit"), query)
            return [line["event"].verb for line in page.context["lines"]]

        assert shown(who=str(cast.admin.id)) == ["organizations.token_created"]
        assert shown(what="organizations.token_revoked") == ["organizations.token_revoked"]
        assert shown(who=str(cast.outsider.id)) == [
            "organizations.token_revoked",
            "organizations.token_created",
        ]


@pytest.mark.django_db(transaction=True, databases="__all__")
class TestSeal:
    @pytest.fixture
    def north(self):
        north = make.organization("Northside")
        with tenant(north.id):
            for _ in range(3):
                audit.record("finch.sang", by=make.system(north))
        return north

    def test_the_chain_holds_until_one_byte_is_altered(self, north, login, capsys):
        call_command("verify_audit", seal=True)
        assert "Northside" in capsys.readouterr().out

        login("owner").execute(
            "update audit_auditevent set verb = 'finch.sank' where verb = 'finch.sang' and id = (select min(id) from audit_auditevent)"
        )

        with pytest.raises(CommandError, match="Northside"):
            call_command("verify_audit")

    def test_a_removed_event_is_found(self, north, login):
        call_command("verify_audit", seal=True)

        login("owner").execute(
            "delete from audit_auditevent where id = (select max(id) from audit_auditevent)"
        )

        with pytest.raises(CommandError, match="Northside"):
            call_command("verify_audit")

    def test_sealing_waits_for_whoever_is_writing(self, north):
        with tenant(north.id):
            audit.record("finch.sang", by=make.system(north))
            with tenant(north.id, using="side"), connections["side"].cursor() as cursor:
                cursor.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 7))", [str(north.id)])
                assert cursor.fetchone() == (False,)

    def test_new_events_make_a_new_link(self, north):
        with tenant(north.id):
            assert audit.seal(north.id) == 3
        with tenant(north.id):
            audit.record("finch.sang", by=make.system(north))
        with tenant(north.id):
            assert audit.seal(north.id) == 1
            assert audit.broken_seal() is None


def test_every_deed_of_a_member_leaves_exactly_one_event(cast):
    with tenant(cast.north.id):
        membership = Membership.objects.get(pk=cast.viewer.id)
        members.change_member(
            membership, role="volunteer", is_youth_trained=False, expires_on=None, by=cast.admin
        )
        members.change_member(
            membership, role="volunteer", is_youth_trained=False, expires_on=None, by=cast.admin
        )  # nothing new

    assert [event.verb for event in events(cast.north)] == ["organizations.member_changed"]
    assert not transaction.get_connection().needs_rollback
