"""How a quote is signed: as far as the person allowed, and never so closely that they could be found."""

import uuid
from collections import defaultdict
from collections.abc import Iterable

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from contacts.models import ConstituencyRow
from contacts.uses import Use
from crm.districts.models import District
from crm.organizations.models import Organization
from listening.gate.voices import Voice
from listening.models import SessionParticipant

KINDS = dict(ConstituencyRow.Kind.choices)


class Signer:
    """Signs one by one, and counts once how many of a kind were heard in each district."""

    def __init__(self, organization_id: uuid.UUID):
        self._organization_id = organization_id
        self._heard: dict[tuple[uuid.UUID, str], int] | None = None
        self._floor = 0

    def sign(self, voice: Voice, use: Use) -> str:
        role = ", ".join(str(KINDS[kind]) for kind in voice.constituencies if kind in KINDS)
        if use == Use.FULL_NAME and voice.contact:
            return ", ".join(filter(None, [voice.contact.display_name, role.lower()]))
        if use == Use.NAME_AND_ROLE and voice.contact:
            first = voice.contact.chosen_name or voice.contact.given_name
            return capfirst(", ".join(filter(None, [first, role.lower()])))
        if use in (Use.TEAM, Use.CODING):
            return voice.participant.pseudonym if voice.participant else ""
        return self._anonymous(voice, role or _("Somebody we listened to"))

    def _anonymous(self, voice: Voice, role: str) -> str:
        """With the district only where enough people of that kind were heard, and never for a minor. Several stakes at
        once may be one person's alone: then the first is told."""
        kinds = voice.constituencies
        if len(kinds) > 1:
            role = str(KINDS.get(kinds[0], role))
        district = voice.note.session.district
        if not kinds or district is None or voice.is_minor:
            return role
        return f"{role}, {district.name}" if self._are_many(district, kinds[0]) else role

    def _are_many(self, district: District, kind: str) -> bool:
        if self._heard is None:
            self._floor = Organization.objects.values_list("min_cell", flat=True).get(
                pk=self._organization_id
            )
            self._heard = heard_by_kind(self._organization_id)
        return self._heard.get((district.pk, kind), 0) >= self._floor


def heard_by_kind(organization_id: uuid.UUID) -> dict[tuple[uuid.UUID, str], int]:
    """People heard, by district of the session and stake. Somebody known counts once."""
    rows: Iterable = SessionParticipant.objects.filter(
        organization_id=organization_id, session__district__isnull=False
    ).values_list("session__district_id", "constituencies", "contact_id", "pk")
    people: dict[tuple[uuid.UUID, str], set] = defaultdict(set)
    for district, kinds, contact, participant in rows:
        for kind in kinds:
            people[district, kind].add(contact or participant)
    return {key: len(some) for key, some in people.items()}
