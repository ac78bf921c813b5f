"""The sign-in forms in our words, with our limits. What they do beyond that is allauth's."""

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from crm.accounts import factors, limits, passwords
from crm.accounts.models import User
from crm.lib.zones import ZONES
from crm.ui.middleware import network_prefix

TOO_MANY = _("That was tried too often. Wait fifteen minutes, then try again.")
WRONG_CODE = _("That code is not right, or was used already. Wait for the next one.")
CODE_HINT = _("Six digits from your authenticator app, or one of your recovery codes.")


class SignIn(account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _label(self, "login", _("E-mail"), autocomplete="username", inputmode="email")
        _label(self, "password", _("Password"))
        self.fields["password"].help_text = ""


class Reauthenticate(account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _label(self, "password", _("Password"))
        self.fields["password"].help_text = ""


class ChangePassword(account.ChangePasswordForm):
    field_order = ["oldpassword", "password1"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _label(self, "oldpassword", _("Present password"))
        self.fields["oldpassword"].help_text = ""
        _one_new_password(self)

    def clean_oldpassword(self) -> str:
        if not limits.SIGN_IN.take(self.user.email):
            raise ValidationError(TOO_MANY)
        typed = super().clean_oldpassword()
        limits.SIGN_IN.forgive(self.user.email)
        return typed


class SetPassword(account.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _one_new_password(self)


class ResetPassword(account.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _label(self, "email", _("E-mail"), autocomplete="username", inputmode="email")

    def clean_email(self) -> str:
        # Counted by what was typed, so that the answer is the same whether or not anybody has that address.
        network = network_prefix(context.request)
        if not all((limits.RESET.take(self.cleaned_data["email"]), limits.RESET_FROM.take(network))):
            raise ValidationError(TOO_MANY)
        return super().clean_email()


class ResetPasswordFromKey(account.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _one_new_password(self)

    def save(self) -> None:
        super().save()
        limits.SIGN_IN.forgive(self.user.email)


class CodeForm(forms.Form):
    """Shared by signing in and proving it again: the limit first, then a code that is good once."""

    user: User

    def clean_code(self) -> str:
        if not limits.SECOND_FACTOR.take(str(self.user.pk)):
            raise ValidationError(TOO_MANY)
        factor = factors.verify_code(self.user, self.cleaned_data["code"])
        if factor is None:
            raise ValidationError(WRONG_CODE)
        limits.SECOND_FACTOR.forgive(str(self.user.pk))
        factor.user = self.user
        self.authenticator = factor
        return self.cleaned_data["code"]


class Authenticate(CodeForm, mfa.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _code(self, CODE_HINT)


class ReauthenticateByCode(CodeForm, mfa.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _code(self, CODE_HINT)


class ActivateApp(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _code(self, _("The six digits that the app shows now."))

    def clean_code(self) -> str:
        if not limits.SECOND_FACTOR.take(str(self.user.pk)):
            raise ValidationError(TOO_MANY)
        return super().clean_code()


class AddPasskey(webauthn.AddWebAuthnForm):
    passwordless = forms.BooleanField(
        label=_("Sign in with this passkey alone, without a password"),
        help_text=_("The device then asks for your fingerprint, face or PIN."),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("A name for it")
        self.fields["name"].initial = self.initial["name"] = ""
        self.fields["name"].help_text = _("For example: my phone.")
        self.fields["name"].max_length = 60


class RenamePasskey(webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("A name for it")


class Profile(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "language", "time_zone"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "language": forms.Select(choices=settings.LANGUAGES),
            "time_zone": forms.Select(choices=ZONES),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True


class NewPerson(Profile):
    """Somebody without an account: invited, or the first administrator."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=passwords.HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, names: tuple[str, ...] = (), email: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.names, self.email = names, email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "password" in cleaned:
            person = User(name=cleaned.get("name", ""), email=cleaned.get("email") or self.email)
            try:
                passwords.check(cleaned["password"], user=person, names=self.names_known(cleaned))
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned

    def names_known(self, cleaned: dict[str, Any]) -> tuple[str, ...]:
        return self.names


def _label(form: forms.Form, name: str, label: Any, **attributes: str) -> None:
    field = form.fields[name]
    field.label = label
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


def _one_new_password(form: forms.Form) -> None:
    """Typed once: a mistake is mended by the reset link, and pasting from a manager stays easy."""
    del form.fields["password2"]
    _label(form, "password1", _("New password"))
    has_factor = passwords.has_second_factor(getattr(form, "user", None))
    form.fields["password1"].help_text = (
        format_lazy(_("At least {least} characters."), least=passwords.SHORTEST_WITH_SECOND_FACTOR)
        if has_factor
        else passwords.HINT
    )


def _code(form: forms.Form, hint: Any) -> None:
    _label(form, "code", _("Code"), inputmode="text", autocapitalize="off", spellcheck="false")
    form.fields["code"].help_text = hint
