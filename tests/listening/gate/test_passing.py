"""What the gate lets through, to whom and for which use."""

import pytest

from contacts.models import ConsentEvent
from contacts.services import create_contact, record_consent
from crm.access.tenancy import tenant
from listening.gate import QuoteGate, Use
from listening.models import SealedLink
from tests import make

pytestmark = pytest.mark.django_db


def passes(actor, excerpt, use=Use.PUBLISH_ANONYMOUS):
    with tenant(actor.organization_id):
        return QuoteGate(actor, use=use, purpose="test").show_one(excerpt)


def test_words_that_nobody_was_asked_about_stay_in_the_coding_room(cast):
    said = make.words(cast.north, "Nobody asked.", allowed="")

    assert passes(cast.lead, said, Use.CODING).is_shown
    outside = passes(cast.lead, said)
    assert (outside.light, outside.words, str(outside.reasons[0])) == ("red", "", "Nobody asked them.")


def test_a_withdrawal_holds_for_a_reader_who_sees_no_people(cast, everybody):
    ana = make.contact(cast.north, given_name="Ana")
    said = make.words(cast.north, "I am tired.", contact=ana)
    assert passes(everybody.researcher, said, Use.CODING).is_shown

    with tenant(cast.north.id):
        record_consent(by=cast.organizer, contact=ana, purpose="quote", value="withdrawn")

    shown = passes(everybody.researcher, said, Use.CODING)
    assert shown.is_withdrawn and not shown.words


def test_who_sees_no_people_reads_no_names_in_their_words(cast, everybody):
    ana = make.contact(cast.north, given_name="Ana", family_name="Vega")
    said = make.words(cast.north, "I said: my name is Ana, write it down.", contact=ana)

    assert passes(cast.lead, said, Use.CODING).words == said.text
    assert passes(everybody.researcher, said, Use.CODING).words == "I said: my name is […], write it down."


def test_a_withdrawal_reaches_a_voice_behind_a_seal_and_names_nobody(cast):
    ana = make.contact(cast.north, given_name="Ana")
    said = make.words(cast.north, "I am tired.")
    with tenant(cast.north.id):
        SealedLink.objects.create(organization_id=cast.north.id, participant=said.participant, contact=ana)
        ConsentEvent.objects.create(
            organization_id=cast.north.id, contact=ana, purpose="full_name", value="granted"
        )
    assert not passes(cast.lead, said, Use.FULL_NAME).is_shown

    with tenant(cast.north.id):
        record_consent(by=cast.organizer, contact=ana, purpose="quote", value="withdrawn")

    assert passes(cast.lead, said, Use.TEAM).is_withdrawn


def test_a_student_we_know_nothing_of_waits_for_a_guardian(cast):
    said = make.words(cast.north, "One counselor, six hundred of us.", kinds=["student"])
    assert passes(cast.lead, said).light == "red"

    with tenant(cast.north.id):
        record_consent(
            by=cast.organizer,
            participant_id=said.participant_id,
            session_id=said.session_id,
            purpose="quote",
            value="anonymous",
            given_by="guardian",
        )

    shown = passes(cast.lead, said)
    assert shown.is_shown and shown.attribution == "Student"


@pytest.mark.parametrize("fields", [{"confidentiality": "restricted"}, {"is_quote": False}])
def test_restricted_notes_and_our_own_remarks_leave_nowhere(cast, fields):
    said = make.words(cast.north, "Watched.")
    with tenant(cast.north.id):
        type(said.note).objects.filter(pk=said.note_id).update(**fields)

    assert passes(cast.lead, said).light == "red"


def test_a_district_is_told_only_where_enough_of_their_kind_were_heard(cast):
    district = make.district(name="Cedar Fork")
    at = make.session(cast.north, district=district, project=make.project(cast.north))
    said = make.words(cast.north, "We moved for the school.", at=at)
    assert passes(cast.lead, said).attribution == "Parent or caregiver"

    for number in range(9):
        make.participant(cast.north, at, constituencies=["parent"], pseudonym=f"Q{number}")

    assert passes(cast.lead, said).attribution == "Parent or caregiver, Cedar Fork"


def test_somebody_of_another_organization_gets_nothing(cast):
    said = make.words(cast.north, "Ours.", allowed="granted")

    with tenant(cast.south.id):
        assert not QuoteGate(cast.outsider, use=Use.TEAM, purpose="test").show_one(said).is_shown


def test_a_name_in_small_letters_of_somebody_who_was_not_there_makes_it_amber(cast):
    district = make.district("Alder County")
    with tenant(cast.north.id):
        create_contact(by=cast.lead, given_name="Wade", family_name="Tackett", district=district)
        create_contact(by=cast.lead, given_name="Mr. Lee from the bus stop", district=district)
    session = make.session(cast.north, district=district)
    said = make.words(cast.north, "then tackett told us to wait at the bus stop", at=session)
    plain = make.words(cast.north, "we wait at the bus stop and wade through water", at=session)

    assert [one.word for one in passes(cast.lead, said, Use.PUBLISH_ANONYMOUS).telling] == ["tackett"]
    assert passes(cast.lead, plain, Use.PUBLISH_ANONYMOUS).light == "green"
