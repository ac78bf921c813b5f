"""A file of another coding tool, and where its codes and texts go."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from listening.models import Codebook, ListeningProject


class ExchangeForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("A REFI-QDA project (.qdpx) or codebook (.qdc), or a codebook as CSV from Taguette."),
        widget=forms.FileInput({"accept": ".qdpx,.qdc,.csv"}),
    )
    codebook = forms.ModelChoiceField(
        label=_("Codes go into"), queryset=Codebook.objects.none(), required=False,
        empty_label=_("The codebook that knows them, else a new one"),
    )  # fmt: skip
    project = forms.ModelChoiceField(
        label=_("Texts go into the project"), queryset=ListeningProject.objects.none(), required=False,
        empty_label=_("No project"),
    )  # fmt: skip

    def __init__(self, *args, actor: Actor, **kwargs):
        super().__init__(*args, **kwargs)
        books = Codebook.objects.visible_to(actor).kept().filter(is_locked=False)
        self.fields["codebook"].queryset = books.order_by("name", "pk")
        self.fields["project"].queryset = ListeningProject.objects.visible_to(actor).order_by("name", "pk")
