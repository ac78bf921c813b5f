"""What a file that goes out should hold, and what it is for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.imports.kinds import Kind
from crm.imports.layouts import FORMATS


class LookForm(forms.Form):
    """What kind of file: a GET form, so that looking first writes nothing. A choice that does not exist is the first."""

    layout = forms.ChoiceField(
        label=gettext_lazy("For which tool?"), widget=forms.RadioSelect, required=False
    )
    file_format = forms.ChoiceField(label=gettext_lazy("As"), widget=forms.RadioSelect, required=False)
    with_minors = forms.BooleanField(label=gettext_lazy("Also people under 18"), required=False)

    def __init__(self, data: Any, *, actor: Actor, kind: Kind):
        self.layouts = {layout.key: layout for layout in kind.layouts()}
        first = next(iter(self.layouts))
        chosen = self.layouts[data.get("layout") if data.get("layout") in self.layouts else first]
        form = data.get("file_format")
        self.chosen = {
            "layout": chosen.key,
            "file_format": form if form in chosen.formats else chosen.formats[0],
            "with_minors": bool(data.get("with_minors")) and actor.can(Permission.VIEW_MINORS),
        }
        super().__init__(initial=self.chosen)
        self.fields["layout"].choices = [(layout.key, layout.label) for layout in self.layouts.values()]
        self.fields["layout"].help_text = chosen.meaning
        self.fields["file_format"].choices = [(key, FORMATS[key]) for key in chosen.formats]
        if len(chosen.formats) < 2:
            self.fields["file_format"].widget = forms.HiddenInput()
        if not actor.can(Permission.VIEW_MINORS):
            del self.fields["with_minors"]


class ExportForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What is the file for?"),
        max_length=200,
        help_text=gettext_lazy("Kept in the history beside your name."),
    )
