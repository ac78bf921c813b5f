"""Rounds of listening: begun with the day on which people hear back, moved on, staffed, measured against targets."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.districts.models import District
from crm.organizations.models import Membership
from listening.models import (
    ConsentText,
    Guide,
    ListeningProject,
    ProjectDistrict,
    ProjectMember,
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
