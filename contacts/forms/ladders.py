"""Rungs and assessments."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import Assessment, Rung, RungStep
from crm.access.actors import Actor
from crm.ui.widgets import Day


class RungForm(forms.Form):
    """Where somebody stands on the ladder."""

    rung = forms.ModelChoiceField(
        label=_("On the ladder"),
        queryset=Rung.objects.none(),
        required=False,
        blank=True,
        empty_label=_("On none"),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("What they did"),
        max_length=250,
        required=False,
        help_text=_("A rung is about what somebody does, not what they say."),
    )
    basis = forms.ChoiceField(label=_("On what grounds"), choices=RungStep.Basis.choices, initial="organizer")
    on = forms.DateField(label=_("Since, if not today"), required=False, widget=Day())

    def __init__(self, *args, actor: Actor, **options):
        super().__init__(*args, **options)
        rungs = Rung.objects.visible_to(actor).in_use().order_by("position", "pk")
        self.fields["rung"].queryset = rungs
        self.fields["rung"].label_from_instance = lambda rung: f"{rung.position}. {rung}"


def levels() -> list[tuple[int, str]]:
    """The words beside the number, in the language of whoever reads: asked anew for each form."""
    return [(number, f"{number} · {words}") for number, words in Assessment.Level.choices]


class AssessmentForm(forms.Form):
    level = forms.TypedChoiceField(
        label=_("Where they stand"),
        choices=levels,
        coerce=int,
        widget=forms.RadioSelect,
    )
    basis = forms.ChoiceField(label=_("On what grounds"), choices=Assessment.Basis.choices, initial="action")
    reason = forms.CharField(label=_("What they did or said"), max_length=250, required=False)
    on = forms.DateField(label=_("Since, if not today"), required=False, widget=Day())


class RungNameForm(forms.Form):
    """A rung of the organization's own ladder."""

    name = forms.CharField(label=_("Name"), max_length=60)
    name_es = forms.CharField(label=_("Name in Spanish"), max_length=60, required=False)
    meaning = forms.CharField(label=_("What somebody on it does"), max_length=250, required=False)
