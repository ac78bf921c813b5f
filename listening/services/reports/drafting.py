"""Drafting a report-back: its six parts, its themes; and what people set right."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.models import (
    Correction,
    ListeningProject,
    ReportBack,
    ReportQuote,
    ReportSection,
    ReportTheme,
    Theme,
)
from listening.reports.freezing import LANGUAGES

BEGINNINGS = {
    ReportSection.Key.THANKS: gettext_lazy(
        "Thank you to everybody who gave us their time and their trust. If we heard you wrong, tell us and we will set it right."
    ),
    ReportSection.Key.UNKNOWN: gettext_lazy("We have not heard from everybody. We do not know yet:"),
}


@transaction.atomic
def make_report(
    *,
    by: Actor,
    project: ListeningProject,
    title: str,
    title_es: str = "",
    now: datetime.datetime | None = None,
) -> ReportBack:
    """A draft with the six parts, and all confirmed themes in it."""
    require(by, Permission.CODE_NOTES)
    report = ReportBack.objects.create(
        organization_id=by.organization_id,
        project=project,
        title=title.strip(),
        title_es=title_es.strip(),
        made_by_id=by.membership_id,
        created_at=now or timezone.now(),
    )
    for key in ReportSection.Key:
        words = {}
        for language in LANGUAGES:
            with translation.override(language):
                words[language] = str(BEGINNINGS.get(key, ""))
        ReportSection.objects.create(
            organization_id=by.organization_id, report=report, key=key, text=words["en"], text_es=words["es"]
        )
    confirmed = Theme.objects.visible_to(by).filter(project=project).confirmed()
    choose_themes(by=by, report=report, themes=list(confirmed.order_by("position", "pk")))
    audit.record("listening.report_made", by=by, target=report)
    return report


@transaction.atomic
def write_report(
    *,
    by: Actor,
    report: ReportBack,
    title: str,
    title_es: str,
    meets_at: datetime.datetime | None,
    meets_where: str,
    sections: dict[str, tuple[str, str]],
) -> ReportBack:
    """`sections`: key -> (English, Spanish). What is published changes with the next edition only."""
    require(by, Permission.CODE_NOTES)
    report.title, report.title_es = title.strip(), title_es.strip()
    report.meets_at, report.meets_where = meets_at, meets_where.strip()
    report.save(update_fields=["title", "title_es", "meets_at", "meets_where"])
    for key, (english, spanish) in sections.items():
        ReportSection.objects.update_or_create(
            organization_id=by.organization_id,
            report=report,
            key=key,
            defaults={"text": english.strip(), "text_es": spanish.strip()},
        )
    audit.record("listening.report_written", by=by, target=report)
    return report


@transaction.atomic
def choose_themes(*, by: Actor, report: ReportBack, themes: Iterable[Theme]) -> None:
    """In this order. Quotes of a theme that is left out go too."""
    require(by, Permission.CODE_NOTES)
    themes = list(themes)
    rows = ReportTheme.objects.filter(organization_id=by.organization_id, report=report)
    rows.exclude(theme__in=themes).delete()
    ReportQuote.objects.filter(organization_id=by.organization_id, report=report).exclude(
        theme__in=themes
    ).delete()
    for position, theme in enumerate(themes, start=1):
        ReportTheme.objects.update_or_create(
            organization_id=by.organization_id, report=report, theme=theme, defaults={"position": position}
        )


def record_correction(
    *,
    by: Actor,
    report: ReportBack,
    text: str,
    said_on: datetime.date,
    said_by: str = "",
    theme: Theme | None = None,
) -> Correction:
    require(by, Permission.VIEW_NOTES)
    made = Correction.objects.create(
        organization_id=by.organization_id,
        report=report,
        theme=theme,
        text=text.strip(),
        said_by=said_by.strip(),
        said_on=said_on,
        recorded_by_id=by.membership_id,
    )
    audit.record("listening.correction_recorded", by=by, target=report)
    return made


def answer_correction(*, by: Actor, correction: Correction, status: str, answer: str) -> Correction:
    require(by, Permission.CODE_NOTES)
    if status != Correction.Status.OPEN and not answer.strip():
        raise DomainError(_("Say what became of it: they will ask."), field="answer")
    correction.status, correction.answer = status, answer.strip()
    correction.save(update_fields=["status", "answer"])
    audit.record("listening.correction_answered", by=by, target=correction.report)
    return correction
