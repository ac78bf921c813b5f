"""A reminder plan at work for the actions to come, with what it has sent so far."""

import datetime

from campaigns.models import Action, Signup
from campaigns.services import REMINDED
from contacts.consent import NOT_ASKED, consent_of
from contacts.models import ConsentEvent, ContactMethod
from contacts.services import record_consent
from crm.access.actors import System
from tasks import reasons, services
from tasks.models import Message, PlannedReminder
from tasks.services.claiming import put

MOST, DAYS, ASKED = 60, 5, 14
HOUR = datetime.timedelta(hours=1)
FIRST_TEXT = {
    "subject_en": "",
    "text_en": "Hello {first_name}, this is {host} of {organization}. Are you coming to {event} on {day}, {hour}? {confirm_link}",
    "subject_es": "",
    "text_es": "Hola, {first_name}, soy {host} de {organization}. ¿Viene a {event} el {day}, {hour}? {confirm_link}",
}


def plant(*, by: System, now: datetime.datetime) -> int:
    """Through the services, as of some days ago: so every message has its reason and its version. How many."""
    actions = Action.objects.visible_to(by).filter(cancelled_at=None)
    coming = list(actions.filter(starts_at__gt=now).order_by("starts_at", "pk")[:2])
    past = list(actions.filter(starts_at__lt=now - 48 * HOUR).order_by("-starts_at", "pk")[:1])
    for action in (*coming, *past):
        _ask(by, action)
    plan = services.create_plan(by=by, kind=REMINDED, name="Standard sequence")
    services.edit_plan(by=by, plan=plan, name=plan.name, is_automatic=True)
    services.add_step(
        by=by,
        plan=plan,
        words=FIRST_TEXT,
        name="Four days before, by text",
        anchor="start",
        days=-4,
        clock=datetime.time(11),
        channel="text",
        statuses=["yes", "confirmed"],
    )
    for action in coming:
        then = now - datetime.timedelta(days=DAYS)
        services.begin_plan(by=by, plan=plan, subject_id=action.pk, now=then)
    for action in past:
        services.begin_plan(by=by, plan=plan, subject_id=action.pk, now=action.starts_at + 3 * HOUR)
    due = PlannedReminder.objects.visible_to(by).filter(due_at__lt=now).order_by("due_at", "pk")
    for moment in sorted(set(due.values_list("due_at", flat=True)[:MOST])):
        services.make_due(by=by, now=moment, limit=MOST)
        while claimed := services.claim_next(by=by, now=moment):
            services.settle(by=by, claimed=claimed, state=Message.State.SENT, reason="", now=moment)
    _tear_one(by)
    return Message.objects.visible_to(by).filter(planned__isnull=False).count()


def _tear_one(by: System) -> None:
    """The newest looks as it does when a sender is killed while it speaks with the mail server."""
    newest = Message.objects.visible_to(by).filter(planned__isnull=False, channel="email", state="sent")
    for message in newest.order_by("-sent_at", "-pk")[:1]:
        message.sent_at = None
        put(message, Message.State.UNCERTAIN, reasons.TORN, "sent_at")


def _ask(by: System, action: Action) -> None:
    """Some of them have said that they may be written to."""
    reached = ContactMethod.objects.visible_to(by).filter(kind=ContactMethod.Kind.EMAIL).values("contact_id")
    signups = Signup.objects.visible_to(by).filter(
        action=action, contact__is_minor=False, contact_id__in=reached
    )
    people = [
        signup.contact for signup in signups.select_related("contact").order_by("status_at", "pk")[:ASKED]
    ]
    for person, consent in zip(people, consent_of(people).values(), strict=True):
        for purpose in (ConsentEvent.Purpose.EMAIL, ConsentEvent.Purpose.TEXT):
            if consent.standing(purpose).value == NOT_ASKED:
                record_consent(by=by, contact=person, purpose=purpose, value="granted", how="paper")
