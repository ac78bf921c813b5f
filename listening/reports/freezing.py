"""The part of an edition that never changes: our own words and the numbers, small counts hidden, with a hash."""

import datetime
import hashlib
import json
from collections import Counter
from typing import Any

from crm.access.actors import Actor
from crm.cells import Axis, Table, protect
from crm.organizations.models import Organization
from listening.models import Finding, ReportBack, ReportSection, ReportTheme
from listening.standing import coverage
from listening.themes.weighing import weigh

STAKES = ("student", "parent", "educator", "board", "neighbor", "alum", "other")
TOLD = (Finding.Status.CONFIRMED, Finding.Status.MEMBER_CHECK)
LANGUAGES = ("en", "es")


def freeze(actor: Actor, report: ReportBack, *, on: datetime.date) -> dict[str, Any]:
    """As JSON. Counts of people by an attribute are hidden before they are written down."""
    organization = Organization.objects.visible_to(actor).get()
    project = report.project
    rows = ReportTheme.objects.visible_to(actor).filter(report=report).select_related("theme")
    themes = [row.theme for row in rows.order_by("position", "pk")]
    weights = weigh(actor, themes)
    against = weigh(actor, themes, side="disconfirming")
    findings = Finding.objects.visible_to(actor).filter(theme__in=themes, status__in=TOLD).order_by("pk")
    floor = organization.min_cell
    return {
        "on": on.isoformat(),
        "organization": organization.name,
        "project": project.name,
        "title": _both(report.title, report.title_es),
        "meeting": {
            "at": report.meets_at.isoformat() if report.meets_at else None,
            "where": report.meets_where,
            "zone": organization.time_zone,
        },
        "sections": {
            row.key: _both(row.text, row.text_es)
            for row in ReportSection.objects.visible_to(actor).filter(report=report)
        },
        "people": _people(actor, report, floor),
        "themes": [
            {
                "id": str(theme.pk),
                "title": _both(theme.title, theme.title_es),
                "claim": _both(theme.claim, theme.claim_es),
                "people": _shown(weights[theme.pk].known, weights[theme.pk].anonymous, floor),
                "sessions": weights[theme.pk].sessions,
                "against": against[theme.pk].excerpts,
                "none_found": theme.none_found,
                "findings": [_both(f.text, f.text_es) for f in findings if f.theme_id == theme.pk],
            }
            for theme in themes
        ],
    }


def digest(frozen: dict[str, Any]) -> str:
    return hashlib.sha256(
        json.dumps(frozen, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()


def _people(actor: Actor, report: ReportBack, floor: int) -> dict[str, Any]:
    voices = coverage.voices(actor, report.project)
    heard = coverage.heard(actor, report.project, voices)
    kinds: dict[str, set] = {}
    for voice in voices:
        for kind in voice.constituencies:
            kinds.setdefault(kind, set()).add(voice.key)
    everybody = {voice.key for voice in voices}
    counts = Counter({kind: len(some) for kind, some in kinds.items()})
    table = Table(
        f"heard {report.project_id}",
        Axis("stake", tuple(kind for kind in STAKES if counts[kind]), overlaps=True),
        None,
        {(kind,): counts[kind] for kind in STAKES if counts[kind]},
        total=len(everybody),
    )
    shown = protect([table], threshold=floor).tables[0]
    return {
        "known": heard.known,
        "anonymous": heard.anonymous,
        "sessions": heard.sessions,
        "first_on": heard.first_on.isoformat() if heard.first_on else None,
        "last_on": heard.last_on.isoformat() if heard.last_on else None,
        "of": shown.total,
        "by_stake": [
            [kind, shown.counts[kind,]] for kind in table.rows.categories if (kind,) in shown.counts
        ],
    }


def _shown(known: int, anonymous: int, floor: int) -> dict[str, int] | None:
    """None: so few that they could be found."""
    return {"known": known, "anonymous": anonymous} if known + anonymous >= floor else None


def _both(english: str, spanish: str) -> dict[str, str]:
    return {"en": english, "es": spanish or english}
