"""Who stands behind sealed pseudonyms, for the machine alone: counting distinct people, and obeying what they allowed.
No page shows it; a person opens one link by services.sessions.participants.unseal, with a reason."""

import uuid
from collections.abc import Iterable

from listening.models import SealedLink


def contacts_behind(
    organization_id: uuid.UUID, participant_ids: Iterable[uuid.UUID]
) -> dict[uuid.UUID, uuid.UUID]:
    """Contact by participant, of those who are sealed."""
    links = SealedLink.objects.filter(
        organization_id=organization_id, participant_id__in=list(participant_ids)
    )
    return dict(links.values_list("participant_id", "contact_id"))


def participants_of(
    organization_id: uuid.UUID, contact_ids: Iterable[uuid.UUID]
) -> dict[uuid.UUID, uuid.UUID]:
    """Contact by participant, for people whose participations are sealed: so that a withdrawal reaches them too."""
    links = SealedLink.objects.filter(organization_id=organization_id, contact_id__in=list(contact_ids))
    return dict(links.values_list("participant_id", "contact_id"))
