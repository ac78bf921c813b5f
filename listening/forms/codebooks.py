"""Codebooks and codes as a screen sends them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from listening.coding.drawing import TONES
from listening.models import Code, Codebook

SEEDS = (
    ("issues", _("What people bring up: ten families")),
    ("triad", _("Problem, who is responsible, solution")),
    ("practices", _("Fifteen practices of community schools")),
)
COLOURS = (
    (TONES[0], _("Gold")), (TONES[1], _("Blue")), (TONES[2], _("Plum")), (TONES[3], _("Red")), (TONES[4], _("Teal")),
    (TONES[5], _("Violet")), (TONES[6], _("Orange")), (TONES[7], _("Green")), (TONES[8], _("Slate")), (TONES[9], _("Pink")),
    (TONES[10], _("Gray")), (TONES[11], _("Brick")),
)  # fmt: skip


class CodebookForm(forms.ModelForm):
    seeds = forms.MultipleChoiceField(
        label=_("Begin with"),
        choices=SEEDS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=[key for key, _label in SEEDS],
    )

    class Meta:
        model = Codebook
        fields = ["name", "purpose"]


class CodeForm(forms.ModelForm):
    key = forms.RegexField(
        r"^[a-z][a-z0-9]$",
        label=_("Two letters"),
        required=False,
        help_text=_("What a coder types. Empty: we find two."),
        error_messages={"invalid": _("A letter, then a letter or a digit.")},
    )
    colour = forms.ChoiceField(label=_("Color"), choices=COLOURS)

    class Meta:
        model = Code
        fields = [
            "name_en", "name_es", "key", "colour", "kind", "short_definition", "short_definition_es", "include",
            "include_es", "exclude", "exclude_es", "example", "near_miss", "definition", "definition_es", "framework",
        ]  # fmt: skip
        widgets = {
            name: forms.Textarea(attrs={"rows": 2})
            for name in ("include", "include_es", "exclude", "exclude_es", "example", "near_miss")
        } | {name: forms.Textarea(attrs={"rows": 4}) for name in ("definition", "definition_es")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = {value for value, _label in COLOURS}
        now = self.instance.colour
        if now not in known:  # from a file of another tool
            self.fields["colour"].choices = [(now, now), *COLOURS]
        if not self.is_new and len(self.instance.key) != 2:  # a family is called by a word
            self.fields["key"] = forms.SlugField(label=_("Key"), max_length=40)

    def clean_key(self) -> str:
        return self.cleaned_data["key"].lower() or ("" if self.is_new else self.instance.key)

    @property
    def is_new(self) -> bool:
        return self.instance._state.adding


class ChooseCodeForm(forms.Form):
    """Another code of the same codebook, or none where that is offered."""

    code = forms.ChoiceField(label=_("Code"), required=False)

    def __init__(self, *args, codes: list[Code], none: str = "", label: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.codes = {str(code.pk): code for code in codes}
        choices = [(key, f"{code.name} ({code.key})") for key, code in self.codes.items()]
        self.fields["code"].choices = ([("", none)] if none else []) + choices
        self.fields["code"].required = not none
        if label:
            self.fields["code"].label = label

    @property
    def chosen(self) -> Code | None:
        return self.codes.get(self.cleaned_data["code"])
