"""Turfs: cut from a list, given out, how far they are, given back; who sees them."""

import datetime

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from contacts import services, turfs
from contacts.models import Contact, Turf, TurfContact
from crm.access.errors import DomainError
from crm.access.tenancy import tenant
from crm.organizations.models import Membership
from tests import make

pytestmark = pytest.mark.django_db(databases=["default", "side"])


@pytest.fixture
def crowd(cast):
    return [make.contact(cast.north, f"P{number:02}", zip_code=f"2770{number % 3}") for number in range(11)]


def cut(cast, **how) -> list[int]:
    """Sizes of the turfs cut from everybody."""
    with tenant(cast.north.id):
        people = Contact.objects.visible_to(cast.lead).current()
        made = services.cut_turfs(by=cast.lead, people=people, name="Spring", **how)
        return [TurfContact.objects.filter(turf=turf).count() for turf in made]


def test_turfs_of_a_size_are_about_as_large(cast, crowd):
    assert cut(cast, way="size", size=5) == [4, 3, 4]


def test_there_is_one_turf_for_each_zip_code(cast, crowd):
    assert cut(cast, way="zip") == [4, 4, 3]


def test_nobody_is_cut_twice_or_against_their_word(cast, crowd):
    make.contact(cast.north, "Shut", status="do_not_contact")

    assert cut(cast) == [11]
    with pytest.raises(DomainError):
        cut(cast)


def test_a_turf_tells_how_far_it_is_and_shows_those_left_first(client, cast, crowd):
    tried, talked, *_rest = crowd
    with tenant(cast.north.id):
        members = list(Membership.objects.filter(pk=cast.volunteer.id))
        people = Contact.objects.visible_to(cast.lead)
        turf = services.cut_turfs(by=cast.lead, people=people, name="Spring", members=members)[0]
        now = timezone.now() + datetime.timedelta(minutes=1)
        Contact.objects.filter(pk=talked.pk).update(last_talk_at=now)
    make.attempt(cast.north, contact=tried, result="not_home", at=now)

    with tenant(cast.north.id):
        far = turfs.progress(cast.lead, [turf])[turf.pk]
    page = make.login(client, cast.volunteer).get(reverse("contacts:turf", args=[turf.pk]))

    assert (far.people, far.tried, far.talked, far.left) == (11, 2, 1, 9)
    assert len(page.context["rows"]) == 9 and "P05" in page.content.decode()


def test_who_looks_on_is_not_told_that_they_were_asked_to_talk(client, cast, crowd):
    make.turf(cast.north, crowd[0], members=[cast.volunteer])

    page = make.login(client, cast.viewer).get(reverse("contacts:turfs")).content.decode()

    assert "each cut for somebody of the team" in page and "you were asked" not in page


def test_a_volunteer_sees_their_own_turf_only_and_gives_it_back(client, cast, crowd):
    mine = make.turf(cast.north, crowd[0], members=[cast.volunteer])
    other = make.turf(cast.north, crowd[1], name="Other")
    client = make.login(client, cast.volunteer)

    seen = client.get(reverse("contacts:turfs")).context
    status = client.get(reverse("contacts:turf", args=[other.pk])).status_code
    client.post(reverse("contacts:turf_release", args=[mine.pk]))

    assert [line["turf"].pk for line in seen["mine"]] == [mine.pk] and seen["lines"] == []
    assert status == 404 and client.get(reverse("contacts:turf", args=[mine.pk])).status_code == 404
    with tenant(cast.north.id):
        assert Turf.objects.get(pk=mine.pk).released_at is not None


def test_putting_a_turf_away_is_not_called_saving_it_in_spanish(client, cast, crowd):
    turf = make.turf(cast.north, crowd[0])
    client = make.login(client, cast.lead)
    get_user_model().objects.filter(pk=cast.lead.user_id).update(language="es")
    address = reverse("contacts:turf", args=[turf.pk])
    before = client.get(address).content.decode()
    said = client.post(reverse("contacts:turf_archive", args=[turf.pk]), follow=True).content.decode()
    after = client.get(address).content.decode()

    assert "Archivar" in before and "La zona está archivada" in said and "Archivada" in after
    assert "zona está guardada" not in said and ">Guardar<" not in before


def test_schools_of_one_name_in_two_districts_are_two_turfs(cast):
    for name in ("Alder County", "Birch County"):
        district = make.district(name, schools=("Lincoln Elementary",))
        school = district.schools.get(name="Lincoln Elementary")
        make.stake(cast.north, make.contact(cast.north, name), "parent", school=school)

    assert cut(cast, way="school") == [1, 1]


def test_a_cut_says_who_is_in_no_turf(client, cast, crowd):
    make.turf(cast.north, *crowd[:4])
    make.contact(cast.north, "Shut", status="do_not_contact")
    page, browser = reverse("contacts:turf_cut"), make.login(client, cast.lead)

    asked = browser.get(page).content.decode()
    unsized = browser.post(page, {"name": "Spring", "way": "size", "size": ""})
    answer = browser.post(page, {"name": "Spring", "way": "one", "size": ""}, follow=True).content.decode()

    assert "7 of the 12 are free for a turf." in asked and "size" in unsized.context["form"].errors
    assert "1 turf cut with 7 people. 5 are in an open turf already or must not be contacted." in answer
