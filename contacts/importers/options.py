"""What holds for every row of a list of people."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.importers import cells
from contacts.models import ConstituencyRow
from crm.access.actors import Actor
from crm.districts.models import STATE_CHOICES
from crm.imports.models import ImportBatch
from crm.organizations.models import Membership

HOW = [("", _("Not asked")), ("paper", _("On paper")), ("web_form", _("On a web form")), ("verbal", _("In a talk or call")),
       ("text_keyword", _("By text message"))]  # fmt: skip


# Asked only of files that hold such a column.
ASKED_WHEN = {
    "least_minutes": {"minutes", "join_time"},
    "consent_on": {"ok_to_text"},
    "consent_how": {"ok_to_text"},
}
# What the rows of some files say themselves: asked last, for the rows that do not.
SAID_IN_ROWS = {"consent_on": {"ok_to_text_on", "joined_on"}, "consent_how": {"ok_to_text_how"}}


class ContactOptions(forms.Form):
    constituency = forms.ChoiceField(
        label=_("Who are they?"), required=False, help_text=_("For rows that do not say it themselves.")
    )
    tags = forms.CharField(
        label=_("Tags for everybody in this file"),
        required=False,
        max_length=250,
        help_text=_("Several with a semicolon between them."),
    )
    owner = forms.ChoiceField(label=pgettext_lazy("of a person", "Organizer"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        help_text=_("Where their schools and districts are sought when a row names no state."),
    )
    consent_on = forms.DateField(
        label=_("Permission to text was given on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_(
            "Only for rows that say yes in a column of this file. Without a date nobody may be texted."
        ),
    )
    consent_how = forms.ChoiceField(label=_("How was it given?"), required=False, choices=HOW)
    least_minutes = forms.IntegerField(
        label=_("Leave out whoever stayed less than"),
        required=False,
        min_value=0,
        max_value=1_000,
        help_text=_("Minutes in all, with every visit. They stay listed in the report."),
    )
    bad_cells = forms.ChoiceField(
        label=_("A phone or e-mail that cannot be read"), required=False, widget=forms.RadioSelect, initial="error",
        choices=[("error", _("Keep the whole row out, for me to mend")), ("leave_out", _("Leave out the cell, write the person"))],
    )  # fmt: skip

    def __init__(self, *args, actor: Actor, batch: ImportBatch, **kwargs):
        super().__init__(*args, **kwargs)
        there = {column["field"] for column in batch.mapping["columns"]} | set(
            batch.mapping.get("implies", ())
        )
        for name, needed in ASKED_WHEN.items():
            if needed.isdisjoint(there):
                del self.fields[name]
        self.in_rows = frozenset(name for name, says in SAID_IN_ROWS.items() if says & there)
        members = (
            Membership.objects.visible_to(actor)
            .filter(ended_at=None)
            .select_related("user")
            .order_by("user__name", "pk")
        )
        self.fields["constituency"].choices = [("", _("As each row says")), *ConstituencyRow.Kind.choices]
        self.fields["owner"].choices = [("", _("Nobody yet")), *((str(m.pk), str(m.user)) for m in members)]
        self.fields["state"].choices = [("", _("The organization's own")), *STATE_CHOICES]

    def clean_tags(self) -> list[str]:
        return list(cells.tags(self.cleaned_data["tags"]).value)

    def clean_consent_on(self) -> str:
        day = self.cleaned_data["consent_on"]
        return day.isoformat() if day else ""

    @classmethod
    def initial_from(cls, options: dict) -> dict:
        return {**options, "tags": "; ".join(options.get("tags", ()))}
