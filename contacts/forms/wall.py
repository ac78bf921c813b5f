"""What stands against what on the wall chart."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.facts import Fact
from contacts.models import ConstituencyRow
from contacts.wall import DOWN


class WallForm(forms.Form):
    """A GET form; a mistake in the address shows the first of each."""

    down = forms.ChoiceField(label=_("Rows"), choices=list(DOWN.items()), required=False)
    across = forms.ChoiceField(label=_("Columns"), required=False)
    stake = forms.ChoiceField(
        label=_("Stake"), choices=[("", _("Any stake")), *ConstituencyRow.Kind.choices], required=False
    )

    def __init__(self, *args, offered: list[Fact], **options):
        super().__init__(*args, **options)
        self.offered = {fact.name: fact for fact in offered}
        self.fields["across"].choices = [(fact.name, fact.label) for fact in offered]

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        given = self.cleaned_data
        first = next(iter(self.offered.values()))
        return {
            "down": given.get("down") or "school",
            "across": self.offered.get(given.get("across", ""), first),
            "stake": given.get("stake", ""),
        }
