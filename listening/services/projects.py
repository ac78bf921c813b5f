"""Rounds of listening: begun with the day on which people hear back, moved on, staffed, measured against targets."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.districts.models import District
from crm.organizations.models import Membership
from listening.models import (
    ConsentText,
    CoverageTarget,
    Guide,
    ListeningProject,
    ProjectDistrict,
    ProjectMember,
    ProjectTeam,
    TeamMember,
)

FIELDS = frozenset(
    {
        "name", "purpose", "questions", "starts_on", "ends_on", "midpoint_on", "report_back_due_on", "languages",
        "guide", "lead", "shared_key",
    }
)  # fmt: skip


class ReportBackTooEarly(DomainError):
    sentence = _("People hear back after the listening has begun. Choose a later day.")


class EndsTooEarly(DomainError):
    sentence = _("The listening ends before it begins.")


class NotBetween(DomainError):
    sentence = _("The mid-point check lies between the first day and the report-back.")


class SameTarget(DomainError):
    sentence = _("There is a target for exactly these people already. Change its number instead.")


@transaction.atomic
def create_project(
    *,
    by: Actor,
    districts: Iterable[District] = (),
    consent_en: str = "",
    consent_es: str = "",
    **fields: Any,
) -> ListeningProject:
    """Raises ReportBackTooEarly, EndsTooEarly, NotBetween: the promise has its day before anybody is heard."""
    require(by, Permission.MANAGE_LISTENING)
    _check_names(fields)
    project = ListeningProject(organization_id=by.organization_id, **fields)
    _check(by, project)
    project.save(force_insert=True)
    _set_districts(by, project, districts)
    audit.record("listening.project_created", by=by, target=project)
    if consent_en.strip() and consent_es.strip():
        write_consent_text(by=by, project=project, en=consent_en, es=consent_es)
    return project


@transaction.atomic
def edit_project(
    *, by: Actor, project: ListeningProject, districts: Iterable[District] | None = None, **changes: Any
) -> ListeningProject:
    require(by, Permission.MANAGE_LISTENING)
    _check_names(changes)
    project = own(by, project)
    before = ListeningProject(
        **{f.attname: getattr(project, f.attname) for f in project._meta.concrete_fields}
    )
    for name, value in changes.items():
        setattr(project, name, value)
    _check(by, project)
    columns = [f.attname for f in project._meta.concrete_fields if f.name in changes]
    project.save(update_fields=columns or None)
    if districts is not None:
        _set_districts(by, project, districts)
    audit.record(
        "listening.project_changed",
        by=by,
        target=project,
        changes=audit.differences(before, project, columns),
    )
    return project


def move_project(*, by: Actor, project: ListeningProject, status: str) -> ListeningProject:
    """On to another state, or back: people learn by doing."""
    require(by, Permission.MANAGE_LISTENING)
    project = own(by, project)
    before, project.status = project.status, ListeningProject.Status(status)
    if before != project.status:
        project.save(update_fields=["status"])
        audit.record(
            "listening.project_moved",
            by=by,
            target=project,
            changes={"status": (before, project.status.value)},
        )
    return project


def write_consent_text(*, by: Actor, project: ListeningProject, en: str, es: str) -> ConsentText:
    """The next version; the same words again are no new version."""
    require(by, Permission.MANAGE_LISTENING)
    project = own(by, project)
    en, es = en.strip(), es.strip()
    if not en or not es:
        raise DomainError(_("Write it in both languages."), field="es" if en else "en")
    last = ConsentText.objects.visible_to(by).filter(project=project).order_by("-version").first()
    if last and (last.en, last.es) == (en, es):
        return last
    text = ConsentText.objects.create(
        organization_id=by.organization_id,
        project=project,
        version=last.version + 1 if last else 1,
        en=en,
        es=es,
        written_by_id=by.membership_id,
    )
    audit.record("listening.consent_text_written", by=by, target=project, details={"version": text.version})
    return text


def add_member(*, by: Actor, project: ListeningProject, member: Membership, role: str) -> ProjectMember:
    require(by, Permission.MANAGE_LISTENING)
    project = own(by, project)
    today = timezone.localdate()
    if not Membership.objects.visible_to(by).active(on=today).filter(pk=member.pk).exists():
        raise NotAllowed
    row, made = ProjectMember.objects.get_or_create(
        organization_id=by.organization_id,
        project=project,
        member=member,
        role=ProjectMember.Role(role),
    )
    if made:
        audit.record("listening.project_staffed", by=by, target=project, details={"role": role})
    return row


def remove_member(*, by: Actor, row: ProjectMember) -> None:
    require(by, Permission.MANAGE_LISTENING)
    if ProjectMember.objects.visible_to(by).filter(pk=row.pk).delete()[0]:
        audit.record("listening.project_unstaffed", by=by, target=row.project, details={"role": row.role})


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


def own(by: Actor, project: ListeningProject) -> ListeningProject:
    """Locked, of the actor's organization. Raises NotAllowed."""
    found = ListeningProject.objects.visible_to(by).select_for_update().filter(pk=project.pk).first()
    if found is None:
        raise NotAllowed
    return found


def next_number(by: Actor, family: uuid.UUID) -> int:
    last = Guide.objects.visible_to(by).filter(family=family).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _check(by: Actor, project: ListeningProject) -> None:
    if project.ends_on and project.ends_on < project.starts_on:
        raise EndsTooEarly(field="ends_on")
    if project.report_back_due_on <= project.starts_on:
        raise ReportBackTooEarly(field="report_back_due_on")
    if project.midpoint_on and not project.starts_on <= project.midpoint_on <= project.report_back_due_on:
        raise NotBetween(field="midpoint_on")
    if project.guide_id and not Guide.objects.visible_to(by).filter(pk=project.guide_id).exists():
        raise NotAllowed
    if project.lead_id and not Membership.objects.visible_to(by).filter(pk=project.lead_id).exists():
        raise NotAllowed


def _check_names(fields: dict[str, Any]) -> None:
    if unknown := fields.keys() - FIELDS:
        raise TypeError(f"a project has no {', '.join(sorted(unknown))}")


def _set_districts(by: Actor, project: ListeningProject, districts: Iterable[District]) -> None:
    wanted = {district.pk for district in districts}
    there = ProjectDistrict.objects.visible_to(by).filter(project=project)
    there.exclude(district_id__in=wanted).delete()
    known = set(there.values_list("district_id", flat=True))
    ProjectDistrict.objects.bulk_create(
        ProjectDistrict(organization_id=by.organization_id, project=project, district_id=pk)
        for pk in wanted - known
    )
