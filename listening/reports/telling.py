"""An edition as it may be told today: what is frozen, and of its quotes those that the gate lets through now."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from contacts.uses import PUBLISHING
from crm.access.actors import Actor
from crm.ui.charts import Bars, Item
from crm.ui.templatetags.ui import short_word
from listening.gate import NOT_ALLOWED, RED, QuoteGate, Shown, Use
from listening.models import QuoteUse, ReportEdition, ReportQuote, ReportSection


@dataclass(frozen=True)
class Quote:
    shown: Shown
    use: Use
    translation: str = ""
    pk: uuid.UUID | None = None

    @property
    def words(self) -> str:
        return self.shown.words


@dataclass(frozen=True)
class ToldTheme:
    title: str
    claim: str
    people: dict[str, int] | None
    sessions: int
    against: int
    none_found: str
    findings: list[str]
    quotes: list[Quote] = field(default_factory=list)


@dataclass(frozen=True)
class Told:
    """In one language."""

    language: str
    title: str
    organization: str
    on: datetime.date
    sections: dict[str, tuple[str | Promise, str]]  # key: heading, words
    people: dict[str, Any]
    themes: list[ToldTheme]
    stakes: list[tuple[str, int | None]]
    meeting: dict[str, Any]
    number: int = 0
    withdrawn: int = 0

    @property
    def chart(self) -> Bars | None:
        """Whom we listened to, by stake; None where nobody said."""
        if not self.stakes:
            return None
        of = self.people["of"]
        return Bars(
            _("Who spoke with us"),
            _("People, of %(n)d by name or sign. Some have two stakes.") % {"n": of}
            if of is not None
            else _("People. Some have two stakes."),
            [Item(label, n) for label, n in self.stakes],
        )


def tell(actor: Actor, edition: ReportEdition, language: str, *, purpose: str) -> Told:
    uses = QuoteUse.objects.filter(organization_id=actor.organization_id, edition=edition)
    rows = list(uses.select_related("excerpt").order_by("position", "pk"))
    return told(actor, edition.frozen, rows, language, purpose=purpose, number=edition.number)


def told(
    actor: Actor,
    frozen: dict[str, Any],
    rows: Iterable[QuoteUse | ReportQuote],
    language: str,
    *,
    purpose: str,
    number: int = 0,
) -> Told:
    with translation.override(language):
        rows = list(rows)
        quotes = pass_gate(actor, rows, purpose=purpose)
        of_theme = defaultdict(list)
        for row, quote in zip(rows, quotes, strict=True):
            of_theme[str(row.theme_id)].append(quote)
        return Told(
            language=language,
            title=frozen["title"][language],
            organization=frozen["organization"],
            on=datetime.date.fromisoformat(frozen["on"]),
            sections={
                key.value: (str(key.label), frozen["sections"].get(key.value, {}).get(language, ""))
                for key in ReportSection.Key
            },
            people=frozen["people"],
            themes=[
                ToldTheme(
                    title=theme["title"][language],
                    claim=theme["claim"][language],
                    people=theme["people"],
                    sessions=theme["sessions"],
                    against=theme["against"],
                    none_found=theme["none_found"],
                    findings=[finding[language] for finding in theme["findings"]],
                    quotes=of_theme.get(theme["id"], []),
                )
                for theme in frozen["themes"]
            ],
            stakes=[(str(short_word(kind)), n) for kind, n in frozen["people"]["by_stake"]],
            meeting=frozen["meeting"],
            number=number,
            withdrawn=sum(quote.shown.is_withdrawn for quote in quotes),
        )


def pass_gate(actor: Actor, rows: Sequence[QuoteUse | ReportQuote], *, purpose: str) -> list[Quote]:
    """Each as it was signed, or by the next narrower way that is allowed now."""
    found: dict[uuid.UUID, Quote] = {}
    asked = {row.pk: Use(row.use if isinstance(row, QuoteUse) else row.signed_as) for row in rows}
    for use in reversed(PUBLISHING):
        waiting = [
            row
            for row in rows
            if PUBLISHING.index(asked[row.pk]) >= PUBLISHING.index(use)
            and not (row.pk in found and found[row.pk].shown.is_shown)
        ]
        kept = {row.excerpt_id: row.kept_words for row in waiting}
        is_out = bool(waiting) and isinstance(waiting[0], QuoteUse)
        gate = QuoteGate(actor, use=use, purpose=purpose)
        beside = {row.excerpt_id: row.translation for row in waiting}
        passed = gate.show([row.excerpt for row in waiting], kept=kept, is_out=is_out, beside=beside)
        for row, shown in zip(waiting, passed, strict=True):
            if row.pk not in found or shown.is_shown or shown.light == "amber":
                words = row.translation if shown.is_shown else ""
                found[row.pk] = Quote(shown, use, words, row.pk)
    return [_as_told(row, found[row.pk]) for row in rows]


def _as_told(row: QuoteUse | ReportQuote, quote: Quote) -> Quote:
    """What was once taken out of an edition does not come back into it, whatever is allowed later."""
    if isinstance(row, QuoteUse) and row.withdrawn_at and quote.shown.is_shown:
        return replace(
            quote, shown=replace(quote.shown, words="", hidden=NOT_ALLOWED, light=RED), translation=""
        )
    return quote
