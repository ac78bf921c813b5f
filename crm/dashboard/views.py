"""Overviews: one partner's own, and the coalition's."""

import datetime

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from crm.access.checks import allowed
from crm.access.roles import Permission
from crm.dashboard import reading
from crm.dashboard.services import last_closed_quarter, last_closed_week
from crm.lib.moments import local_date
from crm.metrics.figures import Period
from crm.organizations.models import Organization
from crm.ui.charts import Bars, Columns, Item, Tiles

WEEKS = 12


@allowed(Permission.VIEW_OVERVIEW)
def organization(request: HttpRequest) -> HttpResponse:
    """What this organization does, as of now."""
    here = Organization.objects.visible_to(request.actor).get()
    today = local_date(timezone.now(), here.time_zone)  # as its figures count
    monday = today - datetime.timedelta(days=today.weekday())
    quarter = Period(monday - datetime.timedelta(weeks=WEEKS - 1), today + datetime.timedelta(days=1))
    until_today = Period(quarter.start, today)
    coming = Period(today - datetime.timedelta(days=90), today + datetime.timedelta(days=90))
    figures = {
        name: reading.live(request.actor, name, period, min_cell=here.min_cell)
        for name, period in (
            ("contacts.by_constituency", quarter),
            ("listening.conversations_by_week", quarter),
            ("listening.attempts_by_result", quarter),
            ("campaigns.signups_by_status", coming),
            ("tasks.overdue", until_today),
        )
    }
    talks = sum(value or 0 for value in figures["listening.conversations_by_week"].values())
    attempts = sum(value or 0 for value in figures["listening.attempts_by_result"].values())
    overdue = sum(value or 0 for value in figures["tasks.overdue"].values())
    context = {
        "talks": talks,
        "attempts": attempts,
        "overdue": overdue,
        "people_chart": _people_chart(figures["contacts.by_constituency"]),
        "weeks_chart": _weeks_chart(figures["listening.conversations_by_week"], talks),
        "results_chart": _bars(
            ngettext("%(n)s attempt in twelve weeks", "%(n)s attempts in twelve weeks", attempts)
            % {"n": attempts},
            _("Every try, whatever came of it"),
            reading.labelled(figures["listening.attempts_by_result"], reading.RESULTS),
        ),
        "signups_chart": _bars(
            _("Sign-ups by status"),
            _("Actions of the last and the next 90 days"),
            reading.labelled(figures["campaigns.signups_by_status"], reading.STATUSES),
        ),
    }
    return TemplateResponse(request, "dashboard/organization.html", context)


@allowed(Permission.VIEW_COALITION)
def coalition(request: HttpRequest) -> HttpResponse:
    """What all partners do, in frozen numbers of the last closed week. Never their people."""
    here = Organization.objects.visible_to(request.actor).get()
    seen = reading.coalition(request.actor, week=last_closed_week(here), quarter=last_closed_quarter(here))
    names = {}
    for partner in seen.partners:
        names.setdefault(partner.organization.state, []).append(partner.organization.name)
    context = {
        "seen": seen,
        "week_ends": seen.week + datetime.timedelta(days=6),
        "quarter_ends": seen.quarter.end - datetime.timedelta(days=1),
        "kinds": list(reading.KINDS.values()),
        "weeks_chart": _weeks_chart(seen.weeks, sum(seen.weeks.values())),
        "signups_chart": _bars(
            _("Sign-ups by status"),
            _("Actions of the closed week, all partners"),
            reading.labelled(seen.signups, reading.STATUSES),
        ),
        "map": Tiles(
            _("%(n)s partners in %(states)s states") % {"n": len(seen.partners), "states": len(seen.states)},
            _("Partner organizations in each state"),
            [Item(state, count) for state, count in sorted(seen.states.items()) if state],
        ),
    }
    return TemplateResponse(request, "dashboard/coalition.html", context)


def _people_chart(counts: dict[str, int | None]) -> Bars | None:
    items = reading.labelled(counts, reading.KINDS)
    known = [(label, value) for label, value in items if value is not None]
    if not items:
        return None
    title = _("People by stake")
    if known:
        first = max(known, key=lambda pair: pair[1])
        title = _("%(stake)s: the largest group") % {"stake": first[0]}
    subtitle = _("A person may hold several stakes, so the bars do not add up to the number of people")
    return _bars(title, subtitle, items)


def _weeks_chart(weeks: dict[str, int | None], total: int) -> Columns:
    title = ngettext("%(n)s conversation in twelve weeks", "%(n)s conversations in twelve weeks", total)
    items = [
        Item(
            date_format(datetime.date.fromisoformat(monday), pgettext("date format", "M j"), use_l10n=False),
            value,
        )
        for monday, value in sorted(weeks.items())
    ]
    return Columns(title % {"n": total}, _("By week, from Monday"), items)


def _bars(title: str, subtitle: str, rows: list[tuple]) -> Bars | None:
    return Bars(title, subtitle, [Item(label, value) for label, value in rows]) if rows else None
