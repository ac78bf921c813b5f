"""What the report of an import says beside new and updated: households, permissions, and who they are."""

import pytest
from django.urls import reverse

from contacts.models import Contact
from crm.access.tenancy import tenant
from crm.imports import telling
from tests import make
from tests.crm.imports.bringing import answer, bring, look_up, ready, run

HERE = (
    "Name,Phone,Email\nGuadalupe Reyes,919-555-0101,lupe@example.org\nTom Cole,919-555-0102,tom@example.org\n"
)
FILE = (
    "Name,Phone,Email,OK to text,OK to text on,How,Do not contact\n"
    "Maria & Jose Lopez,919-555-0160,,,,,\n"
    "Ana Reyes,919-555-0101,,,,,\n"
    "Bo Cole,919-555-0102,,,,,\n"
    "Eva Paz,919-555-0161,,yes,10/06/2026,paper,\n"
    "Ivo Paz,919-555-0162,,yes,,,\n"
    "Uma Paz,919-555-0163,uma@example.org,yes,10/06/2026,paper,yes\n"
    "Tom Cole,919-555-0102,tom@example.org,yes,10/06/2026,paper,\n"
)


@pytest.fixture
def batch(cast):
    bring(cast.north, cast.staff, HERE)
    found = ready(cast.staff, FILE, columns={"How": {"field": "ok_to_text_how", "policy": "add"}})
    family, *_others = sorted(look_up(cast.north, cast.staff, found), key=lambda question: question.line)
    answer(cast.north, cast.staff, family, "household")
    return run(cast.north, cast.staff, found)


def told(cast, batch) -> dict[str, int]:
    with tenant(cast.north.id):
        telling.keep(batch)
        batch.refresh_from_db()
        return batch.told


def test_households_and_permissions_are_counted(cast, batch):
    assert told(cast, batch) == {
        "in_household": 2,  # Jose beside Maria, Ana beside Guadalupe
        "household_open": 2,  # Bo has the number of Tom, and Tom that of Bo
        "may_be": 0,
        "not_granted": 1,
        "withdrawn": 1,
        "bounced": 0,
        "tied": 0,
        "untied": 0,
        "stood": 0,
        "not_stood": 0,
        "answered": 0,
        "suppressed": 0,
        "households": 2,
        "granted": 2,
    }


def test_each_number_leads_to_its_rows(cast, client, batch):
    make.login(client, cast.staff)

    report = client.get(reverse("imports:detail", args=[batch.pk])).content.decode()
    rows = client.get(reverse("imports:rows", args=[batch.pk]), {"told": "not_granted"}).content.decode()
    nothing = client.get(reverse("imports:rows", args=[batch.pk]), {"told": "no_such"})

    for said in ("2 households were made.", "2 permissions to text were added.", "?told=withdrawn"):
        assert said in report
    assert "?told=bounced" not in report
    assert "Ivo Paz" in rows and "Eva Paz" not in rows
    assert nothing.status_code == 200


def test_a_list_without_a_question_says_that_nobody_may_be_texted_by_it(cast, client):
    batch = bring(cast.north, cast.staff, HERE)
    make.login(client, cast.staff)

    page = client.get(reverse("imports:detail", args=[batch.pk])).content.decode()

    assert "No permission to text was added: the file has no column for it." in page


def test_what_is_suppressed_and_what_bounced_is_counted(cast):
    bring(cast.north, cast.staff, "Name,Email,Do not contact\nTom Cole,tom@example.org,yes\n")
    text = "Name,Email,E-mail status\nTom Cole,tom@example.org,\nUma Paz,uma@example.org,bounced\n"

    batch = bring(
        cast.north, cast.staff, text, columns={"E-mail status": {"field": "email_status", "policy": "add"}}
    )

    counts = told(cast, batch)
    assert (counts["suppressed"], counts["bounced"], counts["withdrawn"]) == (1, 1, 0)
    with tenant(cast.north.id):
        assert Contact.objects.count() == 2
