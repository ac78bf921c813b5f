"""Forms of organizations and of the ways into them."""

import datetime
from typing import Any

import us
from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.roles import ROLES, Role
from crm.accounts.forms import NewPerson
from crm.lib.zones import ZONES
from crm.organizations.models import Membership, Organization
from crm.organizations.services.tokens import LONGEST
from crm.ui.widgets import Day, TimeOfDay

PARTNER_KINDS = [choice for choice in Organization.Kind.choices if choice[0] != Organization.Kind.COALITION]
STATES = [("", "—"), *((state.abbr, state.name) for state in [*us.states.STATES, us.states.DC, us.states.PR])]


def role_choices(roles: list[type[Role]]) -> list[tuple[str, Any]]:
    return [(role.key, role.label) for role in sorted(roles, key=lambda role: -role.rank)]


class Invite(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"})
    )
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, roles: list[type[Role]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("Choose a role")), *role_choices(roles)]


class ChangeMember(forms.ModelForm):
    class Meta:
        model = Membership
        fields = ["role", "is_youth_trained", "expires_on"]
        widgets = {"expires_on": Day}

    def __init__(self, *args: Any, roles: list[type[Role]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        present = ROLES[self.instance.role]
        self.fields["role"].choices = role_choices(roles if present in roles else [*roles, present])
        self.fields["expires_on"].help_text = _("The last day. Empty: until somebody ends it.")


class Preferences(forms.ModelForm):
    class Meta:
        model = Organization
        fields = [
            "name", "language", "time_zone", "quiet_from", "quiet_until", "reply_to", "postal_address", "min_cell",
            "recordings_kept_days", "photos_kept_days", "papers_kept_days",
        ]  # fmt: skip
        widgets = {
            "language": forms.Select(choices=settings.LANGUAGES),
            "time_zone": forms.Select(choices=ZONES),
            "quiet_from": TimeOfDay,
            "quiet_until": TimeOfDay,
            "min_cell": forms.NumberInput(attrs={"min": 5, "max": 100}),
        }
        help_texts = {
            "quiet_from": _("No reminder goes out between these two times."),
            "reply_to": _("Where answers to your e-mails arrive."),
            "postal_address": _("Stands at the foot of every e-mail, as the law asks."),
            "recordings_kept_days": _(
                "Then they are deleted by themselves. A year is 365, three years the most."
            ),
            "photos_kept_days": _("Long enough to type in what stands on the sheet. A year at most."),
            "papers_kept_days": _("A shorter time holds for what lies here already, a longer one does not."),
            "min_cell": _("Smaller groups print a dot instead of a number. Five is the least."),
        }

    min_cell = forms.IntegerField(
        label=_("Smallest group whose number is shown"),
        min_value=5,
        max_value=100,
        help_text=Meta.help_texts["min_cell"],
    )
    recordings_kept_days = forms.IntegerField(
        label=_("Days that recordings are kept"),
        min_value=1,
        max_value=1095,
        help_text=Meta.help_texts["recordings_kept_days"],
    )
    photos_kept_days = forms.IntegerField(
        label=_("Days that photos of sheets are kept"),
        min_value=1,
        max_value=365,
        help_text=Meta.help_texts["photos_kept_days"],
    )
    papers_kept_days = forms.IntegerField(
        label=_("Days that papers are kept"),
        min_value=1,
        max_value=1095,
        help_text=Meta.help_texts["papers_kept_days"],
    )


class NewToken(forms.Form):
    label = forms.CharField(label=_("What is it for?"), max_length=80)
    role = forms.ChoiceField(label=_("It may do what this role may"))
    may_write = forms.BooleanField(label=_("It may also change things"), required=False)
    expires_on = forms.DateField(label=_("Good until"), widget=Day, help_text=_("A year at most."))

    def __init__(self, *args: Any, roles: list[type[Role]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(roles)
        today = timezone.localdate()
        self.fields["expires_on"].initial = today + datetime.timedelta(days=90)
        self.fields["expires_on"].widget.attrs |= {
            "min": (today + datetime.timedelta(days=1)).isoformat(),
            "max": (today + LONGEST).isoformat(),
        }


class Partner(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=PARTNER_KINDS)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=ZONES)
    email = forms.EmailField(label=_("E-mail of its first administrator"))


class Join(NewPerson):
    """An invited person without an account."""


class FirstRun(NewPerson):
    token = forms.CharField(
        label=_("Setup code"),
        help_text=_(
            "Printed in the window in which Earshot was started, and kept in the file setup-token.txt."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    coalition = forms.CharField(label=_("Name of the coalition"), max_length=160)
    partner = forms.CharField(
        label=_("First partner"),
        max_length=160,
        required=False,
        help_text=_("You will be its administrator too. Others can be added later."),
    )
    kind = forms.ChoiceField(label=_("Kind of partner"), choices=PARTNER_KINDS, required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    email = forms.EmailField(label=_("Your e-mail"))

    field_order = [
        "token", "coalition", "partner", "kind", "state", "name", "email", "language", "time_zone", "password",
    ]  # fmt: skip

    def names_known(self, cleaned: dict[str, Any]) -> tuple[str, ...]:
        return cleaned.get("coalition", ""), cleaned.get("partner", "")


class AuditFilter(forms.Form):
    who = forms.ChoiceField(label=_("Who"), required=False)
    what = forms.ChoiceField(label=_("What"), required=False)
    since = forms.DateField(label=_("Since"), required=False, widget=Day)

    def __init__(
        self, *args: Any, people: list[tuple[str, str]], verbs: list[tuple[str, Any]], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [("", _("Anybody")), *people]
        self.fields["what"].choices = [("", _("Anything")), *verbs]
