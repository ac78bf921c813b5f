"""From a claim with what speaks against it to a page in Spanish for those who spoke; and back, when somebody takes their
words back."""

import io
import json
import re

import pypdf
from django.test import Client
from playwright.sync_api import expect

from crm.access.tenancy import tenant
from listening.models import ReportBack, ReportFile, SessionParticipant, Withdrawal
from listening.services.reports.linking import report_token
from tests import make
from tests.crm.api.test_api import Api
from tests.journeys.conftest import PHONE
from tests.journeys.watching import ready

LATE = "El camión llega tarde y el maestro le quita puntos a él."
ON_TIME = "Ours is on time since the fall."
CODE = "4KQM-7XWB"


def heard(cast):
    """Two voices of one circle: one speaks for it, one against it."""
    late = make.words(cast.north, LATE, language="es")
    make.words(cast.north, ON_TIME, at=late.session)
    with tenant(cast.north.id):
        SessionParticipant.objects.filter(pk=late.participant_id).update(receipt_code=CODE)
    return late


def published_text(cast, edition_number: int) -> str:
    with tenant(cast.north.id):
        file = ReportFile.objects.get(edition__number=edition_number, kind="pdf", language="es")
        reader = pypdf.PdfReader(io.BytesIO(bytes(file.body)))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def places(late) -> tuple[str, ...]:
    """Where the team finds the words."""
    return "/find/?q=maestro", f"/listening/sessions/{late.session_id}/"


def told_by_the_api(cast) -> str:
    """All it lists to the lead's token. It never tells words, taken back or not."""
    api, told = Api(Client(), cast.lead), []
    for path in ("contacts/", "conversations/", "actions/", "tasks/"):
        answer = api.get(path)
        assert answer.status_code == 200, path
        told.append(json.dumps(answer.json(), ensure_ascii=False))
    return " ".join(told)


def test_a_theme_with_its_counter_evidence_is_told_in_spanish_and_taken_back(cast, reader, work):
    late = heard(cast)
    page = reader(cast.lead)

    # The theme: a claim, words for it; it does not stand before somebody looked against it.
    page.goto(f"/listening/projects/{late.session.project_id}/themes/")
    page.get_by_role("link", name="Make a theme").click()
    page.get_by_label("The claim", exact=True).fill("Late buses cost class time.")
    page.get_by_label("The claim in Spanish").fill("Los camiones que llegan tarde quitan tiempo de clase.")
    page.get_by_label("In a few words", exact=True).fill("Late buses")
    page.get_by_label("In a few words, in Spanish").fill("Camiones que llegan tarde")
    page.get_by_role("button", name="Save this theme").click()
    page.get_by_role("link", name="Add words").first.click()
    page.get_by_role("checkbox", name=re.compile(re.escape(LATE))).check()
    page.get_by_role("button", name="Add them for it").click()
    page.get_by_role("button", name="Confirm this theme").click()
    expect(
        page.locator("main, [role=status]").filter(has_text="First look for what speaks against it")
    ).not_to_have_count(0)
    ready(page)
    page.get_by_role("link", name="Add words").last.click()
    page.get_by_role("checkbox", name=re.compile(re.escape(ON_TIME))).check()
    page.get_by_role("button", name="Add them against it").click()
    page.get_by_role("button", name="Confirm this theme").click()
    expect(page.locator("main")).to_contain_text("Make it a draft again")

    # The report-back: both voices in it, published, its files made by the job.
    page.goto(f"/listening/projects/{late.session.project_id}/themes/")
    page.get_by_role("link", name="Begin a report-back").click()
    page.get_by_label("Title", exact=True).fill("You were heard")
    page.get_by_label("Title in Spanish").fill("Les escuchamos")
    page.get_by_role("button", name="Begin the report-back").click()
    for voice in range(2):
        page.get_by_role("link", name=re.compile("Use these words")).first.click()
        page.get_by_role("button", name="Save this quote").click()
        expect(page.get_by_role("link", name=re.compile("^Change"))).to_have_count(voice + 1)
    with tenant(cast.north.id):
        report = ReportBack.objects.get()
    page.goto(f"/listening/reports/{report.pk}/publish/")
    page.get_by_role("button", name="Publish it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Edition 1")
    work()

    family = reader(None, language="es", screen=PHONE)
    family.goto(f"/r/{report_token(report)}/")
    expect(family.locator("html")).to_have_attribute("lang", "es")
    expect(family.get_by_role("heading", level=1)).to_have_text("Les escuchamos")
    expect(family.locator("main")).to_contain_text("Los camiones que llegan tarde quitan tiempo de clase.")
    expect(family.locator("main")).to_contain_text(LATE)
    expect(family.locator("main")).to_contain_text(ON_TIME)
    assert LATE in published_text(cast, 1)
    for place in places(late):
        page.goto(place)
        expect(page.locator("main")).to_contain_text(LATE)

    # Who said it takes it back, with the code from the circle.
    family.get_by_role("link", name="Mis palabras").click()
    family.get_by_label("Su código").fill("4kqm 7xwb")
    family.get_by_role("button", name="Ver mis palabras").click()
    expect(family.locator("main")).to_contain_text(LATE)
    family.get_by_role("button", name="Lo que dije en esta conversación").click()
    expect(family.get_by_role("heading", level=1)).to_have_text("Sus palabras están retiradas")
    expect(family.locator("main")).to_contain_text("Les escuchamos")
    with tenant(cast.north.id):
        receipt = Withdrawal.objects.get(participant=late.participant_id)
    expect(family.locator("main")).to_contain_text(receipt.number)

    family.goto(f"/r/{report_token(report)}/")
    expect(family.locator("main")).not_to_contain_text(LATE)
    expect(family.locator("main")).to_contain_text(ON_TIME)
    work()
    told = published_text(cast, 2)
    assert LATE not in told and ON_TIME in told
    for place in places(late):
        page.goto(place)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("main")).not_to_contain_text(LATE)
    assert LATE not in told_by_the_api(cast)
