"""Screens of a vote on priorities: opened and read by the team, cast on a public page."""

import datetime
import uuid

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.access.actors import TokenBearer
from crm.access.checks import allowed
from crm.access.roles import Permission
from crm.accounts import limits
from crm.organizations.days import today_at
from crm.organizations.models import AccessToken, Organization
from crm.organizations.resolving import public_link
from crm.ui import toasts
from crm.ui.middleware import network_prefix
from listening.forms.voting import BallotForm, VoteForm
from listening.models import ListeningProject, PriorityVote, VoteOption
from listening.services.standing.voting import LABEL, cast_ballot, close_vote, open_vote, vote_token
from listening.standing import voting
from listening.views.saving import form_page, saved

WEEKS_OPEN = datetime.timedelta(weeks=2)


@allowed(Permission.MANAGE_LISTENING)
def new(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    project = get_object_or_404(ListeningProject.objects.visible_to(request.actor), pk=project_id)
    today = today_at(request.actor.organization_id)
    initial = {
        "question_en": "What should come first?",
        "question_es": "¿Qué debe ir primero?",
        "closes_on": today + WEEKS_OPEN,
    }
    form = VoteForm(request.POST or None, initial=initial)
    if request.method == "POST" and (
        vote := saved(
            form,
            lambda: open_vote(by=request.actor, project=project, today=today, **form.cleaned_data),
        )
    ):
        return redirect("listening:vote", vote.pk)
    return form_page(
        request,
        _("Let people vote on what comes first"),
        form,
        back=reverse("listening:project", args=[project.pk]),
        kick=project.name,
        act=_("Open the vote"),
        lede=_("Everybody who was heard votes once, with the code they got. Nobody sees who chose what."),
    )


@require_safe
@allowed(Permission.VIEW_OVERVIEW)
def detail(request: HttpRequest, vote_id: uuid.UUID) -> HttpResponse:
    vote = _vote(request, vote_id)
    url = settings.PUBLIC_URL + reverse("vote:ballot", args=[vote_token(vote)])
    context = {
        "vote": vote,
        "project": vote.project,
        "tally": voting.tally(request.actor, vote),
        "is_open": today_at(request.actor.organization_id) <= vote.closes_on,
        "url": url,
        "code": segno.make(url, error="m").svg_data_uri(scale=6, border=2, dark="#000", light="#fff"),
        "reads_notes": request.actor.can(Permission.VIEW_NOTES),
        "can_manage": request.actor.can(Permission.MANAGE_LISTENING),
    }
    return TemplateResponse(request, "listening/standing/vote.html", context)


@require_POST
@allowed(Permission.MANAGE_LISTENING)
def close(request: HttpRequest, vote_id: uuid.UUID) -> HttpResponse:
    today = today_at(request.actor.organization_id)
    close_vote(by=request.actor, vote=_vote(request, vote_id), today=today)
    toasts.toast(request, _("The vote is closed."))
    return redirect("listening:vote", vote_id)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ballot(request: HttpRequest, token: str) -> HttpResponse:
    """No account, no script. Limited by network, so that nobody tries codes by the thousand."""
    with public_link(token, AccessToken.Purpose.PUBLIC) as bearer:
        vote = _voted_on(bearer)
        if bearer is None or vote is None:
            too_many = not limits.LINK_FROM.take(network_prefix(request))
            return render(
                request,
                "listening/standing/ballot.html",
                {"state": "unknown"},
                status=429 if too_many else 404,
            )
        organization = Organization.objects.visible_to(bearer).get()
        context = {"vote": vote, "organization": organization}
        with timezone.override(organization.time_zone):
            today = timezone.localdate()
            if today > vote.closes_on:
                return render(request, "listening/standing/ballot.html", {**context, "state": "closed"})
            options = list(VoteOption.objects.visible_to(bearer).filter(vote=vote).order_by("position"))
            form = BallotForm(request.POST or None, options=options)
            if request.method != "POST":
                return render(request, "listening/standing/ballot.html", {**context, "form": form})
            if not limits.BALLOTS_FROM.take(network_prefix(request)):
                return render(
                    request,
                    "listening/standing/ballot.html",
                    {**context, "form": form, "state": "wait"},
                    status=429,
                )
            if saved(form, lambda: cast_ballot(by=bearer, vote=vote, today=today, **form.cleaned_data)):
                return render(request, "listening/standing/ballot.html", {**context, "state": "done"})
            return render(request, "listening/standing/ballot.html", {**context, "form": form}, status=422)


def _vote(request: HttpRequest, vote_id: uuid.UUID) -> PriorityVote:
    rows = PriorityVote.objects.visible_to(request.actor).select_related("project")
    return get_object_or_404(rows, pk=vote_id)


def _voted_on(bearer: TokenBearer | None) -> PriorityVote | None:
    if bearer is None:
        return None
    labels = AccessToken.objects.visible_to(bearer).filter(pk=bearer.id)
    if labels.values_list("label", flat=True).first() != LABEL:
        return None
    return PriorityVote.objects.visible_to(bearer).filter(pk=bearer.subject_id).first()
