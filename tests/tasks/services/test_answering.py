"""What people and machines answer: coming or not, no more e-mail, STOP, and what became of a message."""

import base64
import datetime
import hashlib
import hmac
import json
import re
import time

import pytest
from django.core.signing import dumps
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Action, Signup
from campaigns.services import record_signup
from contacts.consent import consent_of
from contacts.models import ConsentEvent, Contact, ContactMethod, Suppression
from contacts.services import merge_contacts, record_consent
from crm.access.tenancy import tenant
from crm.audit.models import AuditEvent
from crm.organizations.models import AccessToken
from tasks.models import Inbound, Message
from tasks.services import (
    begin_plan,
    claim_next,
    create_plan,
    links,
    make_due,
    renew_key,
    take_report,
    take_text,
)
from tasks.services.answering import keyword
from tasks.services.composing import SIGNED
from tasks.views.hooks import PROVIDERS
from tests import make

DAY = datetime.timedelta(days=1)


def reached_by(cast, contact, value, kind="mobile", consent="text"):
    with tenant(cast.north.id):
        method = ContactMethod.objects.create(
            organization_id=cast.north.pk, contact=contact, kind=kind, value=value, key=value,
            reversed_key=value[::-1],
        )  # fmt: skip
        record_consent(by=cast.lead, contact=contact, purpose=consent, value="granted")
    return method


@pytest.fixture
def sent(cast):
    """Ana said yes to an action and was written to."""
    ana = make.contact(cast.north, "Ana", "Reyes", language="es")
    reached_by(cast, ana, "ana@home.example", kind="email", consent="email")
    now = timezone.now()
    noon = now.replace(hour=17, minute=0)  # outside quiet hours in New York
    action = make.action(cast.north, "Fill the board room", starts_at=noon + 9 * DAY)
    with tenant(cast.north.id):
        begin_plan(
            by=cast.lead,
            plan=create_plan(by=cast.lead, kind="campaigns.action", name="Standard"),
            subject_id=action.pk,
            now=noon - DAY,
        )
        record_signup(by=cast.organizer, action=action, contact=ana, status="yes", now=noon)
        make_due(by=make.system(cast.north), now=noon)
        claim_next(by=make.system(cast.north), now=noon)
        return Message.objects.get()


def link(message, word):
    return re.search(r"https?://[^/]+(/r/[^/\s]+/)", message.text)[1] + f"{word}/"


def status(cast):
    with tenant(cast.north.id):
        return Signup.objects.get().status


class TestComing:
    def test_looking_changes_nothing_and_the_button_answers_in_their_language(self, client, cast, sent):
        looked = client.get(link(sent, "no"))
        before = status(cast)
        answered = client.post(link(sent, "no"))

        assert (looked.status_code, before) == (200, "yes")
        assert "¿No puede venir" in looked.content.decode() or "No puede venir" in looked.content.decode()
        assert (answered.status_code, status(cast)) == (200, "cancelled")

    def test_a_mind_is_changed_with_the_same_link(self, client, cast, sent):
        client.post(link(sent, "no"))

        client.post(link(sent, "no"), {"coming": "yes"})

        assert status(cast) == "confirmed"

    def test_who_is_signed_in_elsewhere_answers_all_the_same(self, client, cast, sent):
        make.login(client, cast.outsider)

        assert client.post(link(sent, "yes")).status_code == 200
        assert status(cast) == "confirmed"

    def test_after_it_began_there_is_nothing_to_answer(self, client, cast, sent):
        with tenant(cast.north.id):
            Signup.objects.get().action.__class__.objects.update(starts_at=timezone.now() - DAY)

        client.post(link(sent, "yes"))

        assert status(cast) == "yes"

    def test_a_link_of_one_kind_opens_nothing_else(self, client, cast, sent):
        token = link(sent, "yes").split("/")[2]

        assert client.post(reverse("tasks:unsubscribe", args=[token])).status_code == 404
        assert client.post(reverse("tasks:text_hook", args=[token])).status_code == 404


def test_one_click_closes_a_persons_address(client, cast, sent):
    from_mail = _stop_of(cast, sent)

    client.get(from_mail)
    with tenant(cast.north.id):
        before = Suppression.objects.exists()
    client.post(from_mail, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    client.post(from_mail)

    with tenant(cast.north.id):
        said = ConsentEvent.objects.filter(contact=sent.contact, value="withdrawn")
        assert (before, said.count(), said[0].how) == (False, 1, "web_form")
        assert ContactMethod.objects.get(kind="email").status == "unsubscribed"
        assert not consent_of([sent.contact])[sent.contact_id].may("email").allowed


@pytest.mark.parametrize("both_said_yes", [False, True])
def test_links_go_on_working_when_two_records_become_one(client, cast, sent, both_said_yes):
    """What was sent to the record that is gone still answers for the person who is there."""
    kept = make.contact(cast.north, "Ana", "Reyes Luna")
    reached_by(cast, kept, "ana.luna@home.example", kind="email", consent="email")
    stop = _stop_of(cast, sent)
    with tenant(cast.north.id):
        if both_said_yes:
            record_signup(by=cast.organizer, action=Action.objects.get(), contact=kept, status="yes")
        merge_contacts(by=cast.lead, kept=kept, merged=Contact.objects.get(pk=sent.contact_id))

    answered = client.post(link(sent, "no"))
    client.post(stop, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")

    with tenant(cast.north.id):
        assert (answered.status_code, Signup.objects.get(contact=kept).status) == (200, "cancelled")
        assert not consent_of([kept])[kept.pk].may("email").allowed


def test_pages_behind_a_link_speak_the_readers_language_and_are_kept_nowhere(client, cast, sent):
    pages = [client.get(address) for address in (_stop_of(cast, sent), link(sent, "yes"))]

    assert "No recibir más" in pages[0].text or "¿" in pages[0].text
    for page in pages:
        assert 'lang="es"' in page.text
        assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("private, no-store", "noindex")


def _stop_of(cast, message):
    with tenant(cast.north.id):
        Message.objects.update(state="ready", due_at=message.due_at)
        claimed = claim_next(by=make.system(cast.north), now=message.due_at)
    return re.search(r"https?://[^/]+(/[^>]+)", claimed.mail.extra_headers["List-Unsubscribe"])[1]


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        " stop. ",
        "Alto",
        "¡ALTO!",
        "ARRÊT",
        "Arret",
        "“Stop”",
        "unsubscribe",
        "Stop  all",
        "opt-out",
        "BAJA",
        "Cancel",
    ],
)
def test_the_keyword_alone_is_a_wish_to_leave(text):
    assert keyword(text) == "stop"


@pytest.mark.parametrize(
    "text",
    [
        "we have got to STOP this bill",
        "stop it",
        "non stop",
        "No alto",
        "",
        "stop stop",
        "start",
        "cancel Thursday for me",
    ],
)
def test_other_words_are_not(text):
    assert keyword(text) == ""


def test_stop_withdraws_texts_of_everybody_with_that_number_here_and_nowhere_else(cast):
    mother, son = make.contact(cast.north, "Rosa"), make.contact(cast.north, "Leo")
    elsewhere = make.contact(cast.south, "Rosa")
    for contact in (mother, son):
        reached_by(cast, contact, "+19195550142")
    make.method(cast.south, elsewhere, "+19195550142")

    with tenant(cast.north.id):
        taken = take_text(by=make.system(cast.north), key="a", sender="919-555-0142", text="STOP")
        again = take_text(by=make.system(cast.north), key="a", sender="919-555-0142", text="STOP")
        values = [c.standing("text").value for c in consent_of([mother, son]).values()]

        said = ConsentEvent.objects.filter(value="withdrawn").count()

    assert (taken.people, again.pk, values) == (2, taken.pk, ["withdrawn", "withdrawn"])
    assert (again.people, said) == (2, 2)  # told twice by the gateway, written down once
    with tenant(cast.south.id):
        assert not ConsentEvent.objects.filter(contact=elsewhere).exists()


def test_a_second_stop_is_answered_and_writes_nothing_more(cast):
    ana = make.contact(cast.north, "Ana")
    reached_by(cast, ana, "+19195550142")

    with tenant(cast.north.id):
        by, sender = make.system(cast.north), "+19195550142"
        taken = [take_text(by=by, key=key, sender=sender, text="STOP") for key in "abc"]
        once = ConsentEvent.objects.filter(value="withdrawn").count()
        record_consent(by=cast.lead, contact=ana, purpose="text", value="granted")
        take_text(by=by, key="d", sender=sender, text="ALTO")

        assert ([one.people for one in taken], once) == ([1, 1, 1], 1)
        assert consent_of([ana])[ana.pk].standing("text").value == "withdrawn"
        assert AuditEvent.objects.filter(verb="tasks.stopped_by_text").count() == 2


class TestRenewal:
    """A link that is written again while it runs out goes on; one that is new enough stays as it is."""

    def lasts(self):
        return AccessToken.objects.exclude(prefix="").latest("created_at").expires_at

    def test_a_link_to_get_no_more_is_renewed_before_it_runs_out(self, cast):
        ana, now = make.contact(cast.north), timezone.now()
        with tenant(cast.north.id):
            first = links.goodbye_link(ana, now=now)
            early = links.goodbye_link(ana, now=now + 300 * DAY), self.lasts()
            late = links.goodbye_link(ana, now=now + 350 * DAY), self.lasts()

            assert AccessToken.objects.count() == 1
        assert early == (first, now + 400 * DAY)
        assert late == (first, now + 750 * DAY)

    def test_a_link_to_answer_goes_on_when_the_day_moves_and_is_never_shortened(self, cast, sent):
        with tenant(cast.north.id):
            at, now = sent.planned.due_at + 30 * DAY, timezone.now()
            first = links.answer_links(sent.planned, until=at, now=now)
            moved = links.answer_links(sent.planned, until=at + 10 * DAY, now=now)
            back = links.answer_links(sent.planned, until=at, now=now)

            token = AccessToken.objects.get(subject_id=sent.planned_id)
        assert first == moved == back
        assert token.expires_at == at + 17 * DAY


class TestTextHook:
    @pytest.fixture
    def hook(self, cast):
        with tenant(cast.north.id):
            return renew_key(by=cast.admin)

    def post(self, client, hook, body, *, key=None, at=None):
        at = str(int(at or time.time()))
        secret = (key or hook[1]).removeprefix("whsec_").encode()
        signed = hmac.new(secret, f"m1.{at}.".encode() + body, hashlib.sha256).digest()
        return client.post(
            reverse("tasks:text_hook", args=[hook[0]]),
            body,
            content_type="application/json",
            headers={
                "webhook-id": "m1",
                "webhook-timestamp": at,
                "webhook-signature": "v1," + base64.b64encode(signed).decode(),
            },
        )

    BODY = json.dumps({"id": "m1", "from": "+19195550142", "text": "Alto"}).encode()

    def test_a_signed_stop_is_taken(self, client, cast, hook):
        ana = make.contact(cast.north)
        reached_by(cast, ana, "+19195550142")

        answer = self.post(client, hook, self.BODY)

        assert (answer.status_code, answer.json()) == (200, {"keyword": "stop", "people": 1})

    def test_a_text_has_a_name_of_any_length_and_letters(self, client, cast, hook):
        names = ["x" * 5000, "x" * 4999 + "y", "a\0b", "\ud800", "x" * 5000]
        bodies = [json.dumps({"id": name, "from": "+19195550142", "text": "Stop"}).encode() for name in names]

        answers = [self.post(client, hook, body).status_code for body in bodies]

        assert answers == [200] * 5
        with tenant(cast.north.id):
            assert Inbound.objects.count() == 4  # the last is the first once more

    @pytest.mark.parametrize("body", [b"[" * 19_000, b"[]", b'{"id": " ", "from": "", "text": ""}', b"\xff"])
    def test_what_is_no_text_is_refused(self, client, hook, body):
        assert self.post(client, hook, body).status_code == 400

    @pytest.mark.parametrize(
        "wrong", [{"key": "whsec_other"}, {"at": time.time() - 3600}], ids=["another key", "an hour old"]
    )
    def test_what_is_not_signed_now_and_by_us_is_refused(self, client, cast, hook, wrong):
        assert self.post(client, hook, self.BODY, **wrong).status_code == 401

    def test_a_new_key_ends_the_old_one(self, client, cast, hook):
        with tenant(cast.north.id):
            renew_key(by=cast.admin)

        assert self.post(client, hook, self.BODY).status_code == 404


class TestReports:
    def report(self, cast, message, event):
        with tenant(cast.north.id):
            return take_report(
                by=make.system(cast.north), message_id=message.pk, event=event, address="Ana@Home.example"
            )

    def test_a_bounce_makes_the_address_one_that_does_not_work(self, cast, sent):
        told = self.report(cast, sent, "bounced")

        with tenant(cast.north.id):
            assert (told.state, told.reason) == ("failed", "bounced")
            assert ContactMethod.objects.get(kind="email").status == "bad"

    def test_a_complaint_is_a_no(self, cast, sent):
        self.report(cast, sent, "complained")

        with tenant(cast.north.id):
            assert ContactMethod.objects.get(kind="email").status == "unsubscribed"
            assert consent_of([sent.contact])[sent.contact_id].standing("email").value == "withdrawn"

    def test_delivered_is_said_and_a_late_word_changes_nothing_that_failed(self, cast, sent):
        assert self.report(cast, sent, "delivered").state == "delivered"
        assert self.report(cast, sent, "bounced").state == "failed"
        assert self.report(cast, sent, "delivered").state == "failed"

    def test_a_provider_is_believed_with_the_shared_secret_only(self, client, cast, sent, settings):
        settings.ANYMAIL = {"WEBHOOK_SECRET": "post:secret"}
        ours = dumps([str(cast.north.pk), str(sent.pk)], salt=SIGNED)
        body = {
            "RecordType": "Bounce", "Type": "HardBounce", "ID": 1, "Email": "ana@home.example",
            "BouncedAt": "2026-11-22T08:00:00Z", "MessageID": "x", "Metadata": {"earshot": ours},
        }  # fmt: skip
        url = reverse("tasks:mail_hook", args=["postmark"])
        basic = "Basic " + base64.b64encode(b"post:secret").decode()

        refused = client.post(url, body, content_type="application/json")
        forged = {**body, "Metadata": {"earshot": ours[:-2] + "xx"}}
        client.post(url, forged, content_type="application/json", headers={"authorization": basic})
        with tenant(cast.north.id):
            before = ContactMethod.objects.get(kind="email").status
        taken = client.post(url, body, content_type="application/json", headers={"authorization": basic})

        assert (refused.status_code, before, taken.status_code) == (400, "ok", 200)
        with tenant(cast.north.id):
            assert ContactMethod.objects.get(kind="email").status == "bad"

    @pytest.mark.parametrize("body", [b"", b"\xff{", b"[]", b"7", b'{"RecordType": ["x"]}', b"[" * 19_000])
    def test_a_report_that_cannot_be_read_is_refused_with_one_line_in_the_log(
        self, client, settings, caplog, body
    ):
        settings.ANYMAIL = {"WEBHOOK_SECRET": "post:secret"}
        basic = "Basic " + base64.b64encode(b"post:secret").decode()
        url = reverse("tasks:mail_hook", args=["postmark"])

        answer = client.post(url, body, content_type="application/json", headers={"authorization": basic})

        assert answer.status_code in (200, 400) if body.startswith(b"{") else answer.status_code == 400
        assert len(caplog.records) <= 1
        assert not any(record.exc_info for record in caplog.records)

    @pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailWarning")
    @pytest.mark.parametrize("provider", sorted(PROVIDERS))
    @pytest.mark.parametrize("keys", [{}, {"RESEND_API_KEY": "x", "MAILERSEND_API_TOKEN": "x"}])
    def test_without_a_secret_nobody_is_listened_to(self, client, settings, provider, keys):
        settings.ANYMAIL = keys

        assert client.post(reverse("tasks:mail_hook", args=[provider])).status_code == 404
