"""Addresses of one's own account. allauth looks its own up by name, so those keep allauth's names."""

from allauth.account import views as account
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from crm.accounts import views

own = (
    [
        path("", views.security, name="security"),
        path("profile/", views.profile, name="profile"),
        path("recovery-codes/", views.recovery_codes, name="recovery_codes"),
        path("sessions/others/end/", views.end_other_sessions, name="end_other_sessions"),
        path("sessions/<str:key>/end/", views.end_session, name="end_session"),
    ],
    "accounts",
)

urlpatterns = [
    path("", include(own)),
    path("login/", views.sign_in, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.change_password, name="account_change_password"),
    path("password/set/", views.set_password, name="account_set_password"),
    path("password/reset/", views.reset_password, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.reset_password_from_key,
        name="account_reset_password_from_key",
    ),
    path("signup/", views.by_invitation, name="account_signup"),
    path("2fa/", RedirectView.as_view(pattern_name="accounts:security"), name="mfa_index"),
    path("2fa/passkeys/", RedirectView.as_view(pattern_name="accounts:security"), name="mfa_list_webauthn"),
    path("2fa/authenticate/", views.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", views.reauthenticate_by_code, name="mfa_reauthenticate"),
    path("2fa/app/", views.activate_app, name="mfa_activate_totp"),
    path("2fa/app/remove/", views.deactivate_app, name="mfa_deactivate_totp"),
    path("2fa/passkeys/add/", views.add_passkey, name="mfa_add_webauthn"),
    path("2fa/passkeys/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("2fa/passkeys/reauthenticate/", views.reauthenticate_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("2fa/passkeys/<int:pk>/remove/", views.remove_passkey, name="mfa_remove_webauthn"),
    path("2fa/passkeys/<int:pk>/edit/", views.rename_passkey, name="mfa_edit_webauthn"),
]
