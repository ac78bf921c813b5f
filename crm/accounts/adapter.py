"""Where allauth asks us: limits before hashing, what a session remembers, mail, secrets at rest."""

import base64
import hashlib
import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.accounts import limits, passwords
from crm.accounts.models import User
from crm.accounts.sessions import ADDRESS, DEVICE
from crm.lib.devices import device_name
from crm.ui.letters import dressed
from crm.ui.middleware import network_prefix

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("E-mail and password do not go together."),
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your password."),
        "too_many_login_attempts": _("That was tried too often. Wait fifteen minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # by invitation, or the first run

    def get_client_ip(self, request: HttpRequest) -> str:
        return request.META.get("REMOTE_ADDR", "")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Before any hash is computed. Both are counted, whatever the first says."""
        email = credentials.get("email", "")
        allowed = (limits.SIGN_IN.take(email), limits.SIGN_IN_FROM.take(network_prefix(request)))
        if not all(allowed):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user = super().authenticate(request, **credentials)
        if user is not None:
            limits.SIGN_IN.forgive(credentials.get("email", ""))
        return user

    def reauthenticate(self, user: User, password: str) -> bool:
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        request.session[DEVICE] = device_name(request.headers.get("User-Agent", ""))
        request.session[ADDRESS] = network_prefix(request)
        # Who has just signed in need not prove it again to add a second factor.
        records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {**record, "reauthenticated": True} for record in records
        ]

    def clean_password(self, password: str, user: User | None = None) -> str:
        return passwords.check(password, user=user)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict | None = None, email: str | None = None
    ) -> None:
        """Of a reset. Of what somebody changes while signed in we tell by a job (services.sign_in_changed)."""
        if template_prefix == "account/email/password_reset":
            with translation.override(user.language):
                super().send_notification_mail(template_prefix, user, context, email or user.email)

    def send_password_reset_mail(self, user: User, email: str, context: dict) -> None:
        with translation.override(user.language):
            super().send_password_reset_mail(user, email, context)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Never from the Host header."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.PUBLIC_URL + path.replace("UID-KEY", key)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        mail = super().render_mail(template_prefix, email, context, headers)
        return dressed(mail) if isinstance(mail, EmailMultiAlternatives) else mail

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """A mail server that is away must not tell a stranger which addresses it was about to write to."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            logger.exception("could not send %s", template_prefix)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That code is not right, or was used already. Wait for the next one."),
    }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """For whoever leaves the name empty: where it was made."""
        return device_name(context.request.headers.get("User-Agent", "")) or gettext("Passkey")

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Earshot"}


def _fernet() -> Fernet:
    key = hashlib.sha256(f"second-factor:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
