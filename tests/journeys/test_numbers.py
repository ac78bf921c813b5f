"""A lead looks at the numbers of the organization, the coalition's lead at the frozen ones of all partners."""

import datetime
import uuid

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm.access.tenancy import tenant
from crm.dashboard.services import (
    freeze_quarter,
    freeze_week,
    last_closed_quarter,
    last_closed_week,
    quarter_of,
)
from crm.organizations.models import Organization
from listening.services.talks.talk import Talk
from listening.services.talks.talking import log_attempt
from tests import make
from tests.journeys.conftest import PHONE
from tests.journeys.watching import words_of

PARENTS, STUDENTS = 12, 3


@pytest.fixture
def last_week(cast):
    """Twelve parents and three students, each talked with on the Wednesday of the last closed week."""
    with tenant(cast.north.id):
        here = Organization.objects.get(pk=cast.north.id)
        monday = last_closed_week(here)
        wednesday = timezone.make_aware(
            datetime.datetime.combine(monday + datetime.timedelta(days=2), datetime.time(18))
        )
        for number in range(PARENTS + STUDENTS):
            kind = "parent" if number < PARENTS else "student"
            talk = Talk(
                result="talked",
                client_uuid=uuid.uuid4(),
                given_name=f"Person {number}",
                constituencies=[kind],
                at=wednesday,
            )
            log_attempt(by=cast.organizer, talk=talk)
        make.task(cast.north, cast.organizer, due_on=monday)
    return monday


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_lead_sees_what_was_done(cast, last_week, reader, language):
    say = words_of(language)
    page = reader(cast.lead, language=language)

    page.goto("/overview/")

    expect(page.locator(".stat", has_text=say("conversations in twelve weeks")).locator(".big")).to_have_text(
        "15"
    )
    expect(page.locator(".stat", has_text=say("follow-ups overdue")).locator(".big")).to_have_text("1")
    people = page.locator("section[aria-labelledby=people]")
    expect(people).to_contain_text(say("Parent or caregiver"))
    expect(people.locator("td")).to_have_text([str(STUDENTS), str(PARENTS)])


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_coalition_sees_frozen_numbers_and_no_small_cell(cast, last_week, reader, language):
    say = words_of(language)
    with tenant(cast.north.id):
        freeze_week(by=make.system(cast.north), monday=last_week)
        quarter = last_closed_quarter(Organization.objects.get(pk=cast.north.id))
        noon = timezone.make_aware(datetime.datetime.combine(quarter, datetime.time(12)))
        for number in range(PARENTS + STUDENTS):
            kind = "parent" if number < PARENTS else "student"
            talk = Talk(
                result="talked",
                client_uuid=uuid.uuid4(),
                given_name=f"Person 1{number}",
                constituencies=[kind],
                at=noon,
            )
            log_attempt(by=cast.organizer, talk=talk)
        freeze_quarter(by=make.system(cast.north), first_day=quarter)
        log_attempt(
            by=cast.organizer,
            talk=Talk(result="talked", client_uuid=uuid.uuid4(), constituencies=["student"]),
        )
    page = reader(cast.overseer, language=language, screen=PHONE)

    page.goto("/coalition/")

    activity = page.locator("section[aria-labelledby=partners]")
    expect(activity.locator("tr", has_text="Northside")).to_contain_text("15")
    expect(activity.locator("tr", has_text="Southside")).to_contain_text(say("not reported"))
    cells = page.locator("section[aria-labelledby=people] tbody tr", has_text="Northside").locator("td")
    # In the first days of a quarter the last week lies in the last quarter, too.
    also_last_week = quarter_of(last_week + datetime.timedelta(days=2)).start == quarter
    expect(cells.nth(1)).to_have_text(str(PARENTS * (2 if also_last_week else 1)))
    for hidden in (0, 2, 3):
        expect(cells.nth(hidden)).to_contain_text("·")
    expect(page.locator("main")).not_to_contain_text("Person 1")
