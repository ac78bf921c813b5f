"""Whom a saved list fits: groups, opposites, and never anybody whom the reader may not see."""

import pytest

from contacts.facts import Asking
from contacts.models import Contact
from contacts.segments import reading
from contacts.segments.definition import parse
from contacts.segments.words import Wording
from contacts.services import merge_tags, tag_contacts
from crm.access.tenancy import tenant
from tests import make

pytestmark = pytest.mark.django_db(databases=["default", "side"])
PARENT = {"fact": "contacts.stake", "is": "is", "value": ["parent"]}
EDUCATOR = {"fact": "contacts.stake", "is": "is", "value": ["educator"]}
SPANISH = {"fact": "contacts.language", "is": "is", "value": ["es"]}


@pytest.fixture
def people(cast):
    ana, ben = make.contact(cast.north, "Ana", language="es"), make.contact(cast.north, "Ben", language="es")
    make.stake(cast.north, ana, "parent")
    make.stake(cast.north, ben, "educator")
    kim = make.contact(cast.north, "Kim", is_minor=True)
    make.stake(cast.north, kim, "parent")
    make.contact(cast.north, "Cy", confidentiality="hidden")
    make.stake(cast.south, make.contact(cast.south, "Sol"), "parent")


def group(*rules, match="all", negated=False):
    return {"rules": list(rules), "match": match, "not": negated}


def fit(actor, *groups, match="all") -> list[str]:
    with tenant(actor.organization_id):
        definition = parse({"version": 1, "match": match, "groups": list(groups)})
        return sorted(reading.people(actor, definition).values_list("given_name", flat=True))


def test_groups_join_by_all_by_any_and_turned_round(cast, people):
    assert fit(cast.lead, group(PARENT, SPANISH)) == ["Ana"]
    assert fit(cast.lead, group(PARENT, EDUCATOR, match="any")) == ["Ana", "Ben", "Kim"]
    assert fit(cast.lead, group(PARENT, EDUCATOR, match="any", negated=True)) == ["Cy"]
    assert fit(cast.lead, group(PARENT), group(SPANISH)) == ["Ana"]
    assert fit(cast.lead, group(PARENT), group(SPANISH), match="any") == ["Ana", "Ben", "Kim"]


def test_each_reader_gets_those_whom_they_see(cast, people):
    nobody = group(EDUCATOR, negated=True)

    assert fit(cast.lead, nobody) == ["Ana", "Cy", "Kim"]
    assert fit(cast.organizer, nobody) == ["Ana"]
    assert fit(cast.volunteer, nobody) == []
    assert fit(cast.outsider, nobody) == ["Sol"]


def test_what_cannot_be_asked_fits_nobody_even_turned_round(cast, people):
    gone = {"fact": "contacts.shoe_size", "is": "is", "value": ["44"]}
    minors = {"fact": "contacts.minor", "is": "no"}
    broken = {"fact": "contacts.tag", "is": "is", "value": ["no key"]}

    assert fit(cast.lead, group(gone, negated=True)) == []
    assert fit(cast.lead, group(PARENT), group(gone), match="any") == []
    assert fit(cast.lead, group(broken, negated=True)) == []
    assert fit(cast.viewer, group(minors)) == [] and fit(cast.lead, group(minors)) == ["Ana", "Ben", "Cy"]


def test_a_kept_list_follows_a_tag_that_was_merged(cast, people):
    riders, bus = make.tag(cast.north, "riders"), make.tag(cast.north, "bus")
    with tenant(cast.north.id):
        tag_contacts(by=cast.lead, contacts=Contact.objects.filter(given_name="Ben"), tag=riders)
        merge_tags(by=cast.lead, tag=riders, into=bus)
        tag_contacts(by=cast.lead, contacts=Contact.objects.filter(given_name="Ana"), tag=bus)
    tagged = {"fact": "contacts.tag", "is": "is", "value": [str(riders.pk)]}

    assert fit(cast.lead, group(tagged)) == ["Ana", "Ben"]


def test_it_reads_aloud_and_names_what_is_retired(cast, people):
    tag = make.tag(cast.north, "bus riders")
    with tenant(cast.north.id):
        type(tag).objects.filter(pk=tag.pk).update(retired_at="2026-01-01T00:00Z")
        since = {"fact": "contacts.last_talk", "is": "not_since", "value": "2025-10-01"}
        tagged = {"fact": "contacts.tag", "is": "is_not", "value": [str(tag.pk)]}
        definition = parse({"version": 1, "groups": [group(PARENT, since, tagged)]})
        wording = Wording(Asking(cast.lead))

        assert (
            wording.summary(definition)
            == "Parent or caregiver; no talk since Oct. 1, 2025; not tagged bus riders"
        )
        assert wording.warnings(definition) == ["Tag: “bus riders” is retired."]
