"""Rating a school by the fifteen practices, and what was heard that speaks to them."""

import datetime
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contacts.models import ConstituencyRow
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.districts.models import District, School
from listening.models import (
    Excerpt,
    ListeningProject,
    PracticeAssessment,
    PracticeEvidence,
    PracticeRating,
    PracticeSheet,
)
from listening.standing.practices import BY_KEY

HIGHEST = 4


class NothingRated(DomainError):
    sentence = _("No practice is rated on this sheet. Rate one at least.")


class RatedLater(DomainError):
    sentence = _("That day is still to come.")


@transaction.atomic
def begin_assessment(
    *,
    by: Actor,
    project: ListeningProject,
    held_on: datetime.date,
    today: datetime.date,
    district: District | None = None,
    school: School | None = None,
) -> PracticeAssessment:
    """Sheets come into it one after the other. The next one of the same place shows the trend."""
    require(by, Permission.MANAGE_LISTENING)
    if held_on > today:
        raise RatedLater(field="held_on")
    made = PracticeAssessment.objects.create(
        organization_id=by.organization_id,
        project=project,
        held_on=held_on,
        district=school.district if school else district,
        school=school,
        made_by_id=by.membership_id,
    )
    audit.record("listening.assessment_begun", by=by, target=made)
    return made


@transaction.atomic
def add_sheet(
    *,
    by: Actor,
    assessment: PracticeAssessment,
    constituency: str,
    ratings: Mapping[str, int],
    people: int = 1,
    client_uuid: uuid.UUID | None = None,
) -> PracticeSheet:
    """`ratings`: practice -> 0 to 4; whoever does not know leaves one out. The same `client_uuid` again changes nothing."""
    require(by, Permission.MANAGE_LISTENING)
    if constituency not in ConstituencyRow.Kind.values or people < 1:
        raise ValueError("a sheet is of somebody")
    if strange := [key for key, value in ratings.items() if key not in BY_KEY or not 0 <= value <= HIGHEST]:
        raise ValueError(f"no such practice or rating: {strange[0]}")
    if not ratings:
        raise NothingRated
    if client_uuid and (
        known := PracticeSheet.objects.visible_to(by).filter(client_uuid=client_uuid).first()
    ):
        return known
    sheet = PracticeSheet.objects.create(
        organization_id=by.organization_id,
        assessment=assessment,
        constituency=constituency,
        people=people,
        entered_by_id=by.membership_id,
        client_uuid=client_uuid,
    )
    PracticeRating.objects.bulk_create(
        PracticeRating(organization_id=by.organization_id, sheet=sheet, practice=key, rating=value)
        for key, value in ratings.items()
    )
    audit.record("listening.sheet_added", by=by, target=sheet)
    return sheet


def remove_sheet(*, by: Actor, sheet: PracticeSheet) -> None:
    require(by, Permission.MANAGE_LISTENING)
    audit.record("listening.sheet_removed", by=by, target=sheet)
    sheet.delete()


@transaction.atomic
def link_evidence(
    *, by: Actor, project: ListeningProject, practice: str, excerpt: Excerpt
) -> PracticeEvidence:
    """Once only, however often it is pressed."""
    require(by, Permission.CODE_NOTES)
    if practice not in BY_KEY:
        raise ValueError(f"no such practice: {practice}")
    made, is_new = PracticeEvidence.objects.get_or_create(
        organization_id=by.organization_id,
        project=project,
        practice=practice,
        excerpt=excerpt,
        defaults={"added_by_id": by.membership_id},
    )
    if is_new:
        audit.record("listening.practice_linked", by=by, target=made)
    return made


def unlink_evidence(*, by: Actor, evidence: PracticeEvidence) -> None:
    require(by, Permission.CODE_NOTES)
    audit.record("listening.practice_unlinked", by=by, target=evidence)
    evidence.delete()
