"""What the coding desk sends: words, by places or by a sentence, and a code, by its id or its letters."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from listening.coding.offsets import Stretch, Utf16, sentences
from listening.models import Code, CodingRound, Excerpt


class WordsForm(forms.Form):
    """`start` and `end` as the browser counts them (UTF-16), or `sentence` as its number and perhaps `part`, words of it."""

    start = forms.IntegerField(min_value=0, required=False)
    end = forms.IntegerField(min_value=0, required=False)
    sentence = forms.IntegerField(min_value=1, required=False, label=_("Sentence"))
    until = forms.IntegerField(min_value=1, required=False, label=_("Up to sentence"))
    part = forms.CharField(
        required=False,
        label=_("Only these words of it"),
        help_text=_("Exactly as they stand there. Leave it empty for whole sentences."),
    )

    def stretch(self, body: str) -> Stretch | None:
        """The words in code points, or None when they cannot be found."""
        data = self.cleaned_data
        if data.get("start") is not None and data.get("end") is not None:
            places = Utf16(body)
            if data["start"] > places.units or data["end"] > places.units:
                return None
            return Stretch(places.to(data["start"]), places.to(data["end"]))
        known = sentences(body)
        first = data.get("sentence") or 0
        last = max(data.get("until") or first, first)
        if not 0 < first <= last <= len(known):
            return None
        start, end = known[first - 1].start, known[last - 1].end
        if part := data.get("part", "").strip():
            at = body.find(part, start, end)
            return Stretch(at, at + len(part)) if at >= 0 else None
        return Stretch(start, end)


class CodeForm(WordsForm):
    code = forms.CharField(label=_("Code"))

    def __init__(self, *args, codes: list[Code], **kwargs):
        super().__init__(*args, **kwargs)
        self.codes = codes

    def clean_code(self) -> Code:
        wanted = self.cleaned_data["code"].strip().lower()
        for code in self.codes:
            if code.is_codable and wanted in (str(code.pk), code.key.lower(), code.key[:2].lower()):
                return code
        raise forms.ValidationError(_("No code has these letters."))


class RateForm(forms.Form):
    sentiment = forms.ChoiceField(
        label=_("Do they speak of"), choices=[("", _("Not said")), *Excerpt.Sentiment.choices], required=False
    )


class SureForm(forms.Form):
    SURE = (("", _("Not said")), ("1", _("Unsure")), ("2", _("Fairly sure")), ("3", _("Sure")))
    confidence = forms.TypedChoiceField(
        label=_("How sure are you"), choices=SURE, coerce=int, empty_value=None, required=False
    )


class RoundForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(
        label=_("How"),
        choices=[choice for choice in CodingRound.Kind.choices if choice[0] != CodingRound.Kind.ADJUDICATED],
        widget=forms.RadioSelect,
        initial=CodingRound.Kind.INDEPENDENT,
    )
    is_blind = forms.BooleanField(
        label=_("Blind: names and the codes of others are hidden until it is closed"),
        required=False,
        initial=True,
    )
    codebook = forms.ChoiceField(label=_("Codebook"))
    project = forms.ChoiceField(label=_("Project"), required=False)
    notes_n = forms.IntegerField(
        label=_("How many notes"),
        min_value=1,
        max_value=1000,
        initial=20,
        help_text=_("10 to 20 of 100 are enough for a pilot."),
    )
    coders = forms.MultipleChoiceField(label=_("Who codes"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, codebooks, projects, coders, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["codebook"].choices = [(str(book.pk), book.name) for book in codebooks]
        self.fields["project"].choices = [
            ("", _("All notes")),
            *((str(row.pk), row.name) for row in projects),
        ]
        self.fields["coders"].choices = [(str(row.pk), str(row.user)) for row in coders]


def coding_id(raw: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(raw)
    except ValueError:
        return None
