"""A district or school picked by typing: a text field with suggestions, which also works without JavaScript."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from crm.districts.models import District, School

ASK_FOR_SUGGESTIONS = {
    "hx-trigger": "input changed delay:200ms",
    "hx-sync": "this:replace",
    "autocomplete": "off",
}


class Suggestions(forms.TextInput):
    """An input with a datalist that the server fills while somebody types."""

    template_name = "districts/suggestions.html"

    def __init__(self, url, attrs: dict | None = None) -> None:
        super().__init__({**ASK_FOR_SUGGESTIONS, "hx-get": url, **(attrs or {})})

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        listed = f"{context['widget']['attrs'].get('id', name)}_options"
        context["widget"]["attrs"].update({"list": listed, "hx-target": f"#{listed}"})
        context["widget"]["options_id"] = listed
        return context


class DistrictField(forms.CharField):
    """Cleans to a District, or None. Its text is what `District.label` says."""

    def __init__(self, **options) -> None:
        options.setdefault("label", _("District"))
        options.setdefault("max_length", 300)
        super().__init__(widget=Suggestions(reverse_lazy("districts:options")), **options)

    def prepare_value(self, value):
        return value.label if isinstance(value, District) else value

    def clean(self, value) -> District | None:
        text = super().clean(value)
        if not text:
            return None
        found = list(District.objects.called(text)[:2])
        if not found:
            raise ValidationError(_("No district is called that. Type a part of its name and choose one."))
        if len(found) > 1:
            raise ValidationError(_("Several districts are called that. Choose one with its county."))
        return found[0]


class SchoolField(forms.CharField):
    """Cleans to a pair: the School if exactly one is called that, and the text as written."""

    def __init__(self, **options) -> None:
        options.setdefault("label", _("School"))
        options.setdefault("max_length", 160)
        attributes = {"hx-include": "[name=district]"}
        super().__init__(widget=Suggestions(reverse_lazy("districts:schools"), attributes), **options)

    def prepare_value(self, value):
        return str(value[0] or value[1]) if isinstance(value, tuple) else value

    def clean(self, value) -> tuple[School | None, str]:
        text = super().clean(value)
        found = list(School.objects.filter(name__iexact=text).select_related("district")[:2]) if text else []
        return (found[0] if len(found) == 1 else None), text
