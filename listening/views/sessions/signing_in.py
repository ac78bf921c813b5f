"""The poster with the QR code, the sheet on paper, and the public page behind the code."""

import uuid

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST

from crm.access.actors import System, TokenBearer
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.accounts import limits
from crm.organizations.models import AccessToken, Organization
from crm.organizations.resolving import public_link
from crm.ui.middleware import network_prefix
from listening.forms.signing_in import I_AM, SignInForm
from listening.models import ListeningSession, SessionParticipant
from listening.rounds import reading as rounds
from listening.services.sessions import signing_in
from listening.services.sessions.signing_in import LABEL, is_open
from listening.views.sessions.planning import session_of

LINES_ON_PAPER = 14


@allowed(Permission.MANAGE_LISTENING)
def poster(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """To print, or to hold up. Opened by hand, so that no code works that nobody hung up."""
    session = session_of(request, session_id)
    opened = signing_in.sign_in_open(request.actor, session, now=timezone.now())
    context = {"session": session, "opened": opened}
    if opened:
        url = settings.PUBLIC_URL + reverse("sign_in:form", args=[signing_in.sign_in_token(session)])
        context |= {"url": url, "code": _code(url)}
        here = SessionParticipant.objects.visible_to(request.actor).filter(session=session)
        context["signed_in"] = here.filter(came_by="sign_in").count()
    return TemplateResponse(request, "listening/sessions/poster.html", context)


@require_POST
@allowed(Permission.MANAGE_LISTENING)
def switch(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    session = session_of(request, session_id)
    deed = signing_in.close_sign_in if request.POST.get("to") == "close" else signing_in.open_sign_in
    deed(by=request.actor, session=session)
    return redirect("listening:poster", session.pk)


@allowed(Permission.MANAGE_LISTENING)
def sheet(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """For pen and paper, in both languages at once."""
    session = session_of(request, session_id)
    context = {
        "session": session,
        "lines": range(LINES_ON_PAPER),
        "consent": rounds.consent_text(request.actor, session.project),
    }
    return TemplateResponse(request, "listening/sessions/sign_in_sheet.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """No account, no script. Limited by link and by address, so that sixty phones of one venue pass and a machine does not."""
    with public_link(token, AccessToken.Purpose.PUBLIC) as bearer:
        session = _session(bearer)
        if bearer is None or session is None:
            too_many = not limits.LINK_FROM.take(network_prefix(request))
            return _page(request, None, {"state": "unknown"}, 429 if too_many else 404)
        machine = System(organization_id=bearer.organization_id, reason="sign-in", id=bearer.id)
        zone = Organization.objects.visible_to(machine).get()
        context = {"organization": zone, "session": session}
        with timezone.override(zone.time_zone):
            if not is_open(session, now=timezone.now()):
                return _page(request, session, {**context, "state": "closed"}, 200)
            if request.method != "POST":
                return _page(request, session, {**context, "form": SignInForm()}, 200)
            if not (limits.SIGN_INS.take(token) and limits.SIGN_INS_FROM.take(network_prefix(request))):
                form = SignInForm(request.POST)
                return _page(request, session, {**context, "form": form, "state": "wait"}, 429)
            return _take(request, bearer, session, context)


def _take(
    request: HttpRequest, bearer: TokenBearer, session: ListeningSession, context: dict
) -> HttpResponse:
    form = SignInForm(request.POST)
    if form.is_valid():
        try:
            row = signing_in.sign_in(by=bearer, session=session, typed=form.typed())
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.sentence)
        else:
            return _page(request, session, {**context, "state": "done", "code": row.receipt_code}, 200)
    return _page(request, session, {**context, "form": form}, 422)


def _session(bearer: TokenBearer | None) -> ListeningSession | None:
    if bearer is None:
        return None
    labels = AccessToken.objects.visible_to(bearer).filter(pk=bearer.id)
    if labels.values_list("label", flat=True).first() != LABEL:
        return None
    rows = ListeningSession.objects.visible_to(bearer).select_related("project")
    return rows.filter(pk=bearer.subject_id).first()


def _page(request: HttpRequest, session: ListeningSession | None, context: dict, status: int) -> HttpResponse:
    return render(request, "listening/sessions/sign_in.html", {**context, "i_am": I_AM}, status=status)


def _code(url: str) -> str:
    # Drawn by segno from an address of ours: no letter of it comes from a reader.
    drawn = segno.make(url, error="m").svg_inline(scale=8, border=2, dark="#000", light="#fff", omitsize=True)
    return mark_safe(drawn)
