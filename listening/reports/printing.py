"""PDF by typst: a fixed template, and everything that somebody wrote as data."""

import json
from pathlib import Path
from typing import Any

import typst
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listening.models import ReportSection
from listening.reports.telling import Quote, Told, ToldTheme
from listening.voices import voices

HERE = Path(__file__).parent
Key = ReportSection.Key
ON_ONE_PAGE, WORDS_ALOUD = 3, 25  # themes, and how long a quote may be that is read aloud


def report_pdf(told: Told, *, large: bool = False) -> bytes:
    with translation.override(told.language):
        return _compile("report.typ", layout(told) | {"large": large})


def testimony_pdf(told: Told) -> bytes:
    with translation.override(told.language):
        return _compile("testimony.typ", _testimony(told))


def layout(told: Told) -> dict[str, Any]:
    """What paper and Word say, in order. In the language that is active."""
    parts = []
    for key, (heading, text) in told.sections.items():
        part: dict[str, Any] = {"heading": heading, "lines": _lines(text)}
        if key == Key.WHO:
            part["lines"] = [heard(told), *part["lines"]]
            part["bars"] = [{"label": label, "n": n} for label, n in told.stakes]
        if key == Key.HEARD:
            part["themes"] = [_theme(theme) for theme in told.themes]
        if part["lines"] or part.get("themes"):
            parts.append(part)
    chart = told.chart
    return {
        "title": told.title,
        "organization": told.organization,
        "language": told.language,
        "on": date_format(told.on, "DATE_FORMAT"),
        "footer": _("Edition %(n)d, %(day)s")
        % {"n": told.number, "day": date_format(told.on, "DATE_FORMAT")},
        "words": {
            "chart": str(chart.title) if chart else "",
            "chart_of": str(chart.subtitle) if chart else "",
            "hidden": _("· Hidden to protect people"),
        },
        "parts": parts,
    }


def heard(told: Told) -> str:
    people = told.people
    words = _("We listened to %(voices)s,") % {"voices": voices(people["known"], people["anonymous"])}
    return f"{words} " + ngettext("in %(n)d session.", "in %(n)d sessions.", people["sessions"]) % {
        "n": people["sessions"]
    }


def weight(theme: ToldTheme) -> str:
    """How much stands behind a claim, and whether anything stands against it."""
    told = []
    if theme.people:
        told.append(
            _("Said by %(voices)s.") % {"voices": voices(theme.people["known"], theme.people["anonymous"])}
        )
    told.append(
        ngettext("Heard in %(n)d session.", "Heard in %(n)d sessions.", theme.sessions)
        % {"n": theme.sessions}
    )
    if theme.against:
        told.append(
            ngettext("%(n)d voice said otherwise.", "%(n)d voices said otherwise.", theme.against)
            % {"n": theme.against}
        )
    elif theme.none_found:
        told.append(_("We looked for voices against it and found none."))
    return " ".join(told)


def _theme(theme: ToldTheme) -> dict[str, Any]:
    return {
        "title": theme.title,
        "claim": theme.claim,
        "weight": weight(theme),
        "findings": theme.findings,
        "quotes": [_quote(quote) for quote in theme.quotes],
    }


def _quote(quote: Quote) -> dict[str, Any]:
    shown = quote.shown
    if not shown.is_shown:
        return {"gone": True, "words": str(shown.hidden)}
    words = f"“{shown.words}”" if shown.is_verbatim else shown.words
    return {
        "gone": False,
        "words": words,
        "language": shown.language[:2],
        "translation": quote.translation,
        "signed": shown.attribution
        if shown.is_verbatim
        else _("%(who)s, in the listener’s words") % {"who": shown.attribution},
    }


def _testimony(told: Told) -> dict[str, Any]:
    themes = []
    for theme in told.themes[:ON_ONE_PAGE]:
        short = next(
            (q for q in theme.quotes if q.shown.is_shown and len(q.shown.words.split()) <= WORDS_ALOUD), None
        )
        said = (
            _quote(short)
            if short
            else {"words": "", "translation": "", "signed": "", "language": told.language}
        )
        themes.append(
            {
                "claim": theme.claim,
                "quote": said["words"],
                "translation": said["translation"],
                "signed": said["signed"],
                "language": said["language"],
            }
        )
    heading, ask = told.sections[Key.ASK]
    return {
        "title": told.title,
        "organization": told.organization,
        "language": told.language,
        "on": date_format(told.on, "DATE_FORMAT"),
        "opening": heard(told),
        "themes": themes,
        "ask_heading": heading,
        "ask": " ".join(ask.split())[:600],
        "closing": _("Thank you for listening."),
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _compile(template: str, told: dict[str, Any]) -> bytes:
    return typst.compile(HERE / template, sys_inputs={"told": json.dumps(told)}, ignore_system_fonts=True)
