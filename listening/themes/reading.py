"""What the pages of themes and report-backs read."""

import uuid
from dataclasses import dataclass, field

from django.db.models import Count, Q

from crm.access.actors import Actor
from listening.gate import QuoteGate, Shown, Use
from listening.models import (
    Excerpt,
    ListeningProject,
    ListeningSession,
    QuoteUse,
    ReportBack,
    ReportEdition,
    ReportQuote,
    Theme,
    ThemeCode,
    ThemeEvidence,
)
from listening.reports.telling import Quote, pass_gate
from listening.themes.weighing import Weight, weigh

MOST_CANDIDATES = 60


@dataclass
class Card:
    """One theme on the board."""

    theme: Theme
    weight: Weight
    against: int
    quote: Shown | None = None


@dataclass
class Line:
    """Evidence as the coding room shows it, with the light it would have in public."""

    evidence: ThemeEvidence
    shown: Shown
    public: Shown
    codes: list[str] = field(default_factory=list)


def board(actor: Actor, project: ListeningProject) -> list[Card]:
    themes = list(
        Theme.objects.visible_to(actor).filter(project=project).standing().order_by("position", "pk")
    )
    weights, against = weigh(actor, themes), weigh(actor, themes, side="disconfirming")
    return [Card(theme, weights[theme.pk], against[theme.pk].excerpts) for theme in themes]


def evidence(actor: Actor, theme: Theme) -> list[Line]:
    rows = list(
        ThemeEvidence.objects.visible_to(actor)
        .filter(theme=theme)
        .select_related("excerpt__note__session", "excerpt__participant", "added_by__user")
        .order_by("-side", "added_at", "pk")
    )
    excerpts = [row.excerpt for row in rows]
    shown = QuoteGate(actor, use=Use.CODING, purpose="theme page").show(excerpts)
    public = QuoteGate(actor, use=Use.PUBLISH_ANONYMOUS, purpose="theme page light").show(excerpts)
    return [Line(row, one, light) for row, one, light in zip(rows, shown, public, strict=True)]


def candidates(actor: Actor, theme: Theme, *, text: str = "") -> list[tuple[Excerpt, Shown]]:
    """Excerpts of the project that are not on the theme yet, those with its codes first."""
    codes = ThemeCode.objects.visible_to(actor).filter(theme=theme).values("code")
    found = (
        Excerpt.objects.visible_to(actor)
        .apart_from_blind(actor)
        .filter(note__session__project=theme.project_id)
        .exclude(themes__theme=theme)
        .annotate(of_codes=Count("codings", filter=Q(codings__code__in=codes, codings__undone_at=None)))
        .select_related("note__session", "participant")
        .order_by("-of_codes", "-created_at", "-pk")
    )
    if text:
        found = found.filter(text__icontains=text)
    first: list[Excerpt] = list(found[:MOST_CANDIDATES])
    shown = QuoteGate(actor, use=Use.CODING, purpose="theme candidates").show(first)
    # What is found only under a cover stays there: the box must not answer what the page hides.
    return [
        (excerpt, one)
        for excerpt, one in zip(first, shown, strict=True)
        if one.is_shown and text.casefold() in one.words.casefold()
    ]


@dataclass
class Candidate:
    """A quote for a report: as the coding room sees it, and as the report would print it."""

    excerpt: Excerpt
    theme: Theme
    inside: Shown
    outside: Quote
    row: ReportQuote | None


def quotes(actor: Actor, report: ReportBack) -> list[Candidate]:
    """Supporting and disconfirming words of the report's themes. Chosen ones first, then green, amber, red."""
    rows = list(
        ThemeEvidence.objects.visible_to(actor)
        .filter(theme__reports__report=report)
        .select_related("theme", "excerpt__note__session", "excerpt__participant")
        .order_by("theme__position", "added_at", "pk")
    )
    chosen = {row.excerpt_id: row for row in ReportQuote.objects.visible_to(actor).filter(report=report)}
    inside = QuoteGate(actor, use=Use.CODING, purpose="report builder").show([row.excerpt for row in rows])
    as_rows = [chosen.get(row.excerpt_id) or _unsaved(row) for row in rows]
    outside = pass_gate(actor, as_rows, purpose="report builder light")
    order = {"green": 0, "amber": 1, "red": 2}
    found = [
        Candidate(row.excerpt, row.theme, seen, told, chosen.get(row.excerpt_id))
        for row, seen, told in zip(rows, inside, outside, strict=True)
    ]
    return sorted(found, key=lambda one: (one.row is None, order[one.outside.shown.light]))


def _unsaved(row: ThemeEvidence) -> ReportQuote:
    return ReportQuote(
        organization_id=row.organization_id,
        excerpt=row.excerpt,
        theme_id=row.theme_id,
        signed_as=Use.NAME_AND_ROLE,
    )


@dataclass
class Became:
    """What became of what was said at one session."""

    excerpts: int
    themes: list[Theme]
    reports: list[ReportBack]
    quoted: int


def became(actor: Actor, session: ListeningSession) -> Became:
    excerpts = Excerpt.objects.visible_to(actor).filter(note__session=session)
    themes = Theme.objects.visible_to(actor).filter(evidence__excerpt__note__session=session).standing()
    uses = QuoteUse.objects.visible_to(actor).filter(excerpt__note__session=session).out_there()
    reports = ReportBack.objects.visible_to(actor).published()
    told = reports.filter(Q(themes__theme__in=themes) | Q(editions__uses__in=uses))
    return Became(
        excerpts=excerpts.count(),
        themes=list(themes.distinct().order_by("position", "pk")),
        reports=list(told.distinct().order_by("-published_at", "pk")),
        quoted=uses.values("excerpt").distinct().count(),
    )


def newest_edition(actor: Actor, report_id: uuid.UUID) -> ReportEdition | None:
    """What the public sees, files or not."""
    found = ReportEdition.objects.filter(
        organization_id=actor.organization_id, report_id=report_id
    ).in_force()
    return found.select_related("report__project").order_by("-number").first()
