"""A joint project: one guide under one key at every partner, and no reading across."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.access.tenancy import tenant
from listening.models import Guide, ListeningProject
from listening.services.rounds import joining, projects
from tests import make


@pytest.fixture
def invited(cast) -> bytes:
    guide = make.guide(cast.north, "open", "choice", "scale")
    project = make.project(cast.north, guide=guide, questions=["Why?"])
    with tenant(cast.north.id):
        projects.write_consent_text(by=cast.organizer, project=project, en="We write.", es="Anotamos.")
        return joining.invite_partners(by=cast.organizer, project=project)


def test_a_partner_joins_with_the_same_questions_under_the_same_key(cast, invited):
    with tenant(cast.south.id):
        theirs = joining.join_project(by=cast.outsider, invitation=joining.read_invitation(invited))
        asked = list(theirs.guide.questions.order_by("position").values_list("key", "kind"))
        assert theirs.guide.is_locked
        assert theirs.consent_texts.get().es == "Anotamos."
    with tenant(cast.north.id):
        ours = ListeningProject.objects.get()
        assert (ours.shared_key, ours.guide.family) == (theirs.shared_key, theirs.guide.family)
        assert list(ours.guide.questions.order_by("position").values_list("key", "kind")) == asked
        assert ours.guide.is_locked


def test_nobody_joins_twice(cast, invited):
    with tenant(cast.south.id):
        joining.join_project(by=cast.outsider, invitation=joining.read_invitation(invited))
        with pytest.raises(joining.JoinedAlready):
            joining.join_project(by=cast.outsider, invitation=joining.read_invitation(invited))
        assert Guide.objects.count() == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda it: it.update(format="else"),
        lambda it: it.update(key="7"),
        lambda it: it.update(name=7),
        lambda it: it.update(name="x" * 161),
        lambda it: it.update(report_back_due_on="soon"),
        lambda it: it["guide"].update(questions=[]),
        lambda it: it["guide"].update(questions=[7]),
        lambda it: it["guide"].update(number=10**9),
        lambda it: it["guide"]["questions"][0].update(kind="poison"),
        lambda it: it["guide"]["questions"][0].update(key="../x"),
        lambda it: it["guide"]["questions"][0].update(text_en=""),
        lambda it: it["guide"]["questions"][0].update(choices=[{"key": "a", "en": "A"}]),
        lambda it: it["guide"]["questions"].append(it["guide"]["questions"][0]),
        lambda it: it.update(consent={"en": "only"}),
        lambda it: it.update(guide=[]),
    ],
)
def test_a_damaged_file_is_refused_in_words(invited, damage):
    given = json.loads(invited)
    damage(given)

    with pytest.raises(joining.NotAJointProject):
        joining.read_invitation(json.dumps(given).encode())


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b"null", b"[" * 100_000, b" " * 200_001])
def test_what_is_no_file_of_ours_is_refused(content):
    with pytest.raises(joining.NotAJointProject):
        joining.read_invitation(content)


def test_the_file_travels_by_the_pages(cast, client, invited):
    make.login(client, cast.outsider)

    page = client.post("/listening/projects/join/", {"file": _file(b"nonsense")})
    assert page.status_code == 422
    assert "no file of a joint project" in page.text
    joined = client.post("/listening/projects/join/", {"file": _file(invited)})

    assert joined.status_code == 302
    assert "Bus listening" in client.get(joined["Location"]).text


def _file(content: bytes):
    return SimpleUploadedFile("joint.json", content)
