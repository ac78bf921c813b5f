"""Report-backs: drafting, publishing an edition, what people set right."""

import datetime
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.uses import Use
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.queue.services import enqueue
from listening.gate import AMBER, QuoteGate
from listening.models import (
    Correction,
    Excerpt,
    ListeningProject,
    QuoteUse,
    Redaction,
    ReportBack,
    ReportEdition,
    ReportFile,
    ReportQuote,
    ReportSection,
    ReportTheme,
    Theme,
)
from listening.reports.freezing import LANGUAGES, digest, freeze
from listening.reports.telling import pass_gate
from listening.services.linking import close_link, open_link

BEGINNINGS = {
    ReportSection.Key.THANKS: gettext_lazy(
        "Thank you to everybody who gave us their time and their trust. If we heard you wrong, tell us and we will set it right."
    ),
    ReportSection.Key.UNKNOWN: gettext_lazy("We have not heard from everybody. We do not know yet:"),
}
COVER = "[…]"


class NothingToTell(DomainError):
    sentence = gettext_lazy("A report-back needs at least one theme.")


class NotConfirmed(DomainError):
    sentence = gettext_lazy("Only confirmed themes are told: first look for what speaks against them.")


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


@transaction.atomic
def choose_quote(
    *,
    by: Actor,
    report: ReportBack,
    theme: Theme,
    excerpt: Excerpt,
    signed_as: str = Use.PUBLISH_ANONYMOUS,
    translation_words: str = "",
    kept_words: Iterable[str] = (),
) -> ReportQuote:
    """Words for a theme. The gate decides each time whether they are printed. `kept_words`: looked at, may stand."""
    require(by, Permission.CODE_NOTES)
    last = ReportQuote.objects.filter(organization_id=by.organization_id, report=report).aggregate(
        n=Max("position")
    )
    quote, _made = ReportQuote.objects.update_or_create(
        organization_id=by.organization_id,
        report=report,
        excerpt=excerpt,
        defaults={
            "theme": theme,
            "signed_as": signed_as,
            "translation": translation_words.strip(),
            "translated_by_id": by.membership_id if translation_words.strip() else None,
            "kept_words": sorted(set(kept_words)),
            "kept_by_id": by.membership_id if kept_words else None,
        },
        create_defaults={
            "theme": theme,
            "signed_as": signed_as,
            "translation": translation_words.strip(),
            "translated_by_id": by.membership_id if translation_words.strip() else None,
            "kept_words": sorted(set(kept_words)),
            "kept_by_id": by.membership_id if kept_words else None,
            "position": (last["n"] or 0) + 1,
        },
    )
    audit.record(
        "listening.quote_chosen",
        by=by,
        target=report,
        details={"excerpt": str(excerpt.pk), "as": str(signed_as), "kept": len(quote.kept_words)},
    )
    return quote


def drop_quote(*, by: Actor, quote: ReportQuote) -> None:
    require(by, Permission.CODE_NOTES)
    quote.delete()


@transaction.atomic
def cover_words(*, by: Actor, quote: ReportQuote) -> int:
    """Put a mark over every word of the quote that would tell who spoke. How many."""
    require(by, Permission.CODE_NOTES)
    excerpt = quote.excerpt
    gate = QuoteGate(by, use=Use(quote.signed_as), purpose="covering words")
    covered = 0
    while covered < 50:  # what stood behind a covered word may become telling
        shown = gate.show_one(excerpt, kept=quote.kept_words)
        if shown.light != AMBER:
            break
        for word in set(shown.identifying):
            at = excerpt.text.find(word)
            while at >= 0:
                Redaction.objects.create(
                    organization_id=by.organization_id,
                    version_id=excerpt.version_id,
                    start=excerpt.start + at,
                    end=excerpt.start + at + len(word),
                    mark=COVER,
                    by_id=by.membership_id,
                )
                covered += 1
                at = excerpt.text.find(word, at + len(word))
    audit.record("listening.words_covered", by=by, target=excerpt, details={"words": covered})
    return covered


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
    rows = ReportQuote.objects.filter(organization_id=by.organization_id, report=report)
    rows = list(rows.select_related("excerpt").order_by("position", "pk"))
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


def ask_for_files(*, by: Actor, edition: ReportEdition, again: uuid.UUID | str = "") -> None:
    enqueue(
        "listening.render_edition",
        by=by,
        key=f"{edition.pk}{again}",
        payload={"edition_id": str(edition.pk)},
        label=_("Files of “%(title)s”, edition %(n)d") % {"title": edition.report, "n": edition.number},
    )
