"""What people answer without signing in: coming or not, no more e-mail, STOP by text, and what a provider reports."""

import datetime
import hashlib
import re
import unicodedata
import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.consent import REFUSALS, consent_of
from contacts.models import ConsentEvent, Contact, ContactMethod, Suppression
from contacts.services import change_method, record_consent, suppress
from crm.access.actors import Actor, Deputy, deputy_of
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit.services import record
from crm.lib import emails, phones
from tasks import reasons, subjects
from tasks.models import Inbound, Message, PlannedReminder
from tasks.services.claiming import put

# The whole message, nothing around it: "we have got to STOP this bill" is no wish to leave. Those that 47 CFR 64.1200(a)(10)
# names, and what people write in Spanish and French.
STOP_WORDS = frozenset(
    {
        *(
            "stop",
            "stopall",
            "stop all",
            "quit",
            "end",
            "revoke",
            "opt out",
            "optout",
            "cancel",
            "unsubscribe",
        ),
        *("alto", "baja", "cancelar", "parar", "arret"),
    }
)
EDGES = re.compile(r"^[\W_]+|[\W_]+$")
LONGEST_KEY = 120
State, Purpose = Message.State, ConsentEvent.Purpose
ARRIVED = (State.SENT, State.UNCERTAIN, State.SENDING)


@transaction.atomic
def answer(*, by: Actor, planned: PlannedReminder, is_coming: bool) -> None:
    """From the link in a message. Raises DomainError where there is nothing to answer any more."""
    subject = subjects.get(planned.step.plan.subject_kind)
    if subject is None or subject.answer is None or planned.contact_id is None:
        raise DomainError(_("There is nothing to answer here any more."))
    subject.answer(by, planned.subject_id, planned.contact_id, is_coming)
    record("tasks.answered_by_link", by=by, target=planned, details={"is_coming": is_coming})


@transaction.atomic
def say_goodbye(*, by: Actor, contact: Contact) -> None:
    """A person wants no more e-mail: their no stands in the ledger, and their addresses are closed."""
    hears = _hears(by)
    if consent_of([contact])[contact.pk].standing(Purpose.EMAIL).value not in REFUSALS:
        record_consent(
            by=hears,
            contact=contact,
            purpose=Purpose.EMAIL,
            value=ConsentEvent.Value.WITHDRAWN,
            how="web_form",
        )
    addresses = ContactMethod.objects.filter(
        organization_id=by.organization_id, contact=contact, kind=ContactMethod.Kind.EMAIL
    )
    for method in addresses:
        suppress(by=hears, contact=contact, reason=Suppression.Reason.UNSUBSCRIBED, method=method)


def keyword(text: str) -> str:
    """ "stop" where the whole message is one of the words, in any writing; "" for anything else."""
    plain = "".join(
        sign
        for sign in unicodedata.normalize("NFD", text.strip().casefold())
        if not unicodedata.combining(sign)
    )
    words = " ".join(EDGES.sub("", plain).replace("-", " ").split())
    return "stop" if words in STOP_WORDS else ""


@transaction.atomic
def take_text(
    *, by: Actor, key: str, sender: str, text: str, now: datetime.datetime | None = None
) -> Inbound:
    """A text that came in. STOP, ALTO or ARRET withdraws the consent to texts of everybody who has this number, here and
    in no other organization. Other words are not kept. The same key twice is one text; a second STOP is answered like
    the first, and writes nothing more of somebody whose no stands already."""
    word = keyword(text)
    inbound, is_new = Inbound.objects.get_or_create(
        organization_id=by.organization_id,
        key=key if len(key) <= LONGEST_KEY and key.isprintable() else _short(key),
        defaults={"keyword": word, "at": now or timezone.now()},
    )
    if not is_new or not word:
        return inbound
    numbers = {phone.e164 for phone in phones.parse(sender).value}
    methods = ContactMethod.objects.filter(
        organization_id=by.organization_id, key__in=numbers, contact__merged_into=None
    ).exclude(kind=ContactMethod.Kind.EMAIL)
    people = list(
        Contact.objects.filter(
            organization_id=by.organization_id, pk__in=methods.values("contact_id")
        ).order_by("pk")
    )
    stand, hears = consent_of(people), _hears(by)
    new = [one for one in people if stand[one.pk].standing(Purpose.TEXT).value not in REFUSALS]
    for contact in new:
        record_consent(
            by=hears,
            contact=contact,
            purpose=Purpose.TEXT,
            value=ConsentEvent.Value.WITHDRAWN,
            how="text_keyword",
        )
    inbound.people = len(people)
    inbound.save(update_fields=["people"])
    if new:
        record("tasks.stopped_by_text", by=by, details={"people": len(new)})
    return inbound


def _short(key: str) -> str:
    """Another machine's name for a text may be of any length and hold what a database does not take."""
    return hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()


@transaction.atomic
def take_report(
    *, by: Actor, message_id: uuid.UUID, event: str, address: str, now: datetime.datetime | None = None
) -> Message | None:
    """What a provider tells of one of our messages: delivered, bounced, rejected, complained or unsubscribed.

    A hard bounce makes the address one that does not work; a complaint is a no, and is kept as one.
    """
    found = Message.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=message_id)
    message = found.select_related("contact").first()
    if message is None:
        return None
    key = (emails.parse(address).value or (address.strip().lower(),))[0]
    is_theirs = key == message.to_address.lower()  # not of whoever reads along
    if event == "delivered" and is_theirs and message.state in ARRIVED:
        message.sent_at = message.sent_at or now or timezone.now()
        put(message, State.DELIVERED, "", "sent_at")
    elif event in ("bounced", "rejected"):
        if is_theirs:
            put(message, State.FAILED, reasons.BOUNCED)
        _mark_method(by, message, key, ContactMethod.Status.BAD)
    elif event in ("complained", "unsubscribed"):
        if event == "complained":
            put(message, message.state, reasons.COMPLAINED)
        if is_theirs and message.contact and message.recipient_id is None:
            say_goodbye(by=by, contact=message.contact)
        elif not is_theirs:
            for method in _methods(by, message, key):
                suppress(
                    by=_hears(by),
                    contact=method.contact,
                    reason=Suppression.Reason.UNSUBSCRIBED,
                    method=method,
                )
    else:
        return message
    record("tasks.message_reported", by=by, target=message, details={"event": event})
    return message


def _mark_method(by: Actor, message: Message, key: str, status: str) -> None:
    edits = deputy_of(by, Permission.EDIT_CONTACTS, Permission.VIEW_METHODS)
    for method in _methods(by, message, key).filter(status=ContactMethod.Status.OK):
        change_method(by=edits, method=method, status=status)


def _methods(by: Actor, message: Message, key: str) -> QuerySet[ContactMethod]:
    """What is kept of an address that this message went to: the person's own, or of a guardian who read along."""
    found = ContactMethod.objects.filter(organization_id=by.organization_id, key=key)
    if message.contact is None or message.recipient_id is not None:
        return found.none()
    if key != message.copy_to.lower():
        found = found.filter(contact=message.contact)
    return found.select_related("contact").order_by("pk")


def _hears(by: Actor) -> Deputy:
    """Whoever sends us word may thereby have it written down."""
    return deputy_of(by, Permission.LOG_CONVERSATION)
