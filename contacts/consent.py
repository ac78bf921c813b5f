"""What we may do with a person: the ledger of consent, their age, and what must not be reached any more.

Text messages and e-mail need a yes. A call by hand is allowed until somebody says no. For a minor a yes is a
guardian's, and until it is there their own numbers are held; words of a minor are never used with the name.
ContactQuerySet.reachable(by=...) says the same of many people in SQL.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.derived import suppression_digests
from contacts.models import ConsentEvent, Contact, ContactMethod, Suppression

Purpose, Value, Kind = ConsentEvent.Purpose, ConsentEvent.Value, ContactMethod.Kind
NOT_ASKED = "not_asked"
OF_THE_NUMBER = [ContactMethod.Status.BAD, ContactMethod.Status.UNSUBSCRIBED]
STRICTNESS = [Value.GRANTED, Value.ANONYMOUS, Value.DENIED, Value.WITHDRAWN]
REFUSALS = frozenset({Value.DENIED, Value.WITHDRAWN})
NEEDS_YES = frozenset({Purpose.TEXT, Purpose.EMAIL})
REFUSED = {Value.DENIED: _("No"), Value.WITHDRAWN: _("Withdrawn")}
CHANNELS = {
    Purpose.TEXT: frozenset({Kind.MOBILE, Kind.PHONE}),
    Purpose.CALL: frozenset({Kind.MOBILE, Kind.LANDLINE, Kind.PHONE, Kind.WHATSAPP, Kind.SIGNAL}),
    Purpose.EMAIL: frozenset({Kind.EMAIL}),
}
NOTHING_TO_USE = {
    Purpose.TEXT: _("There is no mobile number that works."),
    Purpose.CALL: _("There is no number that works."),
    Purpose.EMAIL: _("There is no e-mail address that works."),
}


@dataclass(frozen=True)
class Standing:
    """What holds now for one purpose, since when and how it was said."""

    value: str = NOT_ASKED
    on: datetime.date | None = None
    how: str = ""
    given_by: str = ""
    in_one_session: bool = False
    needs_guardian: bool = False  # a minor's own yes: kept, not yet enough


@dataclass(frozen=True)
class Decision:
    """`sign` and `word` are for the eye (ok, bad, youth or plain), `reason` is a sentence."""

    allowed: bool
    reason: str | Promise
    sign: str
    word: str | Promise


@dataclass(frozen=True)
class Consent:
    """Everything that decides about one person, already read."""

    contact: Contact
    lines: tuple[ConsentEvent, ...] = ()
    methods: tuple[ContactMethod, ...] = ()
    suppressed: frozenset[bytes] = frozenset()

    def standing(self, purpose: str, *, session_id: uuid.UUID | None = None) -> Standing:
        return for_age(
            standing((line for line in self.lines if line.purpose == purpose), session_id=session_id),
            purpose,
            self.contact,
        )

    def may(self, purpose: str) -> Decision:
        """For the channels: text, call, email."""
        status = Contact.Status
        if self.contact.status == status.DO_NOT_CONTACT:
            return _no(_("They asked not to be contacted."), _("Do not contact"))
        if self.contact.is_archived or self.contact.status not in (status.ACTIVE, status.INACTIVE):
            return _no(_("Their record is closed."), _("Closed"))
        now = self.standing(purpose)
        if now.value in REFUSALS:
            return _no(_("They said no."), REFUSED[now.value])
        if self.held(purpose):
            if purpose in NEEDS_YES or not self.usable(purpose):
                return Decision(False, _("A guardian must say yes."), "youth", _("Guardian"))
            return Decision(
                True, _("Only their guardian’s number, until the guardian says yes."), "youth", _("Guardian")
            )
        if now.value == NOT_ASKED and purpose in NEEDS_YES:
            return Decision(False, _("Nobody asked them yet."), "", _("Not asked"))
        if not self.usable(purpose):
            return Decision(False, NOTHING_TO_USE[Purpose(purpose)], "", _("No way"))
        if now.value == NOT_ASKED:
            return Decision(True, _("Not asked; nobody said no."), "", _("Not asked"))
        return Decision(True, _("They said yes."), "ok", _("Yes"))

    def held(self, purpose: str) -> bool:
        """A minor's own numbers and addresses are stored, and used once a guardian said yes."""
        return self.contact.is_minor and self.standing(purpose).value != Value.GRANTED

    def usable(self, purpose: str) -> list[ContactMethod]:
        """Numbers or addresses of this channel that work, are not suppressed and not held, the preferred one first."""
        guardian_only = self.contact.age_band == Contact.AgeBand.UNDER_13 or self.held(purpose)
        found = [
            method
            for method in self.methods
            if method.kind in CHANNELS[Purpose(purpose)]
            and method.status == ContactMethod.Status.OK
            and not method.is_dead
            and (method.label == ContactMethod.Label.GUARDIAN or not guardian_only)
            and self.suppressed.isdisjoint(suppression_digests(method.organization_id, method.key))
        ]
        return sorted(found, key=lambda method: not method.is_preferred)


def standing(lines: Iterable[ConsentEvent], *, session_id: uuid.UUID | None = None) -> Standing:
    """The most restrictive of what applies: everywhere and, if named, this session; of everybody merged into one.

    Within one of these the latest line holds, but a file never reopens what somebody refused.
    """
    latest: dict[tuple, ConsentEvent] = {}
    by_guardian: set[tuple] = set()  # a guardian's yes holds when the minor says yes too
    for line in sorted(lines, key=lambda line: (line.at, line.id)):
        if line.session_id not in (None, session_id):
            continue
        scope = (line.contact_id or line.participant_id, line.session_id)
        before = latest.get(scope)
        if before and before.value in REFUSALS and line.value not in REFUSALS and line.is_from_file:
            continue
        latest[scope] = line
        if line.value in REFUSALS:
            by_guardian.discard(scope)
        elif line.given_by == "guardian" and line.value == Value.GRANTED:
            by_guardian.add(scope)
    if not latest:
        return Standing()
    line = max(latest.values(), key=lambda line: (STRICTNESS.index(Value(line.value)), line.at))
    return Standing(
        value=line.value,
        on=line.given_on or timezone.localdate(line.at),
        how=line.how,
        given_by="guardian" if by_guardian else line.given_by,
        in_one_session=line.session_id is not None,
    )


def for_age(now: Standing, purpose: str, contact: Contact) -> Standing:
    """Words of a minor go without the name; anything else that is wider needs a guardian's yes."""
    if not contact.is_minor or now.value != Value.GRANTED:
        return now
    if purpose == Purpose.QUOTE:
        return replace(now, value=Value.ANONYMOUS)
    if now.given_by != "guardian":
        return replace(now, value=NOT_ASKED, needs_guardian=True)
    return now


def consent_of(contacts: Iterable[Contact]) -> dict[uuid.UUID, Consent]:
    """For a page of people of one organization: three queries however many they are."""
    people = {person.pk: person for person in contacts}
    if not people:
        return {}
    organization_id = next(iter(people.values())).organization_id
    lines, methods = defaultdict(list), defaultdict(list)
    for line in _lines(organization_id, people):
        lines[line.of].append(line)
    ways = ContactMethod.objects.filter(organization_id=organization_id, contact_id__in=list(people))
    for method in ways.annotate(is_dead=is_dead()):
        methods[method.contact_id].append(method)
    suppressed = suppressed_among(
        organization_id, {method.key for some in methods.values() for method in some}
    )
    return {
        key: Consent(person, tuple(lines[key]), tuple(methods[key]), suppressed)
        for key, person in people.items()
    }


def is_dead() -> Exists:
    """Whether the number itself, whoever shares it, does not work or is unsubscribed. A wrong person is one's own affair."""
    same = ContactMethod.objects.filter(organization_id=OuterRef("organization_id"), key=OuterRef("key"))
    return Exists(same.filter(status__in=OF_THE_NUMBER))


def may_text(contact: Contact) -> Decision:
    return consent_of([contact])[contact.pk].may(Purpose.TEXT)


def may_call(contact: Contact) -> Decision:
    return consent_of([contact])[contact.pk].may(Purpose.CALL)


def may_email(contact: Contact) -> Decision:
    return consent_of([contact])[contact.pk].may(Purpose.EMAIL)


def participant_standing(
    organization_id: uuid.UUID,
    participant_id: uuid.UUID,
    purpose: str,
    *,
    session_id: uuid.UUID | None = None,
) -> Standing:
    """For somebody who took part in a session and has no contact."""
    lines = ConsentEvent.objects.filter(
        organization_id=organization_id, participant_id=participant_id, purpose=purpose
    )
    return standing(lines, session_id=session_id)


def suppressed_among(organization_id: uuid.UUID, keys: Iterable[str]) -> frozenset[bytes]:
    """Digests of those keys (derived.method_key) that must not be reached or imported."""
    digests = [digest for key in keys if key for digest in suppression_digests(organization_id, key)]
    if not digests:
        return frozenset()
    found = Suppression.objects.filter(organization_id=organization_id, digest__in=digests)
    return frozenset(bytes(digest) for digest in found.values_list("digest", flat=True))


def _lines(organization_id: uuid.UUID, people: dict[uuid.UUID, Contact]) -> Iterable[ConsentEvent]:
    """Their lines and those of records merged into theirs, which stay where they were said. `of`: for whom it counts."""
    ledger = ConsentEvent.objects.filter(organization_id=organization_id)
    own = ledger.filter(contact_id__in=list(people)).annotate(of=F("contact_id"))
    merged = ledger.filter(contact__merged_into_id__in=list(people)).annotate(of=F("contact__merged_into_id"))
    return own.union(merged, all=True)


def _no(reason: str | Promise, word: str | Promise) -> Decision:
    return Decision(False, reason, "bad", word)
