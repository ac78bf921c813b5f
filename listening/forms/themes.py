"""Themes and findings."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from listening.models import Code, Finding, Theme


class ThemeForm(forms.Form):
    claim = forms.CharField(
        label=_("The claim"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "A sentence that could be wrong: “Late buses cost students class time, most of all in winter.”"
        ),
    )
    claim_es = forms.CharField(
        label=_("The claim in Spanish"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    title = forms.CharField(label=_("In a few words"), max_length=120)
    title_es = forms.CharField(label=_("In a few words, in Spanish"), max_length=120, required=False)
    codes = forms.ModelMultipleChoiceField(
        label=_("Codes that belong to it"),
        queryset=Code.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Hold Ctrl or Cmd to choose several."),
    )

    def __init__(self, *args, actor: Actor, theme: Theme | None = None, **options):
        super().__init__(*args, **options)
        codes = Code.objects.visible_to(actor).codable()
        if theme:
            codes = codes | Code.objects.visible_to(actor).filter(themes__theme=theme)
        self.fields["codes"].queryset = codes.distinct().order_by("codebook", "position", "pk")


class FindingForm(forms.Form):
    text = forms.CharField(label=_("The finding"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    text_es = forms.CharField(
        label=_("The finding in Spanish"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    status = forms.ChoiceField(label=_("State"), choices=Finding.Status.choices, widget=forms.RadioSelect)
    remark = forms.CharField(label=_("What they said to it"), max_length=300, required=False)
