"""A guide and its questions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.access.errors import DomainError
from listening.models import Guide, GuideQuestion
from listening.services.rounds.guides import WITH_CHOICES, choices_of


class GuideForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=160)
    opening_en = forms.CharField(
        label=_("How to begin, in English"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "en"}),
    )
    opening_es = forms.CharField(
        label=_("How to begin, in Spanish"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "es"}),
    )

    def __init__(self, *args, guide: Guide | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if guide:
            self.initial |= {name: getattr(guide, name) for name in ("name", "opening_en", "opening_es")}


class NewGuideForm(GuideForm):
    with_triad = forms.BooleanField(
        label=_("Begin with the three questions: what concerns you, who is responsible, what would solve it"),
        required=False,
        initial=True,
    )


class QuestionForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind of answer"),
        choices=GuideQuestion.Kind.choices,
        widget=forms.RadioSelect,
        initial="open",
    )
    text_en = forms.CharField(
        label=_("Question in English"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "en"}),
    )
    text_es = forms.CharField(
        label=_("Question in Spanish"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "es"}),
    )
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For one or several choices. One a line, in both languages: Bus = Autobús"),
    )
    probes_en = forms.CharField(
        label=_("Probes in English"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "en"}),
        help_text=_("One a line: what to ask when the answer is short."),
    )
    probes_es = forms.CharField(
        label=_("Probes in Spanish"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "es"}),
    )
    is_required = forms.BooleanField(label=_("Always ask this one"), required=False)

    def __init__(self, *args, question: GuideQuestion | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if question:
            self.initial |= {name: getattr(question, name) for name in self.fields if name != "choices"}
            self.initial["choices"] = "\n".join(f"{row['en']} = {row['es']}" for row in question.choices)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") in WITH_CHOICES:
            try:
                cleaned["choices"] = choices_of(cleaned.get("choices") or "")
            except DomainError as error:
                self.add_error("choices", str(error))
        else:
            cleaned["choices"] = []
        return cleaned
