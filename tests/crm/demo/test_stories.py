from contacts.consent import consent_of
from contacts.models import ConstituencyRow, Contact
from crm.demo import stories
from listening.gate.lights import lights
from listening.models import Attempt, ListeningSession, Note, SessionParticipant
from tasks.models import Task


def contact(demo, called: str) -> Contact:
    given, _space, family = (called, "", "") if "(" in called else called.partition(" ")
    return Contact.objects.get(organization_id=demo.downhome.id, given_name=given, family_name=family)


def test_last_nights_house_meeting_waits_to_be_wrapped_up(demo):
    with demo.downhome.here():
        organizer = demo.downhome.member("organizer")
        waiting = ListeningSession.objects.visible_to(organizer).to_wrap_up(now=demo.now)
        meeting = waiting.get(title=stories.HOUSE_MEETING)

        assert meeting.headcount == 25
        assert SessionParticipant.objects.filter(session=meeting).count() == 18
        assert not Note.objects.filter(session=meeting).exists()
        assert (
            Task.objects.visible_to(organizer)
            .open()
            .filter(kind="enter_notes", source_id=meeting.pk)
            .exists()
        )


def test_a_leader_of_sixteen_has_no_guardians_yes_yet(demo):
    with demo.downhome.here():
        leader = contact(demo, stories.LEADER)
        texts = consent_of([leader])[leader.pk].standing("text")

        assert (leader.age_band, leader.is_minor) == ("16_17", True)
        assert texts.needs_guardian
        assert Task.objects.filter(contact=leader, kind="consent", state="open").exists()


def test_a_parent_and_teacher_at_risk_is_seen_only_by_those_who_lead(demo):
    with demo.downhome.here():
        at_risk = contact(demo, stories.AT_RISK)
        kinds = set(ConstituencyRow.objects.filter(contact=at_risk).values_list("kind", flat=True))
        lead, organizer = demo.downhome.member("partner_lead"), demo.downhome.member("organizer")

        assert kinds == {"parent", "educator"}
        assert Contact.objects.visible_to(lead).filter(pk=at_risk.pk).exists()
        assert not Contact.objects.visible_to(organizer).filter(pk=at_risk.pk).exists()
        assert Note.objects.visible_to(lead).filter(contact=at_risk).exists()
        assert not Note.objects.visible_to(organizer).filter(contact=at_risk).exists()


def test_somebody_took_their_words_back(demo):
    with demo.downhome.here():
        lead = demo.downhome.member("partner_lead")
        note = Note.objects.get(contact=contact(demo, stories.WITHDREW), is_quote=True)

        assert lights(lead, [note])[note.pk].value == "withdrawn"


def test_namesakes_are_two_people(demo):
    with demo.downhome.here():
        named = Contact.objects.filter(
            organization_id=demo.downhome.id, given_name="Jaylen", family_name="Whitaker"
        )

        assert set(named.values_list("age_band", flat=True)) == {"13_15", "16_17"}
        assert contact(demo, stories.BLUE_HOUSE).display_name == "Ms. T (blue house)"


def test_nobody_has_listened_to_a_bus_driver_or_in_creole(demo):
    for partner in demo.partners:
        with partner.here():
            drivers = ConstituencyRow.objects.filter(organization_id=partner.id, subtype="bus driver").values(
                "contact_id"
            )
            unheard = Contact.objects.filter(
                organization_id=partner.id, pk__in=drivers
            ) | Contact.objects.filter(organization_id=partner.id, language="ht")
            assert not Attempt.objects.filter(contact__in=unheard).conversations().exists()
    with demo.downhome.here():
        assert ConstituencyRow.objects.filter(organization_id=demo.downhome.id, subtype="bus driver").exists()
