"""Report-backs: the parts, a quote, a correction; and what a receipt code opens."""

import re

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.ui.widgets import Day, Moment
from listening.models import Correction, ReportBack, ReportSection, Theme
from listening.models.reports import SIGNED_AS


class NewReportForm(forms.Form):
    title = forms.CharField(
        label=_("Title"), max_length=160, help_text=_("The finding, not the name of the project.")
    )
    title_es = forms.CharField(label=_("Title in Spanish"), max_length=160, required=False)


class ReportForm(NewReportForm):
    """The six parts, each in both languages. `pairs` is how the page lays them out."""

    meets_at = forms.DateTimeField(label=_("When we meet to tell it"), required=False, widget=Moment())
    meets_where = forms.CharField(label=_("Where"), max_length=160, required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for key in ReportSection.Key:
            for language, label in (("en", _("In English")), ("es", _("In Spanish"))):
                self.fields[f"{key.value}_{language}"] = forms.CharField(
                    label=label, max_length=6000, required=False, widget=forms.Textarea(attrs={"rows": 4})
                )

    def pairs(self) -> list[tuple]:
        return [(key.label, self[f"{key.value}_en"], self[f"{key.value}_es"]) for key in ReportSection.Key]

    def values(self) -> dict:
        given = self.cleaned_data
        plain = {name: given[name] for name in ("title", "title_es", "meets_at", "meets_where")}
        sections = {
            key.value: (given[f"{key.value}_en"], given[f"{key.value}_es"]) for key in ReportSection.Key
        }
        return plain | {"sections": sections}


class QuoteForm(forms.Form):
    signed_as = forms.ChoiceField(label=_("Signed"), choices=SIGNED_AS, widget=forms.RadioSelect)
    translation_words = forms.CharField(
        label=_("Translation"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("By a person who speaks both languages. It stands below the original."),
    )
    kept_words = forms.MultipleChoiceField(
        label=_("These words may stand"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only where nobody could be known by them. Cover the others."),
    )

    def __init__(self, *args, words: list[str], **options):
        super().__init__(*args, **options)
        if words:
            self.fields["kept_words"].choices = [(word, word) for word in words]
        else:
            del self.fields["kept_words"]


class ChooseThemesForm(forms.Form):
    themes = forms.ModelMultipleChoiceField(
        label=_("Themes"), queryset=Theme.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, themes: QuerySet[Theme], **options):
        super().__init__(*args, **options)
        self.fields["themes"].queryset = themes


class CorrectionForm(forms.Form):
    text = forms.CharField(
        label=_("What they set right"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    theme = forms.ModelChoiceField(
        label=_("About"), queryset=Theme.objects.none(), required=False, empty_label=_("All of it")
    )
    said_by = forms.CharField(
        label=_("Who"),
        max_length=120,
        required=False,
        help_text=_("A role is enough: a parent, a bus driver."),
    )
    said_on = forms.DateField(label=_("When"), widget=Day())

    def __init__(self, *args, report: ReportBack, **options):
        super().__init__(*args, initial={"said_on": timezone.localdate()}, **options)
        self.fields["theme"].queryset = Theme.objects.filter(
            organization_id=report.organization_id, reports__report=report
        ).order_by("position", "pk")


class AnswerForm(forms.Form):
    status = forms.ChoiceField(label=_("State"), choices=Correction.Status.choices, widget=forms.RadioSelect)
    answer = forms.CharField(label=_("What we did"), max_length=300, required=False)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Your code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=_("Eight letters and digits, like 4KQM-7XWB. We gave it to you when we talked."),
    )

    def clean_code(self) -> str:
        plain = re.sub(r"[^0-9A-Z]", "", self.cleaned_data["code"].upper())
        return f"{plain[:4]}-{plain[4:8]}" if len(plain) == 8 else plain
