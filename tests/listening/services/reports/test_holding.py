"""Words taken back take the recordings and photos with them, as far as the person chose."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm.access.tenancy import tenant
from listening.gate import QuoteGate, Use
from listening.models import Attachment, SessionParticipant, Withdrawal
from listening.services.notes import attaching
from listening.services.reports import holding, recalling
from listening.services.sessions import participants
from tasks.models import Task
from tests import make

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")

MP3 = b"ID3\x04\0\0\0\0\0\0" + b"\0" * 400


@pytest.fixture
def two(cast):
    """Ana at two meetings, each with a recording."""
    ana = make.contact(cast.north, "Ana", "Reyes")
    words = [make.words(cast.north, f"The bus is late, {n}.", contact=ana) for n in (1, 2)]
    tapes = [make.attachment(cast.north, MP3, session=word.session) for word in words]
    return ana, words, tapes


def hidden(cast, words) -> list[bool]:
    with tenant(cast.north.id):
        shown = QuoteGate(cast.lead, use=Use.TEAM, purpose="test").show([word.note for word in words])
        return [one.is_withdrawn for one in shown]


def held(cast, tapes) -> list[bool]:
    with tenant(cast.north.id):
        return [Attachment.objects.get(pk=tape.pk).held_at is not None for tape in tapes]


def test_one_conversation_takes_its_own_recording_and_leaves_the_other(cast, two):
    _ana, words, tapes = two
    with tenant(cast.north.id):
        receipt = recalling.withdraw_words(by=make.system(cast.north), participant=words[0].participant)

    assert receipt.reach == "session" and [file["id"] for file in receipt.files] == [str(tapes[0].pk)]
    assert hidden(cast, words) == [True, False]
    assert held(cast, tapes) == [True, False]


def test_everything_reaches_every_session_also_after_one_was_taken_back(cast, two):
    _ana, words, tapes = two
    code = words[0].participant.receipt_code or "4KQM-7XWB"
    with tenant(cast.north.id):
        SessionParticipant.objects.filter(pk=words[0].participant_id).update(receipt_code=code)
    stranger = Client()
    stranger.post(reverse("told:my_words"), {"code": code, "withdraw": "session"})

    answer = stranger.post(reverse("told:my_words"), {"code": code, "withdraw": "everything"})

    with tenant(cast.north.id):
        receipt = Withdrawal.objects.order_by("-at").first()
    assert receipt.reach == "everything" and receipt.number in answer.content.decode()
    assert "everything you said with them" in answer.content.decode()
    assert hidden(cast, words) == [True, True]
    assert held(cast, tapes) == [True, True]


def test_everything_reaches_what_is_behind_a_seal_and_names_nobody(cast, two):
    _ana, words, _tapes = two
    with tenant(cast.north.id):
        for word in words:
            word.session.refresh_from_db()
            type(word.session).objects.filter(pk=word.session_id).update(kind="circle")
            word.session.refresh_from_db()
            participants.seal_session(by=cast.organizer, session=word.session)
        voice = SessionParticipant.objects.get(pk=words[0].participant_id)

        receipt = recalling.withdraw_words(by=make.system(cast.north), participant=voice, reach="everything")

        assert receipt.contact_id is None and len(receipt.files) == 2
    assert hidden(cast, words) == [True, True]


def test_a_person_is_asked_to_delete_within_a_week_and_time_does_it_after_two(cast, two):
    _ana, words, tapes = two
    now = timezone.now()
    with tenant(cast.north.id):
        recalling.withdraw_words(by=cast.organizer, participant=words[0].participant, how="verbal")
        step = Task.objects.get(origin=holding.ORIGIN)
        tape = Attachment.objects.get(pk=tapes[0].pk)
        assert step.source_id == words[0].session_id
        assert step.due_on == timezone.localdate(now) + datetime.timedelta(days=7)
        assert tape.retained_until == timezone.localdate(now) + datetime.timedelta(days=14)
        system = make.system(cast.north)
        late = tape.retained_until + datetime.timedelta(days=1)
        assert attaching.purge_attachments(by=system, today=late) == 1


def test_a_hidden_recording_opens_for_nobody_until_somebody_says_they_are_not_on_it(cast, two, client):
    _ana, words, tapes = two
    make.login(client, cast.organizer)
    address = reverse("listening:attachment", args=[tapes[0].pk])
    assert b"".join(client.get(address).streaming_content) == MP3
    with tenant(cast.north.id):
        recalling.withdraw_words(by=cast.organizer, participant=words[0].participant, how="verbal")

    assert client.get(address).status_code == 404
    page = client.get(reverse("listening:session", args=[words[0].session_id])).content.decode()
    assert f'href="{address}"' not in page and "took their words back" in page
    client.post(reverse("listening:attachment_show_again", args=[tapes[0].pk]))

    assert b"".join(client.get(address).streaming_content) == MP3


def test_a_contact_takes_everything_back_from_their_page(cast, two, client):
    ana, words, _tapes = two
    make.login(client, cast.organizer)
    page = client.get(reverse("listening:contact_words", args=[ana.pk])).content.decode()
    there = reverse("listening:contact_withdraw", args=[ana.pk])
    assert there in page

    client.post(there)

    assert hidden(cast, words) == [True, True]
    again = client.get(reverse("listening:contact_words", args=[ana.pk])).content.decode()
    with tenant(cast.north.id):
        assert Withdrawal.objects.get().number in again
    assert there not in again
