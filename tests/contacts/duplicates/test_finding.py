"""Pairs are found in one organization, kept, dropped when edited apart, and asked once."""

import datetime

import pytest
from django.utils import timezone

from contacts import services
from contacts.duplicates.finding import find_duplicates
from contacts.models import DuplicatePair
from crm.access.tenancy import tenant
from crm.queue import doorbell
from crm.queue.running import drain
from crm.queue.services import enqueue
from tests import make


def known(cast, name="Guadalupe Reyes", *, by=None, phone="919-555-0142", stake="parent", **facts):
    given, family = name.split(" ", 1)
    by = by or cast.lead
    with tenant(by.organization_id):
        return services.create_contact(
            by=by, given_name=given, family_name=family, methods=[{"kind": "mobile", "value": phone}] if phone else [],
            constituencies=[{"kind": stake}] if stake else [], **facts,
        )  # fmt: skip


def found(cast, **options):
    with tenant(cast.north.id):
        find_duplicates(by=make.system(cast.north), **options)
        pairs = DuplicatePair.objects.filter(organization_id=cast.north.id)
        return {
            (p.left.given_name, p.right.given_name): p.proposal for p in pairs.select_related("left", "right")
        }


def test_it_works(cast):
    known(cast)
    known(cast, "Lupe Reyes")

    assert found(cast) == {("Guadalupe", "Lupe"): "same"}


def test_a_student_and_a_parent_who_share_a_phone_are_proposed_as_a_household(cast):
    known(cast, "Marisol Vega")
    known(cast, "Diego Vega", stake="student")

    assert list(found(cast).values()) == ["household"]


def test_never_across_organizations(cast):
    known(cast)
    known(cast, by=cast.outsider)

    assert found(cast) == {}


def test_without_a_number_the_name_and_the_place_are_enough_to_ask(cast):
    known(cast, phone="", zip_code="27601")
    known(cast, "Lupe Reyes", phone="", zip_code="27601")

    assert list(found(cast).values()) == ["unsure"]


def test_a_pair_vanishes_when_one_is_edited_apart(cast):
    known(cast)
    other = known(cast, "Lupe Reyes")
    assert found(cast)
    with tenant(cast.north.id):
        services.edit_contact(
            by=cast.lead,
            contact=other,
            version=other.version,
            changes={"given_name": "Otis", "family_name": "Boykin"},
        )
        for method in other.methods.all():
            services.remove_method(by=cast.lead, method=method)

    assert found(cast) == {}


def test_the_next_search_looks_at_who_is_new_and_finds_them_beside_the_old(cast):
    known(cast)
    assert found(cast) == {}
    known(cast, "Lupe Reyes")

    assert found(cast, now=timezone.now()) == {("Guadalupe", "Lupe"): "same"}


@pytest.mark.parametrize("answer", ["different", "household"])
def test_what_was_answered_is_not_asked_again(cast, answer):
    one, other = known(cast), known(cast, "Lupe Reyes")
    found(cast)
    with tenant(cast.north.id):
        services.answer_pair(by=cast.lead, one=one, other=other, answer=answer)
    found(cast, everybody=True)

    with tenant(cast.north.id):
        assert not DuplicatePair.objects.visible_to(cast.lead).waiting(now=timezone.now()).exists()


def test_who_is_different_from_the_merged_one_is_different_from_the_kept_one(cast):
    one, other = known(cast), known(cast, "Lupe Reyes")
    third = known(cast, "Guadalupe Reyes Ortega")
    with tenant(cast.north.id):
        services.answer_pair(by=cast.lead, one=other, other=third, answer="different")
        services.merge_contacts(by=cast.lead, kept=one, merged=other)
    found(cast, everybody=True)

    with tenant(cast.north.id):
        assert not DuplicatePair.objects.visible_to(cast.lead).waiting(now=timezone.now()).exists()


def test_what_was_put_off_comes_back_within_a_week(cast):
    one, other = known(cast), known(cast, "Lupe Reyes")
    found(cast)
    with tenant(cast.north.id):
        services.answer_pair(by=cast.lead, one=one, other=other, answer="later")
        seen = DuplicatePair.objects.visible_to(cast.lead)

        assert not seen.waiting(now=timezone.now()).exists()
        assert seen.waiting(now=timezone.now() + datetime.timedelta(days=8)).exists()


def test_a_pair_with_somebody_out_of_sight_is_out_of_sight(cast):
    known(cast, "Nevaeh Boykin", stake="student", age_band="16_17")
    known(cast, "Nevaeh Boykin", stake="student")
    found(cast)

    with tenant(cast.north.id):
        assert DuplicatePair.objects.visible_to(cast.lead).exists()
        assert not DuplicatePair.objects.visible_to(
            cast.organizer
        ).exists()  # not trained to work with minors


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_it_runs_as_a_job(cast, settings):
    settings.CELERY_BROKER_URL = "redis+socket:///nowhere/kv.sock"
    doorbell.listen_again()
    known(cast)
    known(cast, "Lupe Reyes")
    with tenant(cast.north.id):
        enqueue("contacts.find_duplicates", by=make.system(cast.north))
    drain()

    with tenant(cast.north.id):
        assert DuplicatePair.objects.count() == 1
    doorbell.listen_again()
