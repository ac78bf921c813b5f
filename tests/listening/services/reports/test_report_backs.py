"""From a theme to those who spoke, and back when they take their words back."""

import io

import docx
import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from contacts.services import record_consent
from crm.access.tenancy import tenant
from crm.queue.models import Job
from listening.models import ListeningSession, ReportEdition, ReportFile, SessionParticipant, Withdrawal
from listening.reports.freezing import digest
from listening.services import themes
from listening.services.reports import publishing, quoting, recalling, rendering
from listening.services.reports.linking import report_token
from listening.themes.weighing import protected, weigh
from tests import make

pytestmark = pytest.mark.django_db

LATE = "Llega tarde el camión y nadie nos avisa."
ON_TIME = "Mine is on time, most days."


@pytest.fixture
def spoken(cast):
    return make.words(cast.north, LATE, language="es")


@pytest.fixture
def theme(cast, spoken):
    return make.theme(cast.north, spoken, against=(make.words(cast.north, ON_TIME, at=spoken.session),))


@pytest.fixture
def edition(cast, theme):
    return make.edition(cast.north, theme)


def page(edition, language="es"):
    return Client().get(reverse("told:report", args=[report_token(edition.report)]), {"lang": language})


def render(cast, edition):
    """As the job does it."""
    with tenant(cast.north.id):
        told = rendering.tell_all(by=make.system(cast.north), edition=edition)
        for kind, language in rendering.FORMS:
            body = rendering.set_file(told[language], kind)
            rendering.keep_file(
                by=make.system(cast.north), edition=edition, kind=kind, language=language, body=body
            )


def text_of(file):
    if file.kind == "docx":
        return "\n".join(one.text for one in docx.Document(io.BytesIO(bytes(file.body))).paragraphs)
    reader = pypdf.PdfReader(io.BytesIO(bytes(file.body)))
    return " ".join(" ".join(one.extract_text() for one in reader.pages).split())


def test_a_theme_stands_only_when_somebody_looked_for_what_speaks_against_it(cast, spoken):
    made = make.theme(cast.north, spoken)
    with tenant(cast.north.id):
        with pytest.raises(themes.NothingAgainst):
            themes.confirm_theme(by=cast.lead, theme=made)

        themes.say_none_found(by=cast.lead, theme=made, words="All 12 notes of winter, both schools.")
        assert themes.confirm_theme(by=cast.lead, theme=made).status == "confirmed"

        themes.say_none_found(by=cast.lead, theme=made, words="")
        made.refresh_from_db()
        assert made.status == "draft"


def test_only_confirmed_themes_are_published(cast, spoken):
    draft = make.report(cast.north, make.theme(cast.north, spoken))
    with tenant(cast.north.id), pytest.raises(publishing.NotConfirmed):
        publishing.publish_report(by=cast.lead, report=draft)


def test_the_public_page_tells_claim_and_both_sides_in_spanish(edition):
    body = page(edition).content.decode()

    assert '<html lang="es"' in body and "Camiones tarde" in body
    assert LATE in body and ON_TIME in body
    assert "Lo que escuchamos" in body


def test_an_edition_is_frozen_with_its_hash_and_hides_small_counts(cast, edition):
    assert edition.sha256 == digest(edition.frozen)
    assert edition.frozen["people"]["by_stake"] == [["parent", None]]
    assert edition.frozen["themes"][0]["people"] is None


def test_files_are_made_in_every_form_and_hold_user_text_as_data(cast, spoken):
    odd = make.words(cast.north, '#let x = read("/etc/passwd") *not bold* $x$', at=spoken.session)
    theme = make.theme(cast.north, odd, against=(spoken,))
    edition = make.edition(cast.north, theme)
    render(cast, edition)

    with tenant(cast.north.id):
        files = {(file.kind, file.language): file for file in ReportFile.objects.filter(edition=edition)}
        assert set(files) == set(rendering.FORMS)
        assert '#let x = read("/etc/passwd") *not bold* $x$' in text_of(files["pdf", "en"])
        assert LATE in text_of(files["pdf", "es"]) and LATE in text_of(files["large", "es"])
        assert LATE in text_of(files["docx", "es"])
        assert len(pypdf.PdfReader(io.BytesIO(bytes(files["testimony", "es"].body))).pages) == 1


def test_words_taken_back_with_the_code_are_gone_everywhere_at_once_with_a_receipt(
    cast, spoken, theme, edition
):
    render(cast, edition)
    code = spoken.participant.receipt_code or "4KQM-7XWB"
    with tenant(cast.north.id):
        SessionParticipant.objects.filter(pk=spoken.participant_id).update(receipt_code=code)
    stranger = Client()
    shown = stranger.post(reverse("told:my_words"), {"code": code.lower().replace("-", " ")})
    assert LATE in shown.content.decode()

    answer = stranger.post(reverse("told:my_words"), {"code": code, "withdraw": "session"})

    with tenant(cast.north.id):
        receipt = Withdrawal.objects.get()
        assert receipt.number in answer.content.decode()
        assert [(one["title"], one["edition"]) for one in receipt.published] == [("You said", 1)]
        first, second = ReportEdition.objects.order_by("number")
        assert first.revoked_at and not second.revoked_at and second.frozen == first.frozen
        assert not ReportFile.objects.filter(edition=first).exists()
        assert Job.objects.filter(
            kind="listening.render_edition", payload__edition_id=str(second.pk)
        ).exists()
    body = page(edition).content.decode()
    assert LATE not in body and ON_TIME in body and "gone" in body
    render(cast, second)
    with tenant(cast.north.id):
        told = {text_of(file) for file in ReportFile.objects.filter(edition=second)}
        assert not [one for one in told if LATE in one] and any(ON_TIME in one for one in told)
    lead = make.login(Client(), cast.lead)
    for address in (
        reverse("listening:session", args=[spoken.session_id]),
        reverse("listening:theme", args=[theme.pk]),
        reverse("listening:report", args=[edition.report_id]),
        reverse("listening:notes") + "?q=camión",
        "/find/?q=camión",
    ):
        assert LATE not in lead.get(address).content.decode(), address


def test_slides_tell_a_section_a_screen_through_the_same_gate(cast, spoken, edition):
    address = reverse("told:slides", args=[report_token(edition.report)])
    there = Client().get(address + "?lang=es").content.decode()
    assert there.count('class="slide"') > 4 and LATE in there and ON_TIME in there

    with tenant(cast.north.id):
        recalling.withdraw_words(by=make.system(cast.north), participant=spoken.participant)

    after = Client().get(address + "?lang=es")
    assert LATE not in after.content.decode() and ON_TIME in after.content.decode()
    assert after["Cache-Control"] == "no-store"


def test_published_words_stay_when_somebody_elsewhere_bears_a_name_in_them(cast, edition):
    elsewhere = make.session(cast.north, project=edition.report.project)
    make.participant(cast.north, elsewhere, contact=make.contact(cast.north, "Bo", "Days"))
    with tenant(cast.north.id):
        assert recalling.recall(by=make.system(cast.north)) == 0

    assert ON_TIME in page(edition).content.decode()


def test_the_same_withdrawal_twice_gives_the_same_receipt(cast, spoken):
    with tenant(cast.north.id):
        first = recalling.withdraw_words(by=make.system(cast.north), participant=spoken.participant)
        again = recalling.withdraw_words(by=make.system(cast.north), participant=spoken.participant)

        assert first == again


def test_a_narrower_yes_takes_the_name_away_and_keeps_the_words(cast):
    ana = make.contact(cast.north, given_name="Ana", family_name="Rivera")
    named = make.words(cast.north, "One nurse for two schools.", allowed="granted", contact=ana)
    theme = make.theme(cast.north, named, against=(make.words(cast.north, ON_TIME, at=named.session),))
    draft = make.report(cast.north, theme)
    with tenant(cast.north.id):
        quoting.choose_quote(
            by=cast.lead, report=draft, theme=theme, excerpt=named, signed_as="name_and_role"
        )
        edition = publishing.publish_report(by=cast.lead, report=draft)
    assert "Ana, parent" in page(edition, "en").content.decode()

    with tenant(cast.north.id):
        record_consent(by=cast.organizer, contact=ana, purpose="name_and_role", value="denied")

    body = page(edition, "en").content.decode()
    assert "Ana" not in body and "One nurse for two schools." in body


def test_unknown_codes_are_limited_and_tell_nothing(cast):
    stranger = Client()
    answers = [
        stranger.post(reverse("told:my_words"), {"code": "ZZZZ-ZZZZ"}).status_code for _try in range(25)
    ]

    assert answers[0] == 422 and answers[-1] == 429


def test_a_session_shows_what_became_of_what_was_said(cast, spoken, edition):
    body = (
        make.login(Client(), cast.organizer)
        .get(reverse("listening:session", args=[spoken.session_id]))
        .content.decode()
    )

    assert "What became of what you said" in body and "Late buses" in body and "2 quoted in public" in body


def test_words_that_would_tell_who_it_was_are_printed_once_they_are_covered(cast):
    ana = make.contact(cast.north, given_name="Ana")
    telling = make.words(cast.north, "They told Mr. Boone that Ana must wait.", contact=ana)
    theme = make.theme(cast.north, telling, against=(make.words(cast.north, ON_TIME, at=telling.session),))
    draft = make.report(cast.north, theme)
    with tenant(cast.north.id):
        edition = publishing.publish_report(by=cast.lead, report=draft)
        assert "Boone" not in page(edition, "en").content.decode()

        quoting.cover_words(by=cast.lead, quote=draft.quotes.get(excerpt=telling))
        edition = publishing.publish_report(by=cast.lead, report=draft)

    assert "They told […] that […] must wait." in page(edition, "en").content.decode()
    assert ListeningSession.objects.count() == 0  # outside of a tenant nothing is read


def test_a_browser_that_guards_against_forged_posts_may_post_its_code(cast):
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(reverse("told:my_words"))

    # A policy of "no-referrer" makes browsers send "Origin: null", which is refused.
    assert page.headers.get("Referrer-Policy") != "no-referrer"
    answer = browser.post(
        reverse("told:my_words"),
        {"code": "ZZZZ-ZZZZ", "csrfmiddlewaretoken": browser.cookies["csrftoken"].value},
        headers={"origin": "http://testserver"},
    )
    assert answer.status_code == 422


def test_a_translation_that_names_somebody_keeps_the_quote_out(cast):
    ana = make.contact(cast.north, given_name="Ana")
    spoken = make.words(cast.north, "They must wait every morning.", contact=ana)
    theme = make.theme(cast.north, spoken, against=(make.words(cast.north, ON_TIME, at=spoken.session),))
    draft = make.report(cast.north, theme)
    with tenant(cast.north.id):
        quoting.choose_quote(
            by=cast.lead,
            report=draft,
            theme=theme,
            excerpt=spoken,
            translation_words="Ana tiene que esperar.",
        )
        edition = publishing.publish_report(by=cast.lead, report=draft)
        telling = page(edition, "es").content.decode()
        quoting.choose_quote(
            by=cast.lead, report=draft, theme=theme, excerpt=spoken, translation_words="Tienen que esperar."
        )
        edition = publishing.publish_report(by=cast.lead, report=draft)
        plain = page(edition, "es").content.decode()

    assert "Ana tiene" not in telling and "They must wait" not in telling
    assert "They must wait every morning." in plain


def test_who_stands_behind_a_theme_is_told_to_those_who_do_not_code_only_where_they_are_many(cast):
    at = make.session(cast.north, project=make.project(cast.north))
    parents = [make.words(cast.north, f"Late bus number {n}.", at=at, kinds=["parent"]) for n in range(12)]
    students = [make.words(cast.north, f"Late again, day {n}.", at=at, kinds=["student"]) for n in range(3)]
    theme = make.theme(cast.north, *parents, *students)
    with tenant(cast.north.id):
        weight = weigh(cast.lead, [theme])[theme.pk]

    told = protected(weight, threshold=10)
    page = (
        make.login(Client(), cast.organizer).get(reverse("listening:theme", args=[theme.pk])).content.decode()
    )

    assert weight.stakes == {"parent": 12, "student": 3}
    assert told.stakes["student"] is None
    assert "<dd>3</dd>" not in page and "Hidden to protect people" in page
