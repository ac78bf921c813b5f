"""Whom a round sets out to hear, and who goes on together after it."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.models import CoverageTarget, ListeningProject, ProjectTeam, TeamMember
from listening.services.rounds.projects import own


class SameTarget(DomainError):
    sentence = _("There is a target for exactly these people already. Change its number instead.")


def set_target(
    *, by: Actor, project: ListeningProject, goal_n: int, target: CoverageTarget | None = None, **who: Any
) -> CoverageTarget:
    """Whom to hear (district, school, constituency, race, language; any where left out) and how many. Raises SameTarget."""
    require(by, Permission.MANAGE_LISTENING)
    project = own(by, project)
    if goal_n < 1:
        raise DomainError(_("A target counts at least one person."), field="goal_n")
    row = target or CoverageTarget(organization_id=by.organization_id, project=project)
    for name, value in who.items():
        setattr(row, name, value)
    row.goal_n = goal_n
    twin = CoverageTarget.objects.visible_to(by).filter(
        project=project,
        district=row.district,
        school=row.school,
        constituency=row.constituency,
        race=row.race,
        language=row.language,
    )
    if twin.exclude(pk=row.pk).exists():
        raise SameTarget
    row.save()
    audit.record("listening.target_set", by=by, target=project, details={"goal": goal_n})
    return row


def remove_target(*, by: Actor, target: CoverageTarget) -> None:
    require(by, Permission.MANAGE_LISTENING)
    if CoverageTarget.objects.visible_to(by).filter(pk=target.pk).delete()[0]:
        audit.record("listening.target_removed", by=by, target=target.project)


@transaction.atomic
def form_team(
    *,
    by: Actor,
    project: ListeningProject,
    name: str,
    works_on: str = "",
    people: Iterable[Contact] = (),
    lead: Contact | None = None,
    formed_on: datetime.date | None = None,
) -> ProjectTeam:
    """People who go on together. Only those whom the actor may see."""
    require(by, Permission.MANAGE_LISTENING)
    project = own(by, project)
    name = " ".join(name.split())
    if not name:
        raise DomainError(_("Give the team a name."), field="name")
    formed_on = formed_on or timezone.localdate()
    if ProjectTeam.objects.visible_to(by).filter(project=project, name=name).exists():
        raise DomainError(_("A team of this project is called that already."), field="name")
    team = ProjectTeam.objects.create(
        organization_id=by.organization_id,
        project=project,
        name=name[:160],
        works_on=works_on.strip()[:250],
        formed_on=formed_on,
    )
    audit.record("listening.team_formed", by=by, target=team)
    for contact in people:
        join_team(by=by, team=team, contact=contact, is_lead=contact == lead, on=formed_on)
    return team


def join_team(
    *, by: Actor, team: ProjectTeam, contact: Contact, is_lead: bool = False, on: datetime.date | None = None
) -> TeamMember:
    require(by, Permission.MANAGE_LISTENING)
    if not Contact.objects.visible_to(by).filter(pk=contact.pk).exists():
        raise NotAllowed
    row, made = TeamMember.objects.update_or_create(
        organization_id=by.organization_id,
        team=team,
        contact=contact,
        defaults={"is_lead": is_lead},
        create_defaults={"is_lead": is_lead, "joined_on": on or timezone.localdate()},
    )
    if made:
        audit.record("listening.team_joined", by=by, target=team)
    return row
