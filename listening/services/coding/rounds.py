"""Rounds of coding: which notes, by whom, and whether apart from each other."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.organizations.models import Membership
from listening.models import Codebook, CodingRound, ListeningProject, Note, RoundNote

Kind = CodingRound.Kind


@transaction.atomic
def open_round(
    *,
    by: Actor,
    name: str,
    codebook: Codebook,
    notes: Sequence[Note],
    coders: Sequence[Membership],
    kind: str = Kind.INDEPENDENT,
    is_blind: bool = True,
    project: ListeningProject | None = None,
) -> CodingRound:
    """Single: the notes are dealt out among the coders. Independent: each coder gets them all, and at least two are needed.
    Raises DomainError."""
    require(by, Permission.CODE_NOTES)
    if not notes:
        raise DomainError(_("There is no note to code."), field="notes_n")
    if not coders:
        raise DomainError(_("Choose who codes."), field="coders")
    if kind == Kind.INDEPENDENT and len(coders) < 2:
        raise DomainError(_("To compare, choose at least two coders."), field="coders")
    round = CodingRound.objects.create(
        organization_id=by.organization_id,
        name=name,
        kind=kind,
        is_blind=is_blind,
        codebook=codebook,
        project=project,
        opened_by_id=by.membership_id,
    )
    deals = (
        [(place, note, coders[place % len(coders)]) for place, note in enumerate(notes)]
        if kind == Kind.SINGLE
        else [(place, note, coder) for place, note in enumerate(notes) for coder in coders]
    )
    RoundNote.objects.bulk_create(
        RoundNote(organization_id=by.organization_id, round=round, note=note, coder=coder, position=place)
        for place, note, coder in deals
    )
    audit.record(
        "listening.round_opened", by=by, target=round, details={"notes": len(notes), "coders": len(coders)}
    )
    return round


def close_round(*, by: Actor, round: CodingRound) -> None:
    """From now on everybody sees all codes of it, and none is added."""
    require(by, Permission.CODE_NOTES)
    if round.closed_at is None:
        round.closed_at = timezone.now()
        round.save(update_fields=["closed_at"])
        audit.record("listening.round_closed", by=by, target=round)
