"""Numbers and addresses that must not be reached."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import Suppression
from contacts.services.suppressions import WHY_LIFTED

KINDS = [("mobile", _("Phone number")), ("email", _("E-mail address"))]
REASONS = [choice for choice in Suppression.Reason.choices if choice[0] != "erased"]


class CloseForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, initial="mobile")
    value = forms.CharField(label=_("Number or address"), max_length=254)
    reason = forms.ChoiceField(label=_("Why"), choices=REASONS, initial="do_not_contact")


class LiftForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, initial="mobile")
    value = forms.CharField(label=_("Number or address"), max_length=254)
    why = forms.ChoiceField(label=_("Why"), choices=[("", "—"), *WHY_LIFTED])
