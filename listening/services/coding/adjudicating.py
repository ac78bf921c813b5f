"""Settling what coders saw differently."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.agreement import reading
from listening.models import Adjudication, CodingRound

LONGEST_REASON = 500


class NoDisagreement(DomainError):
    sentence = _("The coders do not differ here any more.")


class StillApart(DomainError):
    sentence = _("This round is blind and still open. Close it before you compare.")


@transaction.atomic
def adjudicate(
    *,
    by: Actor,
    coding_round: CodingRound,
    version_id: uuid.UUID,
    unit: int,
    code_id: uuid.UUID,
    applies: bool,
    reason: str,
) -> Adjudication:
    """Whether a code applies to one unit, with the reason. Deciding anew takes the place of what was settled before."""
    require(by, Permission.CODE_NOTES)
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if not reason:
        raise DomainError(_("Say why, in a line: it is what the definition learns from."), field="reason")
    if reading.is_closed_to(by, coding_round):
        raise StillApart
    found = next(
        (
            one
            for one in reading.of_round(by, coding_round).disagreements
            if (one.place.version, one.place.number, one.code.pk) == (version_id, unit, code_id)
        ),
        None,
    )
    if found is None:
        raise NoDisagreement
    before = found.settled
    settled, _made = Adjudication.objects.update_or_create(
        organization_id=by.organization_id,
        round=coding_round,
        version_id=version_id,
        code_id=code_id,
        start=found.unit.start,
        defaults={
            "end": found.unit.end,
            "applies": applies,
            "reason": reason,
            "by_id": by.membership_id,
            "at": timezone.now(),
        },
    )
    audit.record(
        "listening.disagreement_settled",
        by=by,
        target=settled,
        changes={"applies": (before.applies if before else None, applies)},
        details={"round": str(coding_round.pk), "code": str(code_id)},
    )
    return settled
