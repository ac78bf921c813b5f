"""Themes: claims, what speaks for them and against them, and what was found."""

import datetime
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.models import Code, Excerpt, Finding, ListeningProject, Theme, ThemeCode, ThemeEvidence

SUPPORTING, DISCONFIRMING = ThemeEvidence.Side.SUPPORTING, ThemeEvidence.Side.DISCONFIRMING


class NothingAgainst(DomainError):
    sentence = _(
        "First look for what speaks against it: add such words, or write where you looked and found none."
    )


class NothingFor(DomainError):
    sentence = _("A theme needs words that speak for it.")


class NotInProject(DomainError):
    sentence = _("These words belong to another project.")


@transaction.atomic
def make_theme(
    *,
    by: Actor,
    project: ListeningProject,
    title: str,
    claim: str,
    title_es: str = "",
    claim_es: str = "",
    codes: Iterable[Code] = (),
    now: datetime.datetime | None = None,
) -> Theme:
    require(by, Permission.CODE_NOTES)
    last = Theme.objects.filter(organization_id=by.organization_id, project=project).aggregate(
        n=Max("position")
    )
    theme = Theme.objects.create(
        organization_id=by.organization_id,
        project=project,
        title=title.strip(),
        title_es=title_es.strip(),
        claim=claim.strip(),
        claim_es=claim_es.strip(),
        position=(last["n"] or 0) + 1,
        made_by_id=by.membership_id,
        created_at=now or timezone.now(),
    )
    _set_codes(by, theme, codes)
    audit.record("listening.theme_made", by=by, target=theme)
    return theme


@transaction.atomic
def change_theme(
    *, by: Actor, theme: Theme, title: str, claim: str, title_es: str, claim_es: str, codes: Iterable[Code]
) -> Theme:
    """A claim that says something else has to be confirmed again."""
    require(by, Permission.CODE_NOTES)
    theme = _locked(by, theme)
    if theme.claim != claim.strip() and theme.status == Theme.Status.CONFIRMED:
        theme.status, theme.confirmed_at, theme.confirmed_by = Theme.Status.DRAFT, None, None
    theme.title, theme.title_es = title.strip(), title_es.strip()
    theme.claim, theme.claim_es = claim.strip(), claim_es.strip()
    theme.save()
    _set_codes(by, theme, codes)
    audit.record("listening.theme_changed", by=by, target=theme)
    return theme


@transaction.atomic
def add_evidence(
    *, by: Actor, theme: Theme, excerpts: Iterable[Excerpt], side: str = SUPPORTING, remark: str = ""
) -> int:
    """How many were added. Words on the other side change sides. Raises NotInProject."""
    require(by, Permission.CODE_NOTES)
    theme = _locked(by, theme)
    added = 0
    for excerpt in excerpts:
        if excerpt.note.session.project_id != theme.project_id:
            raise NotInProject
        _row, made = ThemeEvidence.objects.update_or_create(
            organization_id=by.organization_id,
            theme=theme,
            excerpt=excerpt,
            defaults={"side": side, "remark": remark.strip(), "added_by_id": by.membership_id},
        )
        added += made
    _still_confirmed(theme)
    audit.record("listening.evidence_added", by=by, target=theme, details={"side": str(side), "added": added})
    return added


@transaction.atomic
def remove_evidence(*, by: Actor, theme: Theme, evidence: ThemeEvidence) -> None:
    require(by, Permission.CODE_NOTES)
    theme = _locked(by, theme)
    ThemeEvidence.objects.filter(organization_id=by.organization_id, theme=theme, pk=evidence.pk).delete()
    _still_confirmed(theme)
    audit.record("listening.evidence_removed", by=by, target=theme)


@transaction.atomic
def say_none_found(*, by: Actor, theme: Theme, words: str, now: datetime.datetime | None = None) -> Theme:
    """Where we looked for what speaks against it, and found nothing. Empty words take it back."""
    require(by, Permission.CODE_NOTES)
    theme = _locked(by, theme)
    theme.none_found = words.strip()
    theme.none_found_by_id = by.membership_id if theme.none_found else None
    theme.none_found_at = (now or timezone.now()) if theme.none_found else None
    theme.save(update_fields=["none_found", "none_found_by", "none_found_at"])
    _still_confirmed(theme)
    audit.record("listening.theme_looked_against", by=by, target=theme)
    return theme


@transaction.atomic
def confirm_theme(*, by: Actor, theme: Theme, now: datetime.datetime | None = None) -> Theme:
    """Raises NothingFor, NothingAgainst."""
    require(by, Permission.CODE_NOTES)
    theme = _locked(by, theme)
    if not theme.evidence.filter(side=SUPPORTING).exists():
        raise NothingFor
    if not _looked_against(theme):
        raise NothingAgainst
    theme.status = Theme.Status.CONFIRMED
    theme.confirmed_at, theme.confirmed_by_id = now or timezone.now(), by.membership_id
    theme.save(update_fields=["status", "confirmed_at", "confirmed_by"])
    audit.record("listening.theme_confirmed", by=by, target=theme)
    return theme


@transaction.atomic
def retire_theme(*, by: Actor, theme: Theme) -> Theme:
    require(by, Permission.CODE_NOTES)
    theme = _locked(by, theme)
    theme.status, theme.confirmed_at, theme.confirmed_by = Theme.Status.RETIRED, None, None
    theme.save(update_fields=["status", "confirmed_at", "confirmed_by"])
    audit.record("listening.theme_retired", by=by, target=theme)
    return theme


@transaction.atomic
def reopen_theme(*, by: Actor, theme: Theme) -> Theme:
    """Back to a draft, from confirmed or retired."""
    require(by, Permission.CODE_NOTES)
    theme = _locked(by, theme)
    theme.status, theme.confirmed_at, theme.confirmed_by = Theme.Status.DRAFT, None, None
    theme.save(update_fields=["status", "confirmed_at", "confirmed_by"])
    audit.record("listening.theme_reopened", by=by, target=theme)
    return theme


def save_finding(
    *,
    by: Actor,
    theme: Theme,
    text: str,
    text_es: str = "",
    status: str = Finding.Status.DRAFT,
    remark: str = "",
    finding: Finding | None = None,
    now: datetime.datetime | None = None,
) -> Finding:
    require(by, Permission.CODE_NOTES)
    now = now or timezone.now()
    made = finding or Finding(organization_id=by.organization_id, theme=theme, made_by_id=by.membership_id)
    if made.status != status or finding is None:
        made.status_at = now
    made.text, made.text_es, made.status, made.remark = text.strip(), text_es.strip(), status, remark.strip()
    made.save()
    audit.record("listening.finding_saved", by=by, target=made, details={"status": str(status)})
    return made


def tie_to_demand(*, by: Actor, theme: Theme, demand_id: uuid.UUID | None) -> Theme:
    """For the room above, which knows demands."""
    require(by, Permission.CODE_NOTES)
    theme.demand_id = demand_id
    theme.save(update_fields=["demand_id"])
    audit.record("listening.theme_changed", by=by, target=theme)
    return theme


def _looked_against(theme: Theme) -> bool:
    return bool(theme.none_found) or theme.evidence.filter(side=DISCONFIRMING).exists()


def _still_confirmed(theme: Theme) -> None:
    """A theme that lost what it was confirmed by is a draft again."""
    if theme.status != Theme.Status.CONFIRMED:
        return
    if not _looked_against(theme) or not theme.evidence.filter(side=SUPPORTING).exists():
        theme.status, theme.confirmed_at, theme.confirmed_by = Theme.Status.DRAFT, None, None
        theme.save(update_fields=["status", "confirmed_at", "confirmed_by"])


def _set_codes(by: Actor, theme: Theme, codes: Iterable[Code]) -> None:
    wanted = {code.pk for code in codes}
    kept = ThemeCode.objects.filter(organization_id=by.organization_id, theme=theme)
    kept.exclude(code_id__in=wanted).delete()
    have = set(kept.values_list("code_id", flat=True))
    ThemeCode.objects.bulk_create(
        ThemeCode(organization_id=by.organization_id, theme=theme, code_id=code) for code in wanted - have
    )


def _locked(by: Actor, theme: Theme) -> Theme:
    return Theme.objects.select_for_update().get(organization_id=by.organization_id, pk=theme.pk)
