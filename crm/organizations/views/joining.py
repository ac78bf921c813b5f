"""The two ways in: an invitation, and the first run of an empty installation."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from crm.access.errors import DomainError
from crm.accounts import limits
from crm.accounts.models import User
from crm.organizations import first_run
from crm.organizations.forms import FirstRun, Join
from crm.organizations.middleware import CHOSEN
from crm.organizations.resolving import is_empty, names_around
from crm.organizations.services import invitations, partners
from crm.ui.middleware import network_prefix


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@sensitive_post_parameters("password")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """A new person says who they are; somebody with an account signs in and presses one button."""
    offer = invitations.offer_of(token)
    if offer is None:
        if not limits.LINK_FROM.take(network_prefix(request)):
            return render(request, "organizations/link_void.html", status=429)
        return render(request, "organizations/link_void.html", status=404)
    if request.user.is_authenticated:
        return _join_as(request, token, offer)
    if invitations.has_account(offer.email):
        return redirect_to_login(request.get_full_path())
    form = Join(
        request.POST or None,
        instance=User(language=request.LANGUAGE_CODE),
        names=tuple(names_around([offer.organization_id])),
        email=offer.email,
    )
    if request.method == "POST" and form.is_valid():
        try:
            user = invitations.accept(token, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, error.sentence)
        else:
            return _enter(request, user, offer.organization_id)
    return render(
        request,
        "organizations/join.html",
        {"form": form, "offer": offer},
        status=422 if form.is_bound else 200,
    )


def _join_as(request: HttpRequest, token: str, offer: invitations.Offer) -> HttpResponse:
    """One organization per transaction: within another one, the invitation's rows are out of reach (middleware)."""
    if request.user.email.lower() != offer.email.lower():
        return render(request, "organizations/join_other.html", {"offer": offer}, status=403)
    if request.method == "POST":
        invitations.accept(token, user=request.user)
        request.session[CHOSEN] = str(offer.organization_id)
        return redirect("/")
    return render(request, "organizations/join_as.html", {"offer": offer})


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@sensitive_post_parameters("password", "token")
def set_up(request: HttpRequest) -> HttpResponse:
    if not is_empty():
        raise Http404
    first_run.announce()
    form = FirstRun(request.POST or None, instance=User(language=request.LANGUAGE_CODE))
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        network = network_prefix(request)
        if not limits.SIGN_IN_FROM.take(network) or not first_run.is_token(values.pop("token")):
            form.add_error("token", first_run.WRONG)
        else:
            try:
                user = partners.set_up(**values)
            except DomainError as error:
                form.add_error(None, error.sentence)
            else:
                first_run.forget()
                return _enter(request, user)
    return render(request, "organizations/set_up.html", {"form": form}, status=422 if form.is_bound else 200)


def _enter(request: HttpRequest, user: User, organization_id=None) -> HttpResponse:
    # They have just chosen the password: adding a second factor next need not ask for it again.
    record_authentication(request, user, method="password")
    response = perform_login(request, user, email_verification="none", redirect_url="/")
    if organization_id is not None:
        request.session[CHOSEN] = str(organization_id)
    return response
