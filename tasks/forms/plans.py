"""What people type about plans, their words, and how the organization sends. Nothing is saved here."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.errors import DomainError
from crm.ui.widgets import TimeOfDay
from tasks import subjects, wording
from tasks.forms.members import members
from tasks.models import Channel, Message, PlanStep, SendingSetting
from tasks.services.planning import STEP_FIELDS, WORDS, check_words
from tasks.subjects import Subject

BEFORE, AFTER = "before", "after"


class PlanForm(forms.Form):
    """A new plan begins with the standard sequence."""

    kind = forms.ChoiceField(label=_("About what"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=80)

    def __init__(self, *args: Any, actor: Actor, **options: Any):
        super().__init__(*args, **options)
        mine = [s for s in subjects.subjects() if actor.can(s.manage)]
        self.fields["kind"].choices = [(s.kind, s.label) for s in mine]
        # What people are invited to comes first to mind.
        first = [s for s in mine if s.answer] or mine
        self.fields["kind"].initial = first[-1].kind if first else None


class PlanNameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    is_automatic = forms.BooleanField(
        label=_("Every new one uses this plan"),
        required=False,
        help_text=_("Otherwise somebody turns it on, on the page of the action or session."),
    )
    only_kinds = forms.MultipleChoiceField(
        label=_("Only these kinds"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all kinds."),
    )
    only_owners = forms.MultipleChoiceField(
        label=_("Only steps of these members"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "None ticked: everybody. A plan for members goes before one for kinds, both before one for all."
        ),
    )

    def __init__(self, *args: Any, actor: Actor, subject: Subject, today: datetime.date, **options: Any):
        super().__init__(*args, **options)
        if subject.traits is None:
            del self.fields["only_kinds"], self.fields["only_owners"]
            return
        self.fields["only_kinds"].choices = subject.kinds
        found = members(actor, today=today)
        self.fields["only_owners"].choices = [(str(member.pk), str(member.user)) for member in found]


class StepForm(forms.Form):
    """One step: when, how, to whom, and the words in both languages. `shown`: the version of the words on screen."""

    shown = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=80)
    anchor = forms.ChoiceField(label=_("When"), choices=PlanStep.Anchor.choices)
    days = forms.IntegerField(label=_("Days"), min_value=0, max_value=60, initial=0, required=False)
    direction = forms.ChoiceField(
        label=_("Before or after"), choices=[(BEFORE, _("before")), (AFTER, _("after"))], initial=BEFORE
    )
    clock = forms.TimeField(
        label=_("At this hour there"),
        required=False,
        widget=TimeOfDay,
        help_text=_("Empty: the hour at which it begins or ends, give or take the minutes."),
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=1439, initial=0, required=False)
    channel = forms.ChoiceField(label=_("How"), choices=Channel.choices, widget=forms.RadioSelect)
    statuses = forms.MultipleChoiceField(label=_("To those who"), widget=forms.CheckboxSelectMultiple)
    is_on = forms.BooleanField(label=_("In use"), required=False, initial=True)
    subject_en = forms.CharField(label=_("Subject in English"), max_length=160, required=False)
    text_en = forms.CharField(
        label=_("Text in English"), widget=forms.Textarea(attrs={"rows": 9}), max_length=5000
    )
    subject_es = forms.CharField(label=_("Subject in Spanish"), max_length=160, required=False)
    text_es = forms.CharField(
        label=_("Text in Spanish"), widget=forms.Textarea(attrs={"rows": 9}), max_length=5000
    )

    def __init__(self, *args: Any, subject: Subject, **options: Any):
        super().__init__(*args, **options)
        self.subject = subject
        self.fields["statuses"].choices = subject.statuses
        channels = (
            [Channel.APP, Channel.EMAIL]
            if subject.about_members
            else [Channel.EMAIL, Channel.TEXT, Channel.CALL]
        )
        self.fields["channel"].choices = [(c.value, c.label) for c in channels]

    def clean(self) -> dict[str, Any]:
        """Each language and the subject line are checked where they stand, so that every mistake shows at once."""
        values = super().clean() or {}
        known = wording.fields_of(self.subject)
        for name in WORDS:
            try:
                wording.check(values.get(name, ""), known, field=name)
            except DomainError as error:
                self.add_error(name, error.sentence)
        if not self.errors:
            try:
                check_words(self.subject, values["channel"], self.words())
            except DomainError as error:
                self.add_error(error.field, error.sentence)
        return values

    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "").replace("\r\n", "\n") for name in WORDS}

    def step_fields(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in STEP_FIELDS}
        sign = -1 if self.cleaned_data["direction"] == BEFORE else 1
        values["days"] = sign * (values["days"] or 0)
        values["minutes"] = sign * (values["minutes"] or 0) if values["clock"] is None else 0
        return values

    @staticmethod
    def initial_of(step: PlanStep, words: dict[str, str]) -> dict[str, Any]:
        back = (
            step.days < 0
            or step.minutes < 0
            or (step.anchor == "start" and not step.days and not step.minutes)
        )
        return {
            **{name: getattr(step, name) for name in STEP_FIELDS},
            **words,
            "days": abs(step.days),
            "minutes": abs(step.minutes),
            "direction": BEFORE if back else AFTER,
        }


class MessageFilter(forms.Form):
    """Filters of the log."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any state")), *Message.State.choices]
    )
    channel = forms.ChoiceField(
        label=_("How"),
        required=False,
        choices=[("", _("Any way")), *((c.value, c.label) for c in Channel if c != Channel.APP)],
    )
    to = forms.ChoiceField(
        label=_("To whom"),
        required=False,
        choices=[("", _("People and members")), ("people", _("People")), ("members", _("Members"))],
    )
    about = forms.UUIDField(required=False, widget=forms.HiddenInput)
    contact = forms.UUIDField(required=False, widget=forms.HiddenInput)


class SendingForm(forms.ModelForm):
    """Sender, answers, footer, and the rule for minors."""

    reply_to = forms.EmailField(
        label=_("Answers go to"), required=False, help_text=_("Where answers to your e-mails arrive.")
    )
    postal_address = forms.CharField(
        label=_("Postal address"),
        max_length=250,
        required=False,
        help_text=_("Stands at the foot of every e-mail, as the law asks."),
    )

    class Meta:
        model = SendingSetting
        fields = ["from_name", "from_address", "copies", "second_adult", "second_number", "sends_texts"]
        widgets = {"copies": forms.RadioSelect}
        help_texts = {
            "from_name": _("Empty: the name of the organization."),
            "from_address": _(
                "Empty: the address of this site. Your own must be allowed to send by your mail server."
            ),
            "copies": _("No adult writes to a minor alone."),
            "second_adult": _("Gets a copy of every e-mail to a minor."),
            "second_number": _("On the line with every text and call to a minor. Empty: minors get none."),
        }

    field_order = [
        "from_name", "from_address", "reply_to", "postal_address", "copies", "second_adult", "second_number",
        "sends_texts",
    ]  # fmt: skip

    def __init__(self, *args: Any, has_gateway: bool, **options: Any):
        super().__init__(*args, **options)
        if not has_gateway:
            self.fields["sends_texts"].disabled = True
            self.fields["sends_texts"].help_text = _(
                "This site has no gateway: texts are listed for a person to send."
            )
