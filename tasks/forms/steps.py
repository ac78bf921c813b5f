"""One next step: what to do, with whom, when, whether it comes round; how it went; a word about it."""

import datetime
import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from contacts.search import people
from crm.access.actors import Actor
from crm.lib.moments import local_date
from crm.ui.widgets import Day, TimeOfDay
from tasks import repeating
from tasks.forms.members import MemberField
from tasks.models import Task
from tasks.repeating import Repeat
from tasks.services.commenting import LONGEST

FEWEST_LETTERS, MOST_HITS, PREVIEWED = 2, 6, 5


class TaskForm(forms.Form):
    """`contact` is the person chosen, `person` the words to find another by. A reader who may not see the person of a
    step cannot change who it is: then `with_person=False`."""

    title = forms.CharField(
        label=_("What to do"), max_length=200, help_text=_("A verb first: call, thank, bring the flyer.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Task.Kind.choices, initial=Task.Kind.FOLLOW_UP)
    person = forms.CharField(label=_("With whom"), max_length=100, required=False)
    contact = forms.UUIDField(required=False)
    due_on = forms.DateField(label=_("Due on"), widget=Day)
    due_time = forms.TimeField(
        label=_("At"), required=False, widget=TimeOfDay, help_text=_("Leave empty for any time of that day.")
    )
    owner = MemberField()
    repeat = forms.ChoiceField(label=_("Does it come back?"), required=False, choices=Repeat.choices)
    repeat_until = forms.DateField(
        label=_("Until"), required=False, widget=Day, help_text=_("Leave empty for no end.")
    )
    client_uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, actor: Actor, today: datetime.date, with_person: bool = True, **options):
        super().__init__(*args, **options)
        self.actor, self.today = actor, today
        self.fields["owner"].offer(actor, today=today)
        was = self.initial.get("due_on")
        earliest = min(today, was) if isinstance(was, datetime.date) else today
        self.fields["due_on"].widget.attrs["min"] = earliest.isoformat()
        if not with_person:
            del self.fields["person"], self.fields["contact"]

    def clean_due_on(self) -> datetime.date:
        """A day that passes while the step waits stays as it is."""
        day, was = self.cleaned_data["due_on"], self.initial.get("due_on")
        if day < self.today and day != was:
            raise forms.ValidationError(_("This day is past. Choose today or a later one."))
        return day

    def clean_contact(self) -> Contact | None:
        chosen = self.cleaned_data.get("contact")
        if chosen is None:
            return None
        found = Contact.objects.visible_to(self.actor).current().filter(pk=chosen).first()
        if found is None:
            raise forms.ValidationError(_("This person is not here any more. Find them again."))
        return found

    def choices(self) -> list[Contact]:
        """Who can be chosen now: the person chosen already, and those whom the words fit."""
        return offered(self.actor, self["contact"].value(), self["person"].value() or "")

    def chosen(self) -> str:
        return str(self["contact"].value() or "")

    def coming_days(self) -> list[datetime.date]:
        """The days on which the step would come back, of what is typed so far."""
        first, until = (_day(self[name].value()) for name in ("due_on", "repeat_until"))
        return coming_days(str(self["repeat"].value() or ""), first, until)


class OutcomeForm(forms.Form):
    outcome = forms.CharField(label=_("How it went"), max_length=250, required=False)


class DropForm(forms.Form):
    outcome = forms.CharField(label=_("Why"), max_length=250, required=False)
    once = forms.BooleanField(label=_("Only this time; it comes back on its next day"), required=False)

    def __init__(self, *args, repeats: bool, **options):
        super().__init__(*args, **options)
        if not repeats:
            del self.fields["once"]


class CommentForm(forms.Form):
    body = forms.CharField(
        label=_("A word to whoever works on this"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def offered(actor: Actor, chosen: object, words: str) -> list[Contact]:
    seen = Contact.objects.visible_to(actor).current()
    found = list(seen.filter(pk=chosen)) if _is_id(chosen) else []
    if len(words.strip()) >= FEWEST_LETTERS:
        hits = people(actor, words).current().select_related("district").order_by("sort_name", "pk")
        found += [person for person in hits[:MOST_HITS] if person not in found]
    return found


def coming_days(choice: str, first: datetime.date | None, until: datetime.date | None) -> list[datetime.date]:
    if first is None or choice not in Repeat.values or (until and until < first):
        return []
    rule = repeating.rule_of(choice, first, until)
    return repeating.days(rule, first, after=first, count=PREVIEWED)


def _day(value: object) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return local_date(value, "UTC")
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(str(value or ""))
    except ValueError:
        return None


def _is_id(value: object) -> bool:
    try:
        uuid.UUID(str(value))
    except ValueError:
        return False
    return True
