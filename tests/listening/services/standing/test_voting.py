"""A vote on priorities: one ballot for everybody who was heard, tallied by stake, on a page without an account."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.access.actors import TokenBearer
from crm.access.errors import DomainError
from crm.access.tenancy import tenant
from crm.organizations.resolving import resolve_token
from listening.models import Ballot
from listening.services.standing.voting import cast_ballot, close_vote, open_vote, vote_token
from listening.standing import voting
from tests import make

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.fixture
def project(cast):
    return make.project(cast.north)


@pytest.fixture
def vote(cast, project):
    return make.vote(cast.north, project)


def heard(organization, project, code, **fields):
    held = make.session(organization, project=project)
    return make.participant(organization, held, receipt_code=code, **{"constituencies": ["parent"], **fields})


def cast_it(vote, code, *choices):
    url = reverse("vote:ballot", args=[vote_token(vote)])
    return Client().post(url, {"code": code, "choices": choices})


def test_it_works(cast, project, vote):
    heard(cast.north, project, "4KQ7-XW2M")

    page = cast_it(vote, "4kq7 xw2m", 1, 3)

    assert page.status_code == 200
    with tenant(cast.north.id):
        ballot = Ballot.objects.get()
        assert ballot.choices == [1, 3]
        assert ballot.constituencies == ["parent"]
        assert b"4KQ7" not in bytes(ballot.receipt)


def test_a_code_votes_once_and_a_person_with_two_codes_too(cast, project, vote):
    ana = make.contact(cast.north, "Ana")
    heard(cast.north, project, "AAAA-2222", contact=ana)
    heard(cast.north, project, "BBBB-3333", contact=ana)

    assert cast_it(vote, "AAAA-2222", 1).status_code == 200
    again, second = cast_it(vote, "AAAA-2222", 2), cast_it(vote, "BBBB-3333", 2)

    assert again.status_code == second.status_code == 422
    with tenant(cast.north.id):
        assert Ballot.objects.get().choices == [1]


@pytest.mark.parametrize(
    ("code", "choices"), [("ZZZZ-9999", [1]), ("4KQ7-XW2M", []), ("4KQ7-XW2M", [1, 2, 3]), ("", [1])]
)
def test_what_is_not_right_is_refused_with_a_sentence(cast, project, vote, code, choices):
    heard(cast.north, project, "4KQ7-XW2M")

    page = cast_it(vote, code, *choices)

    assert page.status_code == 422
    with tenant(cast.north.id):
        assert not Ballot.objects.exists()


def test_codes_of_another_round_do_not_vote(cast, vote):
    heard(cast.north, make.project(cast.north, "Another"), "4KQ7-XW2M")

    assert cast_it(vote, "4KQ7-XW2M", 1).status_code == 422


def test_a_closed_vote_says_so_and_an_unknown_link_is_nowhere(cast, project, vote):
    heard(cast.north, project, "4KQ7-XW2M")
    with tenant(cast.north.id):
        close_vote(by=cast.organizer, vote=vote, today=timezone.localdate())

    page = cast_it(vote, "4KQ7-XW2M", 1)

    assert page.status_code == 200
    assert "closed" in page.text
    assert Client().get(reverse("vote:ballot", args=["nothing"])).status_code == 404
    with tenant(cast.north.id):
        assert not Ballot.objects.exists()


def test_closed_by_somebody_far_away_it_is_closed_where_people_vote(client, cast):
    """The day here and the day there are never the same."""
    there = make.organization(time_zone="Pacific/Pago_Pago")
    lead = make.member(there, "partner_lead", time_zone="Pacific/Kiritimati")
    open_one = make.vote(there, make.project(there))
    make.login(client, lead)

    assert "closed" not in Client().get(reverse("vote:ballot", args=[vote_token(open_one)])).text
    client.post(reverse("listening:vote_close", args=[open_one.pk]))

    assert "closed" in Client().get(reverse("vote:ballot", args=[vote_token(open_one)])).text


def test_the_ballot_speaks_spanish(cast, vote):
    page = Client(headers={"accept-language": "es"}).get(reverse("vote:ballot", args=[vote_token(vote)]))

    assert "¿Qué primero?" in page.text
    assert "Una enfermera" in page.text


def test_the_team_sees_small_counts_and_others_do_not(cast, project, vote):
    bearer = resolve_token(vote_token(vote), "public")
    assert isinstance(bearer, TokenBearer)
    viewer = make.member(cast.north, "viewer")
    for number in range(24):
        kinds = ["parent"] if number < 20 else ["board"]
        heard(cast.north, project, f"{number:04}-AAAA", constituencies=kinds)
        with tenant(cast.north.id):
            cast_ballot(
                by=bearer, vote=vote, code=f"{number:04}-AAAA", choices=[1], today=timezone.localdate()
            )

    with tenant(cast.north.id):
        ours, theirs = voting.tally(cast.organizer, vote), voting.tally(viewer, vote)

    assert ours.first.chosen == 24
    assert [n for _word, n in ours.kinds] == [20, 4]
    assert theirs.ballots == 24
    numbers = [n for line in theirs.lines for n in line.by_kind] + [n for _word, n in theirs.kinds]
    assert all(n is None or n >= 10 for n in numbers)


def test_a_vote_needs_priorities_and_a_day_to_come(cast, project):
    today = timezone.localdate()
    fine = {
        "project": project, "question_en": "What?", "question_es": "¿Qué?", "today": today,
        "options": [("A", "A"), ("B", "B")], "picks": 1, "closes_on": today,
    }  # fmt: skip
    for wrong in (
        {"options": [("A", "A")]},
        {"picks": 2},
        {"closes_on": today - datetime.timedelta(days=1)},
        {"options": [("A", ""), ("B", "B")]},
    ):
        with tenant(cast.north.id), pytest.raises(DomainError):
            open_vote(by=cast.organizer, **{**fine, **wrong})
