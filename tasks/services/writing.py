"""The words of a message, written at the moment it goes out."""

import datetime
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives

from contacts.models import Contact
from crm.access.actors import Actor
from crm.organizations.models import Membership
from tasks import gateways, letters
from tasks.models import Channel, Message, PlannedReminder, Task
from tasks.services import composing, links
from tasks.services.judging import Verdict, sending_setting


@dataclass(frozen=True)
class Written:
    """One of the two: what goes to the mail server, or to the gateway for texts."""

    mail: EmailMultiAlternatives | None = None
    text: gateways.Text | None = None


def write(by: Actor, message: Message, verdict: Verdict | None, *, now: datetime.datetime) -> Written:
    """Put the words of this moment into the message (not saved), and make of it what is handed over."""
    sender = composing.sender_of(message.organization, sending_setting(by))
    if verdict is not None and message.planned is not None:
        _write_planned(by, message, message.planned, verdict, now)
    elif message.reminder is not None and message.recipient is not None:
        _write_reminder(message, message.reminder.task, message.recipient)
    if message.channel == Channel.TEXT:
        to, copy_to = gateways.dialed(message.to_address), gateways.dialed(message.copy_to)
        return Written(text=gateways.Text(key=message.key, to=to, text=message.text, copy_to=copy_to))
    stop, footer = _way_out(message, now)
    mail = composing.email(message, sender, stop_url=stop, footer=footer, now=now)
    return Written(mail=mail)


def _write_planned(
    by: Actor, message: Message, row: PlannedReminder, verdict: Verdict, now: datetime.datetime
) -> None:
    newest = row.step.templates.filter(organization_id=by.organization_id).latest("number")
    found = links.answer_links(row, until=verdict.happening.starts_at, now=now) if verdict.happening else {}
    letter = composing.planned_words(by, row, verdict, newest, links=found)
    message.subject, message.text = letter.subject, letter.text
    message.template, message.template_version = newest, composing.version_words(row.step, newest)
    message.to_address, message.copy_to = verdict.to, verdict.copy_to


def _write_reminder(message: Message, task: Task, recipient: Membership) -> None:
    sees = (
        task.contact_id is not None
        and Contact.objects.visible_to(letters.member_of(recipient)).filter(pk=task.contact_id).exists()
    )
    letter = letters.reminder(task, recipient, sees_contact=sees)
    message.subject, message.text = letter.subject, letter.text
    message.template_version = letters.VERSION


def _way_out(message: Message, now: datetime.datetime) -> tuple[str, str]:
    """The link that stops this kind of message, and the word by which the footer explains it."""
    if message.recipient is None:
        if message.contact is None:
            raise LookupError("a message to nobody")
        return links.goodbye_link(message.contact, now=now), links.PERSON
    what = message.key.partition(".")[0]
    what = what if what in (links.DIGEST, links.WEEK) else links.REMINDERS
    return links.stop_link(message.recipient, what=what, now=now), what
