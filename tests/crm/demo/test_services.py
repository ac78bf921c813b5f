import re
import stat

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from contacts.models import Contact, ContactMethod
from crm.audit.models import AuditEvent
from crm.dashboard.models import Snapshot
from crm.demo import services, signins
from crm.demo.partners import PARTNERS
from crm.demo.people import People
from crm.districts.models import District, School
from crm.lib.phones import area_codes
from crm.organizations.models import Membership, Organization
from listening.models import Attempt
from tasks.models import Message, Task

NUMBER = re.compile(r"\+1(\d{3})55501\d\d")


def test_all_partners_are_listed_and_three_have_people(demo):
    listed = (
        Organization.objects.using("coalition")
        .exclude(kind="coalition")
        .values_list("name", "state", "is_demo")
    )
    people = []
    for partner in demo.partners:
        with partner.here():
            people.append(Contact.objects.filter(organization_id=partner.id).count())

    assert set(listed) == {(partner.name, partner.state, True) for partner in PARTNERS}
    assert len(listed) == 26
    assert (sum(people), demo.loaded.people) == (600, 600)


def test_the_coalition_cannot_be_mistaken_for_the_real_one(demo):
    coalition = Organization.objects.using("coalition").only("id", "name", "is_demo").get(kind="coalition")

    assert (coalition.name, coalition.is_demo) == ("HEAL Together demo", True)


def test_no_number_address_or_school_is_anybodys(demo):
    for partner in demo.partners:
        with partner.here():
            methods = list(
                ContactMethod.objects.filter(organization_id=partner.id).values_list("kind", "key")
            )
            members = Membership.objects.filter(organization_id=partner.id).select_related("user")
            addresses = [member.user.email for member in members]
        numbers = [NUMBER.fullmatch(key) for kind, key in methods if kind != "email"]
        assert all(numbers) and {number[1] for number in numbers} <= area_codes()
        assert all(key.endswith("@example.org") for kind, key in methods if kind == "email")
        assert all(address.endswith("@example.org") for address in addresses)
    assert not District.objects.exclude(is_fictional=True, leaid="").exists()
    assert not School.objects.exclude(is_fictional=True, nces_id="").exists()


def test_the_printed_sign_ins_open_the_door(demo, client):
    text = signins.path().read_text()
    shown = re.findall(r"\S+@example\.org", text)

    answers = [
        client.post("/accounts/login/", {"login": email, "password": demo.password}) for email in shown
    ]

    assert [answer.status_code for answer in answers] == [302] * 8
    assert len(demo.password) >= 15
    assert stat.S_IMODE(signins.path().stat().st_mode) == 0o600


def test_nothing_is_loaded_where_organizations_are(demo, capsys):
    with pytest.raises(CommandError, match="only goes into an empty installation"):
        call_command("load_demo")
    call_command("load_demo", "--if-empty")

    assert "nothing to do" in capsys.readouterr().out
    assert Organization.objects.using("coalition").count() == 27


def test_production_refuses(settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="production"):
        call_command("load_demo", "--if-empty")


def test_stress_takes_any_number_and_shares_it_out():
    shares = services.shares("stress", 200_001)

    assert (len(shares), sum(shares.values())) == (26, 200_001)
    with pytest.raises(services.Refused):
        services.shares("stress", 1_000_001)
    with pytest.raises(services.Refused):
        services.shares("small", 5000)


def test_the_same_seed_gives_the_same_people():
    now = timezone.now()

    first, second = _crowd(now), _crowd(now)

    assert first == second


def test_each_load_leaves_one_event_an_organization(demo):
    for partner in demo.partners:
        with partner.here():
            events = list(AuditEvent.objects.filter(organization_id=partner.id, verb="demo.loaded"))
        made = [event.details["contacts_contact"] + event.details["imported"] for event in events]
        assert made == [_count(partner)]


def test_twelve_closed_weeks_are_frozen_and_small_counts_of_people_hidden(demo):
    for partner in demo.partners:
        with partner.here():
            rows = list(Snapshot.objects.filter(organization_id=partner.id))
        assert len({row.week for row in rows if row.span == "week"}) == 12
        assert not [row for row in rows if row.counts_people and row.value is not None and row.value < 10]
        assert not [row for row in rows if row.counts_people and row.span == "week"]
        assert [row for row in rows if row.counts_people and row.value is None]


def test_the_partner_that_stopped_has_entered_nothing_for_five_weeks(demo):
    with demo.nhyouth.here():
        latest = Attempt.objects.filter(organization_id=demo.nhyouth.id).latest("at").at
    with demo.lucha.here():
        recent = Attempt.objects.filter(organization_id=demo.lucha.id).latest("at").at

    assert (demo.now - latest).days >= 35
    assert (demo.now - recent).days < 7


def _crowd(now):
    world = services.worlds_of({"downhome": 40}, now)[0]
    people = People(world)
    people.lay_out()
    for _number in range(40):
        people.write(people.draw())
    return {model: sheet.rows for model, sheet in world.sheets.by_model.items()}


def _count(partner) -> int:
    with partner.here():
        return Contact.objects.filter(organization_id=partner.id).count()


def test_a_step_comes_round_with_comments_and_messages_were_blocked_and_torn(demo):
    with demo.downhome.here():
        step = Task.objects.exclude(repeat_rule="").get()
        states = set(Message.objects.filter(planned__isnull=False).values_list("state", flat=True))
        comments = step.comments.count()

    assert comments == 2
    assert {"sent", "blocked", "uncertain"} <= states
