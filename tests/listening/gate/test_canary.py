"""The canary: words that nobody allowed to be used appear in no output that is wider than the team's own pages, and words
that were taken back appear in none at all, over every route and format."""

import io
import json
import re
import zipfile

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from contacts.services import record_consent
from crm.access.tenancy import tenant
from listening.models import Code, Codebook, Coding, NoteTranslation, ReportFile
from listening.services.reports import rendering
from listening.services.reports.linking import report_token
from tests import make

pytestmark = pytest.mark.django_db

CANARY = "The quetzal canary sings at dawn behind the gymnasium."
TRANSLATED = "El canario quetzal canta al alba."
SAID = "One bus for three schools."


@pytest.fixture
def world(cast):
    """One voice that was never asked, one that allowed its words; both coded, in a theme and in a published report."""
    ana = make.contact(cast.north, given_name="Ana")
    project = make.project(cast.north)
    canary = make.words(cast.north, CANARY, allowed="", contact=ana, within=project)
    green = make.words(cast.north, SAID, at=canary.session)
    theme = make.theme(
        cast.north, canary, green, against=(make.words(cast.north, "On time.", at=canary.session),)
    )
    with tenant(cast.north.id):
        book = Codebook.objects.create(organization_id=cast.north.id, name="Bus", project=project)
        code = Code.objects.create(
            organization_id=cast.north.id, codebook=book, key="late", name_en="Late", status="active"
        )
        Coding.objects.create(organization_id=cast.north.id, excerpt=canary, code=code, coder_id=cast.lead.id)
        NoteTranslation.objects.create(
            organization_id=cast.north.id, version=canary.version, language="es", body=TRANSLATED
        )
    return {
        "ana": ana,
        "canary": canary,
        "theme": theme,
        "edition": make.edition(cast.north, theme),
        "objects": {
            "contact_id": ana.pk, "pk": ana.pk, "session_id": canary.session_id, "note_id": canary.note_id,
            "project_id": project.pk, "theme_id": theme.pk, "excerpt_id": canary.pk, "codebook_id": book.pk,
            "book_id": book.pk, "code_id": code.pk, "participant_id": canary.participant_id,
        },
    }  # fmt: skip


def pages(world) -> list[str]:
    """Every address that our objects can fill, with and without a word to look for."""
    report = world["edition"].report
    objects = world["objects"] | {
        "report_id": report.pk,
        "edition_id": world["edition"].pk,
        "token": report_token(report),
        "kind": "pdf",
        "language": "en",
    }
    found = set()
    for names, (possible, *_rest) in _named():
        for arguments in {tuple(wanted) for _pattern, wanted in possible}:
            if all(name in objects for name in arguments):
                try:
                    found.add(reverse(names, kwargs={name: objects[name] for name in arguments}))
                except NoReverseMatch:
                    continue
    return sorted(found)


def _named():
    def walk(resolver, prefix=""):
        for key in resolver.reverse_dict:
            if isinstance(key, str):
                yield prefix + key, resolver.reverse_dict.getlist(key)[0]
        for name, (_path, below) in resolver.namespace_dict.items():
            yield from walk(below, f"{prefix}{name}:")

    return [(name, (entry[0], *entry[1:])) for name, entry in walk(get_resolver())]


def text_of(response) -> str:
    """What an answer says, whatever its format."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return body.decode("utf-8", "replace")


# The word that was looked for stands in the box, in links and in "nothing found for".
ECHO = re.compile(
    r"""q(?:=|%3D)quetzal|value="quetzal"|“quetzal”|"q": ?\[?"quetzal"|&quot;q&quot;: ?\[?&quot;quetzal&quot;"""
)


def sings(text: str) -> bool:
    return "quetzal" in text.casefold() or "quetzal" in json.dumps(text).casefold()


def read_all(client, addresses) -> dict[str, str]:
    said = {}
    for address in addresses:
        for query in ("", "?q=quetzal", "?lang=es", "?format=csv"):
            response = client.get(address + query)
            if response.status_code == 200:
                said[address + query] = text_of(response)
    return said


def test_words_that_were_taken_back_are_in_no_answer_to_anybody(cast, everybody, world):
    addresses = pages(world)
    assert len(addresses) > 60
    assert any(sings(text) for text in read_all(make.login(Client(), cast.lead), addresses).values())
    with tenant(cast.north.id):
        record_consent(by=cast.organizer, contact=world["ana"], purpose="quote", value="withdrawn")

    for actor in (
        cast.lead,
        everybody.researcher,
        everybody.organizer,
        everybody.viewer,
        everybody.coalition_lead,
    ):
        heard = [
            address
            for address, text in read_all(make.login(Client(), actor), [*addresses, "/find/"]).items()
            if sings(ECHO.sub("", text))
        ]
        assert not heard, (actor.role.key, heard)


def test_words_that_nobody_allowed_are_in_no_report_in_any_form(cast, world):
    edition = world["edition"]
    with tenant(cast.north.id):
        machine = make.system(cast.north)
        for language, told in rendering.tell_all(by=machine, edition=edition).items():
            for kind, wanted in rendering.FORMS:
                if wanted == language:
                    body = rendering.set_file(told, kind)
                    rendering.keep_file(by=machine, edition=edition, kind=kind, language=language, body=body)
        assert ReportFile.objects.filter(edition=edition).count() == len(rendering.FORMS)
    stranger = Client()
    page = reverse("told:report", args=[report_token(edition.report)])
    preview = reverse("listening:report_preview", args=[edition.report_id])

    answers = [
        stranger.get(page),
        stranger.get(page, {"lang": "es"}),
        stranger.get(reverse("told:slides", args=[report_token(edition.report)])),
        make.login(Client(), cast.lead).get(preview),
    ]

    assert all(SAID in text_of(answer) for answer in answers)
    assert not [answer for answer in answers if sings(text_of(answer))]
    with tenant(cast.north.id):
        assert not edition.uses.filter(excerpt=world["canary"]).exists()


def test_words_that_nobody_allowed_are_in_no_answer_of_the_api_and_no_file_of_people(cast, world):
    token = make.token(cast.north, by=cast.lead)
    client = make.login(Client(), cast.lead)
    heard = []
    for address in [address for address in pages(world) if address.startswith("/api/")]:
        for header in ({}, {"Authorization": f"Bearer {token}"}):
            response = client.get(address, headers=header)
            if response.status_code == 200 and sings(text_of(response)):
                heard.append(address)

    assert heard == []
