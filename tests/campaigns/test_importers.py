"""Who came to an action, as a meeting's report or a list of sign-ups tells it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Signup, SignupStatus
from crm.access.tenancy import tenant
from tests import make
from tests.crm.imports.bringing import bring, read, undo

pytestmark = pytest.mark.django_db
FILE = "Name,Phone,Attended\nAna Reyes,919-555-0101,yes\nTom Cole,919-555-0102,no\nSue Oak,919-555-0103,no\nAna Reyes,919-555-0101,yes\n"


@pytest.fixture
def action(cast):
    return make.action(
        cast.north, "Fill the board room", starts_at=timezone.now() - datetime.timedelta(days=1)
    )


def standing(cast) -> dict[str, tuple[str, int]]:
    with tenant(cast.north.id):
        found = Signup.objects.filter(organization_id=cast.north.id).select_related("contact")
        return {one.contact.given_name: (one.status, one.history.count()) for one in found}


def test_whoever_came_has_a_sign_up_and_undo_takes_it_back(cast, action):
    tom = make.contact(cast.north, "Tom", "Cole")
    make.method(cast.north, tom, "+19195550102")
    signup = make.signup(cast.north, tom, action, "yes")
    with tenant(cast.north.id):
        SignupStatus.objects.create(
            organization_id=cast.north.id, signup=signup, status="yes", at=signup.status_at
        )
    batch = bring(cast.north, cast.staff, FILE, came_to=str(action.pk))
    after = standing(cast)
    undo(cast.north, cast.staff, batch)

    # Sue never signed up: nobody is missing who was not expected.
    assert after == {"Ana": ("attended", 1), "Tom": ("no_show", 2)}
    assert standing(cast) == {"Tom": ("yes", 1)}


def test_the_same_file_again_writes_nothing_twice(cast, action):
    bring(cast.north, cast.staff, FILE, came_to=str(action.pk))
    bring(cast.north, cast.staff, FILE, came_to=str(action.pk))

    assert standing(cast)["Ana"] == ("attended", 1)


def test_what_somebody_recorded_since_stays_after_the_undo(cast, action):
    batch = bring(cast.north, cast.staff, FILE, came_to=str(action.pk))
    with tenant(cast.north.id):
        signup = Signup.objects.get(contact__given_name="Ana")
        SignupStatus.objects.create(
            organization_id=cast.north.id, signup=signup, status="walk_in", at=timezone.now()
        )
        Signup.objects.filter(pk=signup.pk).update(status="walk_in")
    undo(cast.north, cast.staff, batch)

    assert standing(cast) == {"Ana": ("walk_in", 2)}


def test_it_is_asked_only_of_files_that_tell_who_came(cast, action, client):
    make.login(client, cast.admin)
    came = read(cast.admin, FILE)
    plain = read(cast.admin, "Name,Phone\nAna Reyes,919-555-0101\n")

    assert "Fill the board room" in client.get(reverse("imports:what", args=[came.pk])).content.decode()
    assert "They came to" not in client.get(reverse("imports:what", args=[plain.pk])).content.decode()


def test_an_action_of_others_is_nobody_s(cast, action):
    theirs = make.action(cast.south)
    bring(cast.north, cast.staff, FILE, came_to=str(theirs.pk))

    assert standing(cast) == {}
