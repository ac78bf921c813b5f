"""What facts of each kind answer, in one statement, and never beyond those whom the asker sees."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts import facts
from contacts.facts import Asking
from contacts.models import Contact
from crm.access.tenancy import tenant
from tests import make

pytestmark = pytest.mark.django_db(databases=["default", "side"])


@pytest.fixture
def people(cast):
    """Ana is a parent with a tag and an old talk; Ben was tried twice; Cy is known by name only."""
    now = timezone.now()
    ana = make.contact(cast.north, "Ana", last_talk_at=now - datetime.timedelta(days=90), city="Alder")
    ben, cy = make.contact(cast.north, "Ben", language="es"), make.contact(cast.north, "Cy")
    make.stake(cast.north, ana, "parent")
    make.stake(cast.north, ben, "educator")
    tag = make.tag(cast.north, "bus", ana)
    for _number in range(2):
        make.attempt(cast.north, contact=ben, result="talked", at=now)
    make.task(cast.north, cast.lead, contact=ben)
    make.contact(cast.south, "Sol")
    return {"ana": ana, "ben": ben, "cy": cy, "tag": tag}


def fit(actor, name: str, is_: str, value=None) -> list[str]:
    with tenant(actor.organization_id):
        where = facts.fact(name).where(Asking(actor), is_, value)
        found = Contact.objects.visible_to(actor).filter(where)
        return sorted(found.values_list("given_name", flat=True))


@pytest.mark.parametrize(
    ("name", "is_", "value", "names"),
    [
        ("contacts.stake", "is", ["parent"], ["Ana"]),
        ("contacts.stake", "is", ["parent", "educator"], ["Ana", "Ben"]),
        ("contacts.stake", "is_not", ["parent"], ["Ben", "Cy"]),
        ("contacts.has_stake", "no", None, ["Cy"]),
        ("contacts.language", "is", ["es"], ["Ben"]),
        ("contacts.city", "is", "alder", ["Ana"]),
        ("contacts.city", "begins", "Al", ["Ana"]),
        ("contacts.city", "unknown", None, ["Ben", "Cy"]),
        ("contacts.last_talk", "ever", None, ["Ana"]),
        ("contacts.last_talk", "never", None, ["Ben", "Cy"]),
        ("contacts.last_talk", "in_last", 100, ["Ana"]),
        ("contacts.last_talk", "not_in_last", 30, ["Ana", "Ben", "Cy"]),
        ("contacts.owner", "is", ["nobody"], ["Ana", "Ben", "Cy"]),
        ("contacts.owner", "is", ["me"], []),
        ("contacts.in_turf", "no", None, ["Ana", "Ben", "Cy"]),
        ("listening.talks", "at_least", 2, ["Ben"]),
        ("listening.talks", "at_least", 3, []),
        ("listening.talks", "at_most", 1, ["Ana", "Cy"]),
        ("listening.tried", "in_last", 1, ["Ben"]),
        ("listening.tried", "never", None, ["Ana", "Cy"]),
        ("tasks.next_step", "yes", None, ["Ben"]),
        ("tasks.overdue", "yes", None, []),
        ("campaigns.last_came", "ever", None, []),
    ],
)
def test_a_condition_narrows_to_whom_it_fits(cast, people, name, is_, value, names):
    assert fit(cast.lead, name, is_, value) == names


def test_a_tag_and_its_opposite_part_everybody(cast, people):
    key = [str(people["tag"].pk)]

    assert fit(cast.lead, "contacts.tag", "is", key) == ["Ana"]
    assert fit(cast.lead, "contacts.tag", "is_not", key) == ["Ben", "Cy"]


def test_every_fact_filters_and_stands_as_a_column_in_one_statement(cast, people):
    with tenant(cast.north.id):
        asking = Asking(cast.lead)
        for told in facts.facts():
            values = {"days": 30, "day": asking.today, "number": 1, "text": "x", "nothing": None}
            choices = [choice.key for choice in told.choices(asking)[:2]]
            for operator in told.operators:
                if operator.takes == "choices" and not choices:
                    continue
                value = choices if operator.takes == "choices" else values[operator.takes]
                where = told.where(asking, operator.key, value)
                found = Contact.objects.visible_to(cast.lead).filter(where).annotate(fact=told.shown(asking))
                with CaptureQueriesContext(connection) as asked:
                    list(found)
                assert len(asked) == 1, (told.name, operator.key)


def test_a_fact_of_sign_ups_names_the_action(cast, people):
    action = make.action(cast.north)
    make.signup(cast.north, people["ana"], action, status="attended")

    assert fit(cast.lead, "campaigns.came", "is", [str(action.pk)]) == ["Ana"]
    assert fit(cast.lead, "campaigns.no_show", "is", [str(action.pk)]) == []
