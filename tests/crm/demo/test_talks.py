from django.db.models import Max

from contacts.models import ConstituencyRow, Contact
from listening.models import Attempt, ListeningSession, Note, SessionParticipant
from tasks.letters import member_of


def test_about_one_try_in_four_became_a_talk(demo):
    tries = talks = 0
    for partner in demo.partners:
        with partner.here():
            attempts = Attempt.objects.filter(organization_id=partner.id).counted()
            tries, talks = tries + attempts.count(), talks + attempts.conversations().count()

    assert 0.22 < talks / tries < 0.31


def test_the_last_talk_of_a_contact_is_their_latest_conversation(demo):
    for partner in demo.partners:
        with partner.here():
            talks = Attempt.objects.filter(organization_id=partner.id, contact__isnull=False).conversations()
            latest = dict(talks.values_list("contact_id").annotate(Max("at")).order_by())
            held = Contact.objects.filter(organization_id=partner.id, last_talk_at__isnull=False)
            assert dict(held.values_list("pk", "last_talk_at")) == latest


def test_a_talk_has_all_that_a_logged_one_has(demo):
    for partner in demo.partners:
        with partner.here():
            for talk in Attempt.objects.filter(organization_id=partner.id, result="talked").select_related(
                "session", "participant", "task"
            ):
                assert talk.session.client_uuid == talk.client_uuid
                assert (talk.session.headcount, talk.participant.pseudonym) == (1, "P1")
                assert talk.participant.contact_id == talk.contact_id
                assert (talk.task is None) == (talk.next_step == "none")
                assert talk.task is None or talk.task.source_id == talk.pk
                if talk.contact_id:
                    stakes = ConstituencyRow.objects.filter(contact_id=talk.contact_id).values_list(
                        "kind", flat=True
                    )
                    assert set(talk.constituencies) <= set(stakes)


def test_other_tries_make_nothing_but_themselves(demo):
    for partner in demo.partners:
        with partner.here():
            tries = Attempt.objects.filter(organization_id=partner.id).exclude(result="talked")
            assert not tries.exclude(session=None, participant=None, task=None).exists()


def test_nobody_talked_with_somebody_they_may_not_see(demo):
    for partner in demo.partners:
        with partner.here():
            tries = Attempt.objects.filter(organization_id=partner.id, contact__isnull=False)
            by_member = {}
            for attempt in tries.select_related("by__user"):
                by_member.setdefault(attempt.by, set()).add(attempt.contact_id)
            for member, ids in by_member.items():
                seen = Contact.objects.visible_to(member_of(member)).filter(pk__in=ids)
                assert seen.count() == len(ids)


def test_every_note_has_words_and_speaks_of_its_own_session(demo):
    for partner in demo.partners:
        with partner.here():
            notes = Note.objects.filter(organization_id=partner.id).select_related("participant")
            languages = set(notes.values_list("language", flat=True))
            assert not notes.exclude(versions__number=1).exists()
            for note in notes.exclude(participant=None):
                assert note.participant.session_id == note.session_id
                assert note.participant.contact_id == note.contact_id
        assert languages == {"en", "es"}


def test_no_more_names_than_heads(demo):
    for partner in demo.partners:
        with partner.here():
            for session in ListeningSession.objects.filter(
                organization_id=partner.id, headcount__isnull=False
            ):
                assert SessionParticipant.objects.filter(session=session).count() <= session.headcount
