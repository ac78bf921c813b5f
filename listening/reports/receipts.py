"""From a receipt code to what we hold of somebody, before an organization is known. Tells nothing of anybody else."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

from contacts.uses import PUBLISHING, UseStanding
from crm.access.actors import Actor, System
from crm.access.tenancy import tenant
from crm.organizations.models import Organization
from listening.gate import QuoteGate, Shown, Use, standing_of_participant
from listening.models import Attachment, Note, QuoteUse, SessionParticipant, Withdrawal


@dataclass(frozen=True)
class Held:
    """What belongs to one code."""

    participant: SessionParticipant
    organization: Organization
    words: list[Shown]
    uses: list[UseStanding]
    published: list[QuoteUse]
    receipt: Withdrawal | None
    files: list[Attachment]  # that the receipt speaks of, as they are now


@contextmanager
def behind(code: str) -> Iterator[tuple[System, SessionParticipant] | None]:
    """Inside the organization of the code, for the machine; None for a code that nobody has. A code that two
    organizations gave by chance opens neither."""
    with connection.cursor() as cursor:
        cursor.execute("select * from listening_resolve_receipt(%s)", [code])
        found = cursor.fetchall()
    if len(found) != 1:
        yield None
        return
    organization_id, participant_id = found[0]
    with tenant(organization_id):
        machine = System(organization_id=organization_id, reason="receipt", id=participant_id)
        participants = SessionParticipant.objects.visible_to(machine).select_related("session", "contact")
        participant = participants.filter(pk=participant_id).first()
        yield (machine, participant) if participant else None


def held(machine: System, participant: SessionParticipant) -> Held:
    notes = list(
        Note.objects.visible_to(machine)
        .filter(participant=participant, is_quote=True)
        .order_by("created_at", "pk")
    )
    published = QuoteUse.objects.visible_to(machine).filter(excerpt__note__participant=participant)
    latest: dict[uuid.UUID, QuoteUse] = {}
    for row in published.select_related("edition__report").order_by("edition__number", "pk"):
        if row.edition.report.status != "draft":
            latest[row.edition.report_id] = row
    receipt = Withdrawal.objects.visible_to(machine).filter(participant=participant).order_by("-at").first()
    return Held(
        participant=participant,
        organization=Organization.objects.visible_to(machine).get(),
        words=QuoteGate(machine, use=Use.TEAM, purpose="my words").show(notes),
        uses=[
            standing_of_participant(participant, use)
            for use in (Use.CODING, Use.PARTNER, Use.COALITION, *PUBLISHING)
        ],
        published=list(latest.values()),
        receipt=receipt,
        files=files_of(machine, receipt) if receipt else [],
    )


def files_of(actor: Actor, receipt: Withdrawal) -> list[Attachment]:
    """Recordings and photos that were hidden for a receipt, for the receipt alone."""
    keys = [row["id"] for row in receipt.files]
    files = Attachment.objects.filter(organization_id=actor.organization_id, pk__in=keys)
    return list(files.order_by("added_at", "pk"))


def zone_of(machine: System) -> str:
    return Organization.objects.visible_to(machine).values_list("time_zone", flat=True).get()
