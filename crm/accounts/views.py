"""Signing in and one's own account: allauth's views, answering 422 to an invalid form and ending other sessions."""

import json
from typing import Any

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts import factors, services
from crm.accounts.forms import Profile
from crm.ui.toasts import toast


class Strict:
    """An invalid form answers 422, so that nothing of the request is kept and scripts know."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        if response.status_code == 200:
            response.status_code = 422
        return response


class SignIn(Strict, account.LoginView):
    pass


class Reauthenticate(Strict, account.ReauthenticateView):
    pass


class ChangePassword(Strict, account.PasswordChangeView):
    def get_default_success_url(self) -> str:
        return reverse("accounts:security")

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        by = self.request.actor
        services.sign_in_changed(self.request.user, "password_changed", request=self.request, by=by)
        return response


class SetPassword(Strict, account.PasswordSetView):
    def get_default_success_url(self) -> str:
        return reverse("accounts:security")


class ResetPassword(Strict, account.PasswordResetView):
    pass


class ResetPasswordFromKey(Strict, account.PasswordResetFromKeyView):
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        services.end_all_sessions(self.reset_user.pk)
        return response


class Authenticate(Strict, mfa.AuthenticateView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        factors_of = Authenticator.objects.filter(user=self.stage.login.user)
        return _with_options(super().get_context_data(**kwargs)) | {
            "has_passkeys": factors_of.filter(type=Authenticator.Type.WEBAUTHN).exists(),
            "has_codes": factors_of.exclude(type=Authenticator.Type.WEBAUTHN).exists(),
        }


class ReauthenticateByCode(Strict, mfa.ReauthenticateView):
    pass


class ReauthenticateByPasskey(webauthn.ReauthenticateWebAuthnView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return _with_options(super().get_context_data(**kwargs))


class ActivateApp(Strict, totp.ActivateTOTPView):
    def get_success_url(self) -> str:
        return after_new_factor(self.request)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        factor = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        new_factor(self.request, factor, "authenticator_app_added")
        return response


class DeactivateApp(totp.DeactivateTOTPView):
    def get_success_url(self) -> str:
        return reverse("accounts:security")

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        lost_factor(self.request, "authenticator_app_removed")
        return response


class AddPasskey(Strict, webauthn.AddWebAuthnView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # allauth drops the bound form here.
        return _with_options(super().get_context_data(**kwargs)) | kwargs

    def get_success_url(self) -> str:
        return after_new_factor(self.request)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        newest = Authenticator.objects.filter(user=self.request.user, type=Authenticator.Type.WEBAUTHN)
        new_factor(self.request, newest.latest("pk"), "passkey_added")
        return response


class RemovePasskey(webauthn.RemoveWebAuthnView):
    def get_success_url(self) -> str:
        return reverse("accounts:security")

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        lost_factor(self.request, "passkey_removed")
        return response


class RenamePasskey(Strict, webauthn.EditWebAuthnView):
    def get_success_url(self) -> str:
        return reverse("accounts:security")


def _with_options(context: dict[str, Any]) -> dict[str, Any]:
    """What the device is asked, as JSON for an attribute."""
    return context | {name: json.dumps(value) for name, value in context.get("js_data", {}).items()}


def new_factor(request: HttpRequest, factor: Authenticator, verb: str) -> None:
    """Whoever has just shown the new factor has proven it for this session."""
    record_authentication(request, request.user, "mfa", id=factor.pk, type=factor.type, reauthenticated=True)
    services.sign_in_changed(request.user, verb, request=request, by=request.actor)


def lost_factor(request: HttpRequest, verb: str) -> None:
    services.sign_in_changed(request.user, verb, request=request, by=request.actor)


def after_new_factor(request: HttpRequest) -> str:
    """The first factor brings recovery codes with it."""
    has_codes = factors.recovery_codes_left(request.user) is not None
    return reverse("accounts:security" if has_codes else "accounts:recovery_codes")


@require_safe
@login_not_required
def by_invitation(request: HttpRequest) -> HttpResponse:
    """There is no sign-up; whoever looks for it learns how to get in."""
    return render(request, "account/signup_closed.html")


@require_safe
@login_required
def security(request: HttpRequest) -> HttpResponse:
    """Password, second factors and signed-in browsers on one page."""
    rows = Authenticator.objects.filter(user=request.user)
    return render(
        request,
        "accounts/security.html",
        {
            "app": rows.filter(type=Authenticator.Type.TOTP).first(),
            "passkeys": rows.filter(type=Authenticator.Type.WEBAUTHN).order_by("pk"),
            "codes_left": factors.recovery_codes_left(request.user),
            "sessions": services.sessions_of(request.user),
            "here": request.session.stored_key(request.session.session_key or ""),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(app="allauth.mfa")
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """GET asks, POST makes new codes and shows them once."""
    if not Authenticator.objects.filter(user=request.user).exists():
        raise Http404
    codes = []
    if request.method == "POST":
        codes = services.renew_recovery_codes(request.user, request=request, by=request.actor)
    left = factors.recovery_codes_left(request.user)
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "left": left})


@require_POST
@login_required
def end_session(request: HttpRequest, key: str) -> HttpResponse:
    if not services.end_session(request.user, key, by=request.actor):
        raise Http404
    toast(request, _("That browser is signed out."))
    return redirect("accounts:security")


@require_POST
@login_required
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    services.end_other_sessions(request.user, request=request, by=request.actor)
    toast(request, _("All other browsers are signed out."))
    return redirect("accounts:security")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    form = Profile(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        services.change_profile(request.user, **form.cleaned_data, by=request.actor)
        toast(request, _("Saved."))
        response = redirect("accounts:profile")
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)  # what was chosen here holds
        return response
    return render(request, "accounts/profile.html", {"form": form}, status=422 if form.is_bound else 200)


# allauth's decorators sit on dispatch of the classes above; named so that urls.py reads as a list.
sign_in = SignIn.as_view()
reauthenticate = Reauthenticate.as_view()
change_password = ChangePassword.as_view()
set_password = SetPassword.as_view()
reset_password = ResetPassword.as_view()
reset_password_from_key = ResetPasswordFromKey.as_view()
authenticate = Authenticate.as_view()
reauthenticate_by_passkey = ReauthenticateByPasskey.as_view()
reauthenticate_by_code = ReauthenticateByCode.as_view()
activate_app = ActivateApp.as_view()
deactivate_app = DeactivateApp.as_view()
add_passkey = AddPasskey.as_view()
remove_passkey = RemovePasskey.as_view()
rename_passkey = RenamePasskey.as_view()
