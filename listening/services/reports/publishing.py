"""Editions: freezing what is told, with the words that may be, and taking it down."""

import datetime
import uuid

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.queue.labels import Words
from crm.queue.services import enqueue
from listening.models import (
    QuoteUse,
    ReportBack,
    ReportEdition,
    ReportFile,
    ReportQuote,
    Theme,
)
from listening.reports.freezing import digest, freeze
from listening.reports.telling import pass_gate
from listening.services.reports.linking import close_link, open_link


class NothingToTell(DomainError):
    sentence = gettext_lazy("A report-back needs at least one theme.")


class NotConfirmed(DomainError):
    sentence = gettext_lazy("Only confirmed themes are told: first look for what speaks against them.")


@transaction.atomic
def publish_report(
    *,
    by: Actor,
    report: ReportBack,
    reason: str = ReportEdition.Reason.PUBLISHED,
    now: datetime.datetime | None = None,
) -> ReportEdition:
    """Freeze the next edition and have its files made. Raises NothingToTell, NotConfirmed."""
    require(by, Permission.MANAGE_LISTENING)
    now = now or timezone.now()
    report = ReportBack.objects.select_for_update().get(organization_id=by.organization_id, pk=report.pk)
    themes = Theme.objects.visible_to(by).filter(reports__report=report)
    if not themes.exists():
        raise NothingToTell
    if themes.exclude(status=Theme.Status.CONFIRMED).exists():
        raise NotConfirmed
    frozen = freeze(by, report, on=timezone.localdate(now))
    edition = _edition(by, report, frozen, reason, now)
    chosen = ReportQuote.objects.filter(organization_id=by.organization_id, report=report)
    rows = list(chosen.select_related("excerpt").order_by("position", "pk"))
    for row, quote in zip(rows, pass_gate(by, rows, purpose="publishing"), strict=True):
        if quote.shown.is_shown:
            line = quote.shown.standing.line if quote.shown.standing else None
            QuoteUse.objects.create(
                organization_id=by.organization_id,
                edition=edition,
                excerpt=row.excerpt,
                theme_id=row.theme_id,
                use=quote.use,
                consent_event_id=line.pk if line else None,
                kept_words=row.kept_words,
                translation=row.translation,
                position=row.position,
                at=now,
            )
    if report.status != ReportBack.Status.PUBLISHED:
        report.status, report.published_at = ReportBack.Status.PUBLISHED, report.published_at or now
        report.save(update_fields=["status", "published_at"])
    open_link(by=by, report=report)
    audit.record(
        "listening.report_published",
        by=by,
        target=report,
        details={"edition": edition.number, "hash": edition.sha256},
    )
    return edition


def next_edition(*, by: Actor, last: ReportEdition, now: datetime.datetime) -> ReportEdition:
    """The same numbers and words of ours again, since somebody took theirs back: their place says so."""
    edition = _edition(by, last.report, last.frozen, ReportEdition.Reason.WITHDRAWAL, now)
    QuoteUse.objects.bulk_create(
        QuoteUse(
            organization_id=by.organization_id,
            edition=edition,
            excerpt_id=row.excerpt_id,
            theme_id=row.theme_id,
            use=row.use,
            consent_event_id=row.consent_event_id,
            kept_words=row.kept_words,
            translation=row.translation,
            position=row.position,
            at=now,
            withdrawn_at=row.withdrawn_at,
        )
        for row in last.uses.order_by("position", "pk")
    )
    return edition


@transaction.atomic
def close_report(*, by: Actor, report: ReportBack) -> ReportBack:
    """Its page and its files are gone; where words had been used is kept."""
    require(by, Permission.MANAGE_LISTENING)
    report.status = ReportBack.Status.CLOSED
    report.save(update_fields=["status"])
    close_link(by=by, report=report)
    ReportFile.objects.filter(organization_id=by.organization_id, edition__report=report).delete()
    audit.record("listening.report_closed", by=by, target=report)
    return report


def ask_for_files(*, by: Actor, edition: ReportEdition, again: uuid.UUID | str = "") -> None:
    enqueue(
        "listening.render_edition",
        by=by,
        key=f"{edition.pk}{again}",
        payload={"edition_id": str(edition.pk)},
        label=Words(
            gettext_lazy("Files of “%(title)s”, edition %(n)s"), title=edition.report, n=edition.number
        ),
    )


def _edition(
    by: Actor, report: ReportBack, frozen: dict, reason: str, now: datetime.datetime
) -> ReportEdition:
    last = ReportEdition.objects.filter(organization_id=by.organization_id, report=report).aggregate(
        n=Max("number")
    )
    edition = ReportEdition.objects.create(
        organization_id=by.organization_id,
        report=report,
        number=(last["n"] or 0) + 1,
        reason=reason,
        frozen=frozen,
        sha256=digest(frozen),
        made_by_id=by.membership_id,
        made_at=now,
    )
    ask_for_files(by=by, edition=edition)
    return edition
