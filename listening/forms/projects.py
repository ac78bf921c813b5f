"""A round of listening: its facts, consent text, targets, people."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts import races
from contacts.models import ConstituencyRow, Contact
from crm.access.actors import Actor
from crm.districts.forms import DistrictField, SchoolField
from crm.organizations.models import Membership
from crm.ui.widgets import Day
from listening.forms.talks import LANGUAGES
from listening.models import CoverageTarget, Guide, ListeningProject, ProjectMember

ANY = ("", _("Any"))
CONSENT_EN = (
    "We write down what you tell us, so that we understand what students, families and educators need here. We use it"
    " inside our organization. Before we use your words anywhere else, we ask you. You can take your words back at any"
    " time with the code that we give you."
)
CONSENT_ES = (
    "Anotamos lo que usted nos cuenta para entender qué necesitan aquí estudiantes, familias y docentes. Lo usamos"
    " dentro de nuestra organización. Antes de usar sus palabras en otro lugar, le preguntamos. Usted puede retirar sus"
    " palabras en cualquier momento con el código que le damos."
)


def members(actor: Actor):
    return (
        Membership.objects.visible_to(actor)
        .active(on=timezone.localdate())
        .select_related("user")
        .order_by("user__name", "pk")
    )


class ProjectForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=160)
    purpose = forms.CharField(
        label=_("What it is for"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    questions = forms.CharField(
        label=_("Questions to answer"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: what you want to know at the end."),
    )
    starts_on = forms.DateField(label=_("Begins on"), widget=Day())
    ends_on = forms.DateField(label=_("Listening ends on"), required=False, widget=Day())
    midpoint_on = forms.DateField(
        label=_("Mid-point check on"),
        required=False,
        widget=Day(),
        help_text=_("The day on which you look whom you have not heard."),
    )
    report_back_due_on = forms.DateField(
        label=_("Report back by"),
        widget=Day(),
        help_text=_("Everybody who is heard is told this day, from the first talk on."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=LANGUAGES, required=False, widget=forms.CheckboxSelectMultiple
    )
    district = DistrictField(required=False)
    district_2 = DistrictField(required=False, label=_("Another district"))
    district_3 = DistrictField(required=False, label=_("Another district"))
    guide = forms.ModelChoiceField(
        label=_("Guide"), queryset=Guide.objects.none(), required=False, empty_label=_("None yet")
    )
    lead = forms.ModelChoiceField(
        label=_("Led by"), queryset=Membership.objects.none(), required=False, empty_label=_("Nobody yet")
    )

    def __init__(self, *args, actor: Actor, project: ListeningProject | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["guide"].queryset = Guide.objects.visible_to(actor).order_by("name", "-number")
        self.fields["lead"].queryset = members(actor)
        if project:
            self.initial |= {
                name: getattr(project, name)
                for name in (
                    "name",
                    "purpose",
                    "starts_on",
                    "ends_on",
                    "midpoint_on",
                    "report_back_due_on",
                    "languages",
                )
            } | {
                "questions": "\n".join(project.questions),
                "guide": project.guide_id,
                "lead": project.lead_id,
            }
            places = [row.district for row in project.places.select_related("district").order_by("pk")[:3]]
            self.initial |= dict(zip(("district", "district_2", "district_3"), places, strict=False))

    def values(self) -> dict[str, Any]:
        """The keywords of projects.create_project and edit_project."""
        given = dict(self.cleaned_data)
        three = [given.pop(name) for name in ("district", "district_2", "district_3")]
        lines = [line.strip() for line in given["questions"].splitlines() if line.strip()]
        return given | {"questions": lines, "districts": [place for place in three if place]}


class ConsentTextForm(forms.Form):
    en = forms.CharField(
        label=_("In English"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5, "lang": "en"})
    )
    es = forms.CharField(
        label=_("In Spanish"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5, "lang": "es"})
    )


class TargetForm(forms.Form):
    district = DistrictField(required=False)
    school = SchoolField(required=False)
    constituency = forms.ChoiceField(
        label=_("Who they are"), choices=[ANY, *ConstituencyRow.Kind.choices], required=False
    )
    race = forms.ChoiceField(label=_("Race or ethnicity"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[ANY, *LANGUAGES], required=False)
    goal_n = forms.IntegerField(label=_("People to hear"), min_value=1, max_value=100_000)

    def __init__(self, *args, target: CoverageTarget | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["race"].choices = [
            ANY,
            *((code, words) for code, (words, _below) in races.GROUPS.items()),
        ]
        if target:
            self.initial |= {
                name: getattr(target, name)
                for name in ("district", "constituency", "race", "language", "goal_n")
            }
            self.initial["school"] = (target.school, "")

    def clean_school(self):
        school, typed = self.cleaned_data["school"] or (None, "")
        if typed and school is None:
            raise forms.ValidationError(_("No school is called that. Choose one of the list."))
        return school

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not any(
            cleaned.get(name) for name in ("district", "school", "constituency", "race", "language")
        ):
            raise forms.ValidationError(_("Say whom you want to hear: choose at least one of these."))
        return cleaned


class StaffForm(forms.Form):
    member = forms.ModelChoiceField(label=_("Who"), queryset=Membership.objects.none())
    role = forms.ChoiceField(
        label=_("Role"), choices=ProjectMember.Role.choices, widget=forms.RadioSelect, initial="listener"
    )

    def __init__(self, *args, actor: Actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members(actor)


class TeamForm(forms.Form):
    name = forms.CharField(label=_("Name of the team"), max_length=160)
    works_on = forms.CharField(label=_("What they work on"), max_length=250, required=False)
    people = forms.ModelMultipleChoiceField(
        label=_("Who belongs to it"),
        queryset=Contact.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leaders spotted in this round come first."),
    )
    lead = forms.ModelChoiceField(
        label=_("Who leads it"), queryset=Contact.objects.none(), required=False, empty_label=_("Not yet")
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people
        self.fields["lead"].queryset = people
