"""From words and values to a letter, and from a letter to an e-mail with its footer and headers."""

import datetime
import re
from dataclasses import dataclass
from email.utils import quote

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import dumps
from django.template.loader import render_to_string
from django.utils import translation

from crm.access.actors import Actor
from crm.lib import typesetting
from crm.organizations.models import Membership, Organization
from tasks import subjects, wording
from tasks.letters import Letter
from tasks.models import Message, PlannedReminder, PlanStep, SendingSetting, Template
from tasks.services.judging import Verdict, language_of

EMPTY_LINES = re.compile(r"\n{3,}")
NO = "/no/"  # how the address of "I cannot come" ends
SIGNED = "tasks.message"  # salt of what a provider's report brings back
LONGEST_ID = 40
SIGNED_BY_BOTH = "{host}, {organization}"  # where nobody asked them, the organization signs, once


@dataclass(frozen=True)
class Sender:
    """How an organization signs."""

    organization: Organization
    name: str
    address: str

    @property
    def from_line(self) -> str:
        return f'"{quote(self.name)}" <{self.address}>'

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def sender_of(organization: Organization, setting: SendingSetting) -> Sender:
    address = setting.from_address or settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">")
    name = wording.flat(setting.from_name or organization.name)
    return Sender(organization, name, address)


def version_words(step: PlanStep, template: Template | None) -> str:
    """How the log calls the words that were used."""
    number = f" {template.number}" if template else ""
    return step.name[: LONGEST_ID - len(number)] + number


def planned_words(
    by: Actor, row: PlannedReminder, verdict: Verdict, template: Template, *, links: dict[str, str]
) -> Letter:
    """The step's words in the recipient's language, with every field filled in."""
    subject, happening = subjects.get(row.step.plan.subject_kind), verdict.happening
    if subject is None or happening is None:
        raise LookupError("a message without its subject")
    language = language_of(row)
    values = {
        "first_name": _first_name(row),
        "organization": _organization_name(by),
        "host": _host(by, verdict),
        **wording.happening_values(happening, language),
        **subject.values(by, happening, language),
        **links,
    }
    words = getattr(template, f"text_{language}")
    if not values["host"]:
        values["host"] = values["organization"]
        words = words.replace(SIGNED_BY_BOTH, "{organization}")
    title = wording.flat(wording.fill(getattr(template, f"subject_{language}"), values))
    text = EMPTY_LINES.sub("\n\n", wording.fill(words, values)).strip()
    return Letter(title[:200], text + "\n")


def email(
    message: Message,
    sender: Sender,
    *,
    stop_url: str,
    footer: str,
    now: datetime.datetime,
) -> EmailMultiAlternatives:
    """Plain text and HTML of the same words; the sender's postal address and the way out below them.

    `footer` says why they get it: member, digest or person.
    """
    organization = sender.organization
    with translation.override(message.language):
        context = {
            "sender": organization.name,
            "organization": organization.name,
            "postal_address": organization.postal_address,
            "stop_url": stop_url,
            "footer": footer,
            "in_copy": bool(message.copy_to),
            "text": message.text,
            "paragraphs": typesetting.paragraphs(message.text, aside=NO),
            "language": message.language,
            "subject": message.subject,
        }
        text = render_to_string("tasks/mail/frame.txt", context)
        html = render_to_string("tasks/mail/frame.html", context)
    mail = EmailMultiAlternatives(
        subject=wording.flat(message.subject),
        body=text,
        from_email=sender.from_line,
        to=[message.to_address],
        cc=[message.copy_to] if message.copy_to else None,
        reply_to=[organization.reply_to] if organization.reply_to else None,
        headers={
            # The same for every try, so that a server that has it already can tell.
            "Message-ID": f"<{message.key}@{sender.domain}>",
            "List-Unsubscribe": f"<{stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(html, "text/html")
    # Comes back with a provider's report (anymail); a plain SMTP server never sees it.
    reference = dumps([str(message.organization_id), str(message.pk)], salt=SIGNED)
    mail.metadata = {"earshot": reference}  # type: ignore[attr-defined]
    return mail


def _first_name(row: PlannedReminder) -> str:
    if row.contact:
        return wording.flat(row.contact.chosen_name or row.contact.given_name or row.contact.display_name)
    return wording.flat(str(row.member.user)) if row.member else ""


def _organization_name(by: Actor) -> str:
    return wording.flat(Organization.objects.visible_to(by).get().name)


def _host(by: Actor, verdict: Verdict) -> str:
    """The first name of whom they know: no last name, no address."""
    host_id = verdict.person.host_id if verdict.person else None
    host = (
        Membership.objects.visible_to(by).select_related("user").filter(pk=host_id).first()
        if host_id
        else None
    )
    return wording.flat(str(host.user)).split(" ")[0] if host else ""
