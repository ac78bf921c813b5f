"""What the verbs of the audit are called. A room names its own in AppConfig.ready(); an unnamed one shows as it is."""

from typing import Any

from django.utils.translation import gettext_lazy as _

_labels: dict[str, Any] = {}


def name(labels: dict[str, Any]) -> None:
    _labels.update(labels)


def label(verb: str) -> Any:
    return _labels.get(verb, verb)


def labels() -> dict[str, Any]:
    return dict(_labels)


name(
    {
        "access.refused": _("was refused a page"),
        "accounts.signed_in": _("signed in"),
        "accounts.sign_in_failed": _("failed to sign in"),
        "accounts.other_sessions_ended": _("signed out other browsers"),
        "accounts.session_ended": _("signed out a browser"),
        "accounts.profile_changed": _("changed the profile"),
        "accounts.password_changed": _("changed the password"),
        "accounts.authenticator_app_added": _("added an authenticator app"),
        "accounts.authenticator_app_removed": _("removed the authenticator app"),
        "accounts.passkey_added": _("added a passkey"),
        "accounts.passkey_removed": _("removed a passkey"),
        "accounts.recovery_codes_renewed": _("made new recovery codes"),
        "organizations.founded": _("set up the organization"),
        "organizations.member_invited": _("invited somebody"),
        "organizations.invitation_revoked": _("took an invitation back"),
        "organizations.member_joined": _("joined"),
        "organizations.member_changed": _("changed a membership"),
        "organizations.member_ended": _("ended a membership"),
        "organizations.member_resumed": _("let a member back in"),
        "organizations.second_factor_removed": _("took off a second factor"),
        "organizations.settings_changed": _("changed the settings"),
        "organizations.token_created": _("made a token"),
        "organizations.token_revoked": _("revoked a token"),
        "organizations.partner_added": _("added a partner"),
    }
)
