"""Who said it, and what the ledger holds of them. Read for the whole organization: whether somebody took their words back
does not depend on who looks."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from contacts.models import ConsentEvent, Contact
from contacts.uses import PURPOSES, REFUSALS, Use, UseStanding, standing_of_use
from listening.models import Note, SessionParticipant
from listening.sessions.sealing import contacts_behind

MOST_RESERVED = (Contact.Confidentiality.RESTRICTED, Contact.Confidentiality.HIDDEN)


@dataclass(frozen=True)
class Voice:
    """One note's speaker. `people`: every record of them that we know, also behind a seal."""

    note: Note
    participant: SessionParticipant | None
    contact: Contact | None  # whom we may name; never one behind a seal
    people: tuple[Contact, ...] = ()
    lines: tuple[ConsentEvent, ...] = field(default=(), repr=False)

    @property
    def is_minor(self) -> bool:
        """A student of whom we know no more counts as one."""
        if self.people:
            return any(person.is_minor for person in self.people)
        return self.participant is not None and "student" in self.participant.constituencies

    @property
    def is_reserved(self) -> bool:
        return any(person.confidentiality in MOST_RESERVED for person in self.people)

    @property
    def constituencies(self) -> list[str]:
        return list(self.participant.constituencies) if self.participant else []

    def standing(self, use: Use) -> UseStanding:
        return standing_of_use(use, self.lines, session_id=self.note.session_id, is_minor=self.is_minor)


def voices_of(organization_id: uuid.UUID, note_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Voice]:
    """By note. Four queries however many they are."""
    notes = list(
        Note.objects.filter(organization_id=organization_id, pk__in=note_ids).select_related(
            "participant__contact", "contact", "session__district", "session__school"
        )
    )
    behind = _sealed(organization_id, {note.participant_id for note in notes if note.participant_id})
    people = {
        note.pk: _people(note, behind.get(note.participant_id) if note.participant_id else None)
        for note in notes
    }
    contact_ids = {person.pk for some in people.values() for person in some}
    lines = _lines(organization_id, contact_ids, {note.participant_id for note in notes})
    found = {}
    for note in notes:
        keys = [person.pk for person in people[note.pk]] + [note.participant_id]
        said = {line.pk: line for key in keys if key for line in lines.get(key, ())}
        open_contact = note.contact or (note.participant.contact if note.participant else None)
        found[note.pk] = Voice(note, note.participant, open_contact, people[note.pk], tuple(said.values()))
    return found


def standing_of_participant(participant: SessionParticipant, use: Use) -> UseStanding:
    """Of somebody at a session, also when nothing was written down of them."""
    behind = _sealed(participant.organization_id, {participant.pk}).get(participant.pk)
    people = [person for person in (participant.contact, behind) if person]
    lines = _lines(participant.organization_id, {person.pk for person in people}, {participant.pk})
    said = {
        line.pk: line
        for key in [participant.pk, *(person.pk for person in people)]
        for line in lines.get(key, ())
    }
    minor = any(person.is_minor for person in people) if people else "student" in participant.constituencies
    return standing_of_use(use, said.values(), session_id=participant.session_id, is_minor=minor)


def standing_of_contact(contact: Contact, use: Use) -> UseStanding:
    """Everywhere; one session may have its own, stricter answer."""
    lines = _lines(contact.organization_id, {contact.pk}, ())
    return standing_of_use(use, lines.get(contact.pk, ()), is_minor=contact.is_minor)


def standings_of_contacts(
    organization_id: uuid.UUID, contacts: Iterable[Contact], use: Use
) -> dict[uuid.UUID, UseStanding]:
    """The same of many, in one query. Of a session's own answers the strictest counts: asking again is everywhere."""
    people = list(contacts)
    lines = _lines(organization_id, {person.pk for person in people}, ())
    found = {}
    for person in people:
        said = lines.get(person.pk, ())
        standing = standing_of_use(use, said, is_minor=person.is_minor)
        of_sessions = {line.session_id for line in said if line.session_id}
        there = [standing_of_use(use, said, session_id=one, is_minor=person.is_minor) for one in of_sessions]
        refused = next((one for one in there if one.value in REFUSALS), None)
        yes = next((one for one in there if one.allowed), None)
        found[person.pk] = refused or (standing if standing.line else yes or standing)
    return found


def _people(note: Note, sealed: Contact | None) -> tuple[Contact, ...]:
    known = (note.contact, note.participant.contact if note.participant else None, sealed)
    return tuple({person.pk: person for person in known if person}.values())


def _lines(
    organization_id: uuid.UUID, contacts: Iterable[uuid.UUID], participants: Iterable[uuid.UUID | None]
) -> Mapping[uuid.UUID, list[ConsentEvent]]:
    """By contact (those of records merged into theirs count for them) and by participant."""
    contacts, wanted = set(contacts), {one for one in participants if one}
    if not contacts and not wanted:
        return {}
    ledger = ConsentEvent.objects.filter(organization_id=organization_id, purpose__in=PURPOSES)
    about = (
        Q(contact_id__in=contacts) | Q(contact__merged_into_id__in=contacts) | Q(participant_id__in=wanted)
    )
    found = defaultdict(list)
    for line in ledger.filter(about).select_related("contact").order_by("at", "pk"):
        if line.participant_id and line.participant_id in wanted:
            found[line.participant_id].append(line)
        if line.contact:
            found[line.contact.merged_into_id or line.contact.pk].append(line)
    return found


def _sealed(organization_id: uuid.UUID, participants: Collection[uuid.UUID]) -> dict[uuid.UUID, Contact]:
    """Whom a sealed link stands for: nobody learns it here, but what they say of their words holds."""
    behind = contacts_behind(organization_id, participants)
    people = Contact.objects.filter(organization_id=organization_id).in_bulk(set(behind.values()))
    return {participant: people[contact] for participant, contact in behind.items() if contact in people}
