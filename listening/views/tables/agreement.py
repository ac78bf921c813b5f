"""Screens of agreement: how alike two coders coded, where they differ, and settling it."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui import toasts
from crm.ui.plots import Dot, Dots
from listening.agreement import measures, reading
from listening.agreement.reading import Line, RoundSheet
from listening.forms.adjudicating import AdjudicationForm
from listening.models import CodingRound, ListeningProject
from listening.services.coding import adjudicating

AT_ONCE = 50


@require_safe
@allowed(Permission.VIEW_NOTES)
def of_project(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    """The newest round that can be compared."""
    project = get_object_or_404(ListeningProject.objects.visible_to(request.actor), pk=project_id)
    found = reading.rounds(request.actor, project_id=project.pk)
    if found:
        return redirect("listening:round_agreement", found[0].pk)
    return TemplateResponse(request, "listening/tables/agreement_none.html", {"project": project})


@require_safe
@allowed(Permission.VIEW_NOTES)
def of_round(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    coding_round = _round(request, round_id)
    context: dict[str, Any] = {
        "round": coding_round,
        "project": coding_round.project,
        "tabs": _tabs(request, coding_round),
        "is_closed_to": reading.is_closed_to(request.actor, coding_round),
        "enough": measures.ENOUGH_UNITS,
        "enough_notes": measures.ENOUGH_NOTES,
    }
    if not context["is_closed_to"]:
        sheet = reading.of_round(request.actor, coding_round)
        pair = _pair(request, sheet)
        lines = sheet.lines(pair) if pair else []
        alpha, interval = sheet.alpha
        context |= {
            "sheet": sheet,
            "lines": lines,
            "pairs": _pair_tabs(sheet, pair),
            "first": sheet.coders.get(pair[0], "") if pair else "",
            "second": sheet.coders.get(pair[1], "") if pair else "",
            "chart": _chart(lines, pair, sheet) if pair else None,
            "weak": [line for line in lines if line.agreement.band == measures.Band.REWORK],
            "unsure": [line for line in lines if line.agreement.band == measures.Band.DISCUSS],
            "alpha": alpha,
            "alpha_interval": interval,
        }
    return TemplateResponse(request, "listening/tables/agreement.html", context)


@require_safe
@allowed(Permission.VIEW_NOTES)
def disagreements(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    coding_round = _round(request, round_id)
    if reading.is_closed_to(request.actor, coding_round):
        return redirect("listening:round_agreement", coding_round.pk)
    sheet = reading.of_round(request.actor, coding_round)
    wanted = request.GET.get("code", "")
    found = [one for one in sheet.disagreements if wanted in ("", str(one.code.pk))]
    settled = request.GET.get("state") == "settled"
    shown = [one for one in found if (one.settled is not None) == settled]
    codes = {one.code.pk: one.code for one in sheet.disagreements}
    here = request.path
    tabs = [
        {
            "label": label,
            "url": f"{here}?state={state}&code={wanted}",
            "current": settled == is_settled,
            "count": count,
        }
        for label, state, is_settled, count in (
            (_("To settle"), "waiting", False, sum(one.settled is None for one in found)),
            (_("Settled"), "settled", True, sum(one.settled is not None for one in found)),
        )
    ]
    return TemplateResponse(
        request,
        "listening/tables/disagreements.html",
        {
            "round": coding_round,
            "tabs": tabs,
            "shown": shown[:AT_ONCE],
            "more": max(0, len(shown) - AT_ONCE),
            "waiting": len(sheet.waiting),
            "codes": sorted(codes.values(), key=lambda code: code.name),
            "wanted": wanted,
            "state": "settled" if settled else "waiting",
            "may_settle": request.actor.can(Permission.CODE_NOTES),
        },
    )


@allowed(Permission.CODE_NOTES)
def adjudicate(
    request: HttpRequest, round_id: uuid.UUID, version_id: uuid.UUID, code_id: uuid.UUID
) -> HttpResponse:
    """One disagreement beside the definition that it is measured by. `?unit=` says which passage of the note."""
    asked = request.GET.get("unit", "0")
    unit = int(asked) if asked.isdecimal() else -1
    coding_round = _round(request, round_id)
    if reading.is_closed_to(request.actor, coding_round):
        raise Http404
    sheet = reading.of_round(request.actor, coding_round)
    one = next(
        (
            found
            for found in sheet.disagreements
            if (found.place.version, found.place.number, found.code.pk) == (version_id, unit, code_id)
        ),
        None,
    )
    if one is None:
        raise Http404
    initial = (
        {"applies": "yes" if one.settled.applies else "no", "reason": one.settled.reason}
        if one.settled
        else {}
    )
    form = AdjudicationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            adjudicating.adjudicate(
                by=request.actor, coding_round=coding_round, version_id=version_id, unit=unit, code_id=code_id,
                **form.cleaned_data,
            )  # fmt: skip
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            toasts.toast(request, _("Settled: %(code)s.") % {"code": one.code.name})
            return redirect(reverse("listening:disagreements", args=[coding_round.pk]) + f"?code={code_id}")
    return TemplateResponse(
        request,
        "listening/tables/adjudicate.html",
        {"round": coding_round, "one": one, "code": one.code, "form": form},
        status=422 if form.errors else 200,
    )


def _round(request: HttpRequest, round_id: uuid.UUID) -> CodingRound:
    rounds = CodingRound.objects.visible_to(request.actor).select_related("project", "codebook")
    return get_object_or_404(rounds, pk=round_id)


def _tabs(request: HttpRequest, coding_round: CodingRound) -> list[dict[str, Any]]:
    """The rounds of the same project."""
    rounds = reading.rounds(request.actor, project_id=coding_round.project_id)
    return [
        {
            "label": one.name,
            "url": reverse("listening:round_agreement", args=[one.pk]),
            "current": one.pk == coding_round.pk,
        }
        for one in rounds[:8]
    ]


def _pair(request: HttpRequest, sheet: RoundSheet) -> tuple[uuid.UUID, uuid.UUID] | None:
    """The pair that was asked for, else the one with most in common."""
    asked = request.GET.get("pair", "")
    for pair, _units in sheet.pairs:
        if asked == _key(pair):
            return pair
    return sheet.pairs[0][0] if sheet.pairs else None


def _pair_tabs(sheet: RoundSheet, current: tuple[uuid.UUID, uuid.UUID] | None) -> list[dict[str, Any]]:
    if len(sheet.pairs) < 2:
        return []
    return [
        {
            "label": _("%(first)s and %(second)s")
            % {"first": sheet.coders.get(pair[0], ""), "second": sheet.coders.get(pair[1], "")},
            "url": f"?pair={_key(pair)}",
            "current": pair == current,
            "count": units,
        }
        for pair, units in sheet.pairs[:10]
    ]


def _key(pair: tuple[uuid.UUID, uuid.UUID]) -> str:
    return f"{pair[0].hex}-{pair[1].hex}"


def _chart(lines: list[Line], pair: tuple[uuid.UUID, uuid.UUID], sheet: RoundSheet) -> Dots | None:
    measured = [line for line in lines if line.agreement.kappa is not None]
    if not measured:
        return None
    low = [line for line in measured if line.agreement.band == measures.Band.REWORK]
    title = (
        _("“%(code)s” needs a better definition") % {"code": low[0].code.name}
        if low
        else _("Every code that can be measured holds")
        if all((line.agreement.kappa or 0) >= 0.65 for line in measured)
        else _("Some codes are worth talking over")
    )
    units = next(count for found, count in sheet.pairs if found == pair)
    return Dots(
        title,
        _("Cohen's kappa with its 95%% interval, by whole notes; %(n)s passages coded by both")
        % {"n": units},
        [
            Dot(
                line.code.name,
                line.agreement.kappa,
                line.agreement.interval.low if line.agreement.interval else None,
                line.agreement.interval.high if line.agreement.interval else None,
            )
            for line in measured[:24]
        ],
        limits=((0.40, _("rework below")), (0.65, _("good")), (0.80, _("strong"))),
    )
