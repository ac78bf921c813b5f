"""Words for a report-back: chosen, translated, covered. Whether they are printed is the gate's affair each time."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from contacts.uses import Use
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.gate import AMBER, QuoteGate
from listening.models import (
    Excerpt,
    Redaction,
    ReportBack,
    ReportQuote,
    Theme,
)

COVER = "[…]"


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


def printable(
    *, by: Actor, excerpts: Iterable[Excerpt], signed_as: str = Use.PUBLISH_ANONYMOUS
) -> list[Excerpt]:
    """Those that a report may print as they are."""
    gate = QuoteGate(by, use=Use(signed_as), purpose="choosing quotes")
    excerpts = list(excerpts)
    return [one for one, shown in zip(excerpts, gate.show(excerpts), strict=True) if shown.is_shown]


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
        before = covered
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
        if covered == before:  # what is left stands in a translation, or across a mark: a person must look
            break
    audit.record("listening.words_covered", by=by, target=excerpt, details={"words": covered})
    return covered
