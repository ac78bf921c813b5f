"""Settings of the organization, its tokens, and the switch between organizations."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.organizations.forms import NewToken, Preferences
from crm.organizations.middleware import CHOSEN
from crm.organizations.models import Organization
from crm.organizations.services import preferences, tokens
from crm.ui.toasts import toast


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.MANAGE_SETTINGS)
def settings(request: HttpRequest) -> HttpResponse:
    organization = Organization.objects.visible_to(request.actor).get()
    form = Preferences(request.POST or None, instance=organization)
    if request.method == "POST" and form.is_valid():
        preferences.change_settings(**form.cleaned_data, by=request.actor)
        toast(request, _("Saved."))
        return redirect("organizations:settings")
    return render(
        request, "organizations/settings.html", {"form": form}, status=422 if form.is_bound else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.USE_API)
def api_tokens(request: HttpRequest) -> HttpResponse:
    form = NewToken(request.POST or None, roles=tokens.roles_for_tokens(request.actor))
    shown_once = ""
    if request.method == "POST" and form.is_valid():
        try:
            _row, shown_once = tokens.create_token(**form.cleaned_data, by=request.actor)
        except DomainError as error:
            form.add_error(error.field, error.sentence)
        else:
            form = NewToken(roles=tokens.roles_for_tokens(request.actor))
    context = {
        "form": form,
        "shown_once": shown_once,
        "tokens": tokens.tokens_shown_to(request.actor),
        "now": timezone.now(),
    }
    return render(request, "organizations/tokens.html", context, status=422 if form.errors else 200)


@require_POST
@allowed(Permission.USE_API)
def revoke_token(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    token = get_object_or_404(tokens.tokens_shown_to(request.actor), pk=pk)
    tokens.revoke_token(token, by=request.actor)
    toast(request, _("The token no longer works."))
    return redirect("organizations:tokens")


@require_POST
@allowed()
def switch(request: HttpRequest) -> HttpResponse:
    """`organization` is the id or slug of one's own. The front page follows: this page may not exist over there."""
    wish = request.POST.get("organization", "")
    chosen = next((m for m in request.memberships if wish in (str(m.organization.pk), m.slug)), None)
    if chosen is None:
        raise Http404
    request.session[CHOSEN] = str(chosen.organization.pk)
    return redirect("/")
