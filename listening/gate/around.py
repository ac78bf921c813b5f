"""Who and what is around somebody's words: people who were there, schools of the district, and names, in small letters,
of the organization's own people who were not there. Which words name nobody although somebody is called so stands in
`words_too.txt`."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from contacts.models import Contact, SearchToken
from crm.districts.models import School
from crm.lib.names import tokens
from listening.gate.identifying import small_words
from listening.gate.plain import WORDS_TOO
from listening.gate.voices import Voice
from listening.models import SessionParticipant

FEWEST_LETTERS = 4  # of a name that is on no list of first names
MOST_WORDS_OF_A_NAME = 3  # "Mr. Lee from the bus stop" is a description
MOST_PEOPLE = 5_000


@dataclass(frozen=True)
class Around:
    names: frozenset[str]
    schools: frozenset[str]


def around_sessions(organization_id: uuid.UUID, voices: Iterable[Voice]) -> dict[uuid.UUID, Around]:
    """By session: names of everybody there, schools of its district."""
    voices = list(voices)
    names: dict[uuid.UUID, set[str]] = defaultdict(set)
    there = SessionParticipant.objects.filter(
        organization_id=organization_id,
        session_id__in={voice.note.session_id for voice in voices},
        contact__isnull=False,
    ).select_related("contact")
    for row in there:
        names[row.session_id] |= names_of(row.contact)
    for voice in voices:
        for person in voice.people:
            names[voice.note.session_id] |= names_of(person)
    schools = frozenset(
        School.objects.filter(district_id__in=_districts(voices)).values_list("name", flat=True)
    )
    return {
        voice.note.session_id: Around(frozenset(names[voice.note.session_id]), schools) for voice in voices
    }


def names_around(organization_id: uuid.UUID, voices: Iterable[Voice], texts: Iterable[str]) -> frozenset[str]:
    """Of the words in small letters, folded, those that are a name of somebody of these districts or rounds."""
    voices = list(voices)
    said = {word for text in texts for word in small_words(text) if len(word) >= FEWEST_LETTERS} - WORDS_TOO
    districts = _districts(voices)
    rounds = {voice.note.session.project_id for voice in voices if voice.note.session.project_id}
    if not said or not (districts or rounds):
        return frozenset()
    around = Q(district_id__in=districts) | Q(participations__session__project_id__in=rounds)
    called = SearchToken.objects.filter(organization_id=organization_id, token__in=said)
    people = Contact.objects.filter(
        around, organization_id=organization_id, pk__in=called.values("contact_id")
    )
    found: set[str] = set()
    for person in people.values_list("given_name", "family_name", "chosen_name").distinct()[:MOST_PEOPLE]:
        for parts in map(tokens, person):
            if len(parts) <= MOST_WORDS_OF_A_NAME:
                found.update(parts)
    return frozenset(found & said)


def names_of(person: Contact) -> set[str]:
    return {name for name in (person.given_name, person.family_name, person.chosen_name) if name}


def _districts(voices: Iterable[Voice]) -> set[uuid.UUID]:
    found = {person.district_id for voice in voices for person in voice.people}
    found |= {voice.note.session.district_id for voice in voices}
    return {one for one in found if one}
