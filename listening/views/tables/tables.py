"""Screens of what was said by whom: tables of codes, codes together, codes through time, saturation."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from crm.access.checks import allowed
from crm.access.roles import Permission
from crm.organizations.models import Organization
from crm.ui.charts import Columns, Item
from crm.ui.plots import Curve, Heat, HeatRow, Square, Step
from listening.models import Code, ListeningProject
from listening.tables import code_tables, saturation
from listening.tables.code_tables import BY_LABELS, OF_PEOPLE, By, CodeTable, Count
from listening.tables.protecting import protected
from listening.voices import voices

MOST_COLUMNS = 12
SHOWN = ("people", "sessions", "excerpts")


@require_safe
@allowed(Permission.VIEW_NOTES)
def code_table(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    project = _project(request, project_id)
    by = By(request.GET["by"]) if request.GET.get("by") in set(By) else By.CONSTITUENCY
    sees_all = request.actor.can(Permission.CODE_NOTES)
    families = request.GET.get("rows") == "families" or not sees_all
    table = code_tables.code_table(
        request.actor, project, by, families=families, time_zone=request.actor.time_zone
    )
    show = request.GET.get("show") if request.GET.get("show") in SHOWN else SHOWN[0]
    context = {
        "project": project,
        "table": table,
        "heard": _heard(table.total),
        "sections": _sections(project, "tables"),
        "by_tabs": _by_tabs(request, by),
        "choices": _choices(request, show, families) if sees_all else [],
        "is_protected": not sees_all and by in OF_PEOPLE,
    }
    if context["is_protected"]:
        threshold = Organization.objects.visible_to(request.actor).get().min_cell
        context["chart"] = _protected_chart(table, threshold)
    elif table.codes:
        context["chart"] = _chart(table, show if sees_all else "sessions")
    if by == By.MONTH and table.codes:
        context["line"] = _time_line(request, table)
    return TemplateResponse(request, "listening/tables/code_tables.html", context)


@require_safe
@allowed(Permission.VIEW_NOTES)
def code_pairs(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    project = _project(request, project_id)
    pairs = code_tables.code_pairs(request.actor, project)
    strongest = max(
        ((n, one, other) for (one, other), n in pairs.counts.items() if one != other), default=None
    )
    names = {code.pk: code.name for code in pairs.codes}
    chart = Heat(
        _("Passages that carry both codes"),
        _("The codes used most; on the diagonal all passages of a code"),
        _("Code"),
        [(code.name, "") for code in pairs.codes],
        [
            HeatRow(row.name, [Square(pairs.at(row.pk, column.pk)) for column in pairs.codes])
            for row in pairs.codes
        ],
    )
    context = {
        "project": project,
        "sections": _sections(project, "pairs"),
        "chart": chart if pairs.codes else None,
        "strongest": (names[strongest[1]], names[strongest[2]], strongest[0]) if strongest else None,
    }
    return TemplateResponse(request, "listening/tables/code_pairs.html", context)


@require_safe
@allowed(Permission.VIEW_NOTES)
def saturated(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    project = _project(request, project_id)
    found = saturation.of_project(request.actor, project)
    chart = Curve(
        _("The last three sessions brought %(n)s new codes") % {"n": found.last_new}
        if found.last_new != 1
        else _("The last three sessions brought one new code"),
        _("Columns: codes heard for the first time; line: all so far. %(n)s sessions with coded notes")
        % {"n": len(found.heard)},
        [
            Step(
                date_format(
                    timezone.localtime(one.session.starts_at), pgettext("date format", "M j"), use_l10n=False
                ),
                one.new,
                one.total,
                url=reverse("listening:session", args=[one.session.pk]),
            )
            for one in found.heard
        ],
        new_head=_("New codes"),
        total_head=_("All so far"),
        label_head=_("Session"),
    )
    context = {
        "project": project,
        "sections": _sections(project, "saturation"),
        "found": found,
        "chart": chart if found.heard else None,
    }
    return TemplateResponse(request, "listening/tables/saturation.html", context)


def _project(request: HttpRequest, project_id: uuid.UUID) -> ListeningProject:
    return get_object_or_404(ListeningProject.objects.visible_to(request.actor), pk=project_id)


def _sections(project: ListeningProject, current: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": reverse(f"listening:{name}", args=[project.pk]), "current": key == current}
        for key, name, label in (
            ("tables", "code_tables", _("Who said what")),
            ("pairs", "code_pairs", _("Codes together")),
            ("saturation", "saturation", _("Is there more to hear?")),
            ("agreement", "agreement", _("Agreement")),
        )
    ]


def _by_tabs(request: HttpRequest, by: By) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": _with(request, by=one.value), "current": one == by}
        for one, label in BY_LABELS.items()
    ]


def _choices(request: HttpRequest, show: str, families: bool) -> list[dict[str, Any]]:
    labels = {"people": _("People"), "sessions": _("Sessions"), "excerpts": _("Excerpts")}
    shown = [{"label": labels[one], "url": _with(request, show=one), "current": one == show} for one in SHOWN]
    rows = [
        {"label": label, "url": _with(request, rows=key), "current": is_families == families}
        for key, label, is_families in (("codes", _("By code"), False), ("families", _("By family"), True))
    ]
    return [*shown, *rows]


def _with(request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"


def _heard(count: Count) -> str:
    return voices(count.people, count.anonymous)


def _twin(count: Count) -> str:
    if not count.excerpts:
        return "0"
    return _("%(known)s known, %(anonymous)s anonymous, %(sessions)s sessions, %(excerpts)s excerpts") % {
        "known": count.people, "anonymous": count.anonymous, "sessions": count.sessions,
        "excerpts": count.excerpts,
    }  # fmt: skip


def _number(count: Count, show: str) -> int:
    return {"people": count.voices, "sessions": count.sessions, "excerpts": count.excerpts}[show]


def _name(value: str, label: str | Promise, by: By) -> str:
    if by == By.MONTH and value:
        return date_format(_month(value), pgettext("date format", "M Y"), use_l10n=False)
    return str(label)


def _month(value: str):
    return code_tables.month_of(value)


def _chart(table: CodeTable, show: str) -> Heat:
    values = table.values[-MOST_COLUMNS:] if table.by == By.MONTH else table.values[:MOST_COLUMNS]
    subtitles = {
        "people": _("Voices in each cell: known people and anonymous participations"),
        "sessions": _("Sessions in each cell"),
        "excerpts": _("Excerpts in each cell"),
    }
    return Heat(
        _title(table),
        subtitles[show],
        _("Code"),
        [
            (_name(value, label, table.by), _column_total(table.of_value[value], show))
            for value, label in values
        ],
        [
            HeatRow(
                code.name,
                [
                    Square(_number(table.at(code.pk, value), show), _twin(table.at(code.pk, value)))
                    for value, _label in values
                ],
                total=str(_number(table.of_code[code.pk], show)),
            )
            for code in table.codes
        ],
        total_head=pgettext("table head", "All"),
    )


def _column_total(count: Count, show: str) -> str:
    return _("of %(n)s") % {"n": _number(count, show)}


def _title(table: CodeTable) -> str:
    """The finding: what is said by most voices, and where it is said more than elsewhere."""
    if not table.codes:
        return ""
    top = max(table.codes, key=lambda code: table.of_code[code.pk].voices)
    return _("“%(code)s” is said most: %(n)s of %(all)s voices") % {
        "code": top.name, "n": table.of_code[top.pk].voices, "all": table.total.voices,
    }  # fmt: skip


def _protected_chart(table: CodeTable, threshold: int) -> Heat | None:
    shown = protected(table, threshold=threshold, most=MOST_COLUMNS)
    if shown is None:
        return None
    return Heat(
        _("Who said what, by family of codes"),
        _(
            "People in each cell. Small numbers are hidden to protect people, and so is what would give them away"
        ),
        _("Family of codes"),
        [(str(label), "") for _value, label in shown.values],
        [HeatRow(code.name, [Square(count) for count in counts]) for code, counts in shown.rows],
    )


def _time_line(request: HttpRequest, table: CodeTable) -> Columns | None:
    wanted = next((code for code in table.codes if str(code.pk) == request.GET.get("code")), None)
    months = code_tables.months(table, wanted.pk if wanted else None)
    if not months:
        return None
    name = _line_name(wanted)
    return Columns(
        name,
        _("Excerpts a month, by the day of the session"),
        [
            Item(date_format(day, pgettext("date format", "M y"), use_l10n=False), count)
            for day, count in months
        ],
        label_head=_("Month"),
        value_head=_("Excerpts"),
    )


def _line_name(code: Code | None) -> str:
    return _("“%(code)s” through time") % {"code": code.name} if code else _("All codes through time")
