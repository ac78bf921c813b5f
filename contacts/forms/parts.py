"""Small forms about one thing of one person."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contacts.forms.offers import OwnerField, organizers
from contacts.models import ConsentEvent, ConstituencyRow, Contact, ContactMethod, Tag
from contacts.timeline import HOW
from crm.access.actors import Actor
from crm.districts.forms import DistrictField, SchoolField
from crm.ui.widgets import Day

ANSWERED = [key for key in HOW if key != "import"]  # only a file gives consent by import
# Each use of somebody's words has its place on the form of all uses (contacts.forms.uses).
ASKED_ONE_BY_ONE = [
    ConsentEvent.Purpose.TEXT,
    ConsentEvent.Purpose.CALL,
    ConsentEvent.Purpose.EMAIL,
    ConsentEvent.Purpose.QUOTE,
    ConsentEvent.Purpose.PHOTO,
    ConsentEvent.Purpose.SHARE,
]


class MethodForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=ContactMethod.Kind.choices, initial="mobile")
    value = forms.CharField(
        label=_("Number or address"),
        max_length=254,
        help_text=_("As they gave it. A part is better than nothing."),
    )
    label = forms.ChoiceField(label=_("Whose"), choices=ContactMethod.Label.choices, initial="own")
    status = forms.ChoiceField(label=_("Does it work?"), choices=ContactMethod.Status.choices, initial="ok")
    is_preferred = forms.BooleanField(label=_("The best way to reach them"), required=False)


class StakeForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Who are they?"), choices=ConstituencyRow.Kind.choices, widget=forms.RadioSelect
    )
    subtype = forms.CharField(
        label=_("More exactly"),
        max_length=60,
        required=False,
        help_text=_("Bus driver, grandparent, counselor…"),
    )
    district = DistrictField(required=False)
    school = SchoolField(required=False)
    grade = forms.CharField(label=_("Grade or subject"), max_length=40, required=False)
    starts_on = forms.DateField(label=_("Since"), required=False, widget=Day())

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        school, words = given.pop("school")
        return {**given, "school": school, "school_text": "" if school else words}


class EndForm(forms.Form):
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=Day())


class TagForm(forms.Form):
    """One that exists, or a new one."""

    tag = forms.ModelChoiceField(
        label=_("Tag"), queryset=Tag.objects.none(), required=False, empty_label=_("Choose a tag")
    )
    name = forms.CharField(label=_("Or a new tag"), max_length=60, required=False)

    def __init__(self, *args, actor: Actor, **options):
        super().__init__(*args, **options)
        self.fields["tag"].queryset = Tag.objects.visible_to(actor).in_use().order_by("name", "pk")

    def clean(self):
        given = super().clean()
        if not given.get("tag") and not given.get("name", "").strip():
            raise forms.ValidationError(_("Choose a tag or write a new one."))
        return given


class TagNameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    meaning = forms.CharField(label=_("What it means"), max_length=250, required=False)
    owner = OwnerField(label=_("Who looks after it"), queryset=None, required=False, empty_label=_("Nobody"))

    def __init__(self, *args, actor: Actor, **options):
        super().__init__(*args, **options)
        self.fields["owner"].queryset = organizers(actor)


class TagMergeForm(forms.Form):
    into = forms.ModelChoiceField(
        label=_("The tag that stays"), queryset=Tag.objects.none(), empty_label=_("Choose a tag")
    )

    def __init__(self, *args, actor: Actor, tag: Tag, **options):
        super().__init__(*args, **options)
        others = Tag.objects.visible_to(actor).in_use().exclude(pk=tag.pk)
        self.fields["into"].queryset = others.order_by("name", "pk")


class ExternalIdForm(forms.Form):
    system = forms.CharField(
        label=_("Which system"), max_length=60, help_text=_("VAN, Action Network, the union’s list…")
    )
    value = forms.CharField(label=_("Their number there"), max_length=120)


class ConsentForm(forms.Form):
    purpose = forms.ChoiceField(
        label=_("May we…"),
        choices=[(purpose.value, purpose.label) for purpose in ASKED_ONE_BY_ONE],
        widget=forms.RadioSelect,
    )
    value = forms.ChoiceField(
        label=_("Their answer"), choices=ConsentEvent.Value.choices, widget=forms.RadioSelect
    )
    how = forms.ChoiceField(
        label=_("How they said it"), choices=[(key, HOW[key]) for key in ANSWERED], initial="verbal"
    )
    given_by = forms.ChoiceField(
        label=_("Who said it"), choices=[("self", _("They themselves")), ("guardian", _("A guardian"))]
    )
    guardian = forms.ModelChoiceField(
        label=_("Which guardian"), queryset=Contact.objects.none(), required=False, empty_label=_("Not here")
    )
    language = forms.ChoiceField(
        label=_("In which language"), choices=[("en", _("English")), ("es", _("Spanish"))]
    )
    given_on = forms.DateField(label=_("Day, if not today"), required=False, widget=Day())

    def __init__(self, *args, guardians: QuerySet[Contact], **options):
        super().__init__(*args, **options)
        if guardians.exists():
            self.fields["guardian"].queryset = guardians
        else:
            del self.fields["guardian"]

    def clean(self):
        given = super().clean()
        if given.get("guardian"):
            given["given_by"] = "guardian"
        return given
