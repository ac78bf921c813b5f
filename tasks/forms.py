"""What people type about next steps, turned into clean values. Nothing is saved here."""

import datetime
import uuid

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.access.actors import Actor
from crm.access.roles import ROLES, Permission
from crm.organizations.models import Membership
from crm.ui.widgets import Day, TimeOfDay
from tasks.models import Task

WORKING_ROLES = [role.key for role in ROLES.values() if Permission.WORK_TASKS in role.permissions]


def members(actor: Actor, *, today: datetime.date):
    """Who can be handed a next step."""
    return (
        Membership.objects.visible_to(actor)
        .active(on=today)
        .filter(role__in=WORKING_ROLES)
        .select_related("user")
        .order_by("user__name", "pk")
    )


class MemberField(forms.ChoiceField):
    """A member by name; the value is the membership's id."""

    def __init__(self, **options):
        options.setdefault("label", _("Who"))
        super().__init__(**options)

    def offer(
        self, actor: Actor, *, today: datetime.date, but: uuid.UUID | None = None, empty: str = ""
    ) -> None:
        people = [(str(m.pk), str(m.user)) for m in members(actor, today=today) if m.pk != but]
        self.choices = [("", empty), *people] if empty or not self.required else people

    def clean(self, value):
        value = super().clean(value)
        return uuid.UUID(value) if value else None


class TaskForm(forms.Form):
    title = forms.CharField(
        label=_("What to do"), max_length=200, help_text=_("A verb first: call, thank, bring the flyer.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Task.Kind.choices, initial=Task.Kind.FOLLOW_UP)
    due_on = forms.DateField(label=_("Due on"), widget=Day)
    due_time = forms.TimeField(
        label=_("At"), required=False, widget=TimeOfDay, help_text=_("Leave empty for any time of that day.")
    )
    owner = MemberField()
    client_uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, actor: Actor, today: datetime.date, **options):
        super().__init__(*args, **options)
        self.fields["owner"].offer(actor, today=today)


class SnoozeForm(forms.Form):
    until = forms.DateField(label=_("Remind me again on"), widget=Day)


class HandOverForm(forms.Form):
    to = MemberField(label=_("To whom"))

    def __init__(self, *args, actor: Actor, today: datetime.date, but: uuid.UUID | None = None, **options):
        super().__init__(*args, **options)
        self.fields["to"].offer(actor, today=today, but=but, empty=_("Choose a member"))


class HandOverAllForm(HandOverForm):
    from_ = MemberField(label=_("From whom"))
    field_order = ["from_", "to"]

    def __init__(self, *args, actor: Actor, today: datetime.date, **options):
        super().__init__(*args, actor=actor, today=today, **options)
        # Also of somebody who has left: that is when steps are handed over.
        everybody = Membership.objects.visible_to(actor).filter(role__in=WORKING_ROLES).select_related("user")
        self.fields["from_"].choices = [
            (str(m.pk), str(m.user)) for m in everybody.order_by("user__name", "pk")
        ]


class OutcomeForm(forms.Form):
    outcome = forms.CharField(label=_("How it went"), max_length=250, required=False)


class ReminderForm(forms.Form):
    remind_at = forms.TimeField(
        label=_("Remind me at"),
        widget=TimeOfDay,
        help_text=_("Of steps that have no hour, on the day they are due."),
    )
    email_on = forms.BooleanField(label=_("Also by e-mail"), required=False)
    digest_on = forms.BooleanField(
        label=_("A summary of my day by e-mail"),
        required=False,
        help_text=_("Only on days with something in it."),
    )
    digest_at = forms.TimeField(label=_("Summary at"), widget=TimeOfDay)
    weekly_on = forms.BooleanField(label=_("On Mondays a note on my team's week"), required=False)

    def __init__(self, *args, leads: bool, **options):
        super().__init__(*args, **options)
        if not leads:
            del self.fields["weekly_on"]


class ListFilter(forms.Form):
    """Filters of the task list. Without MANAGE_TASKS there is nobody else to choose."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", pgettext_lazy("step", "Open")),
            ("overdue", pgettext_lazy("step", "Late")),
            ("done", pgettext_lazy("step", "Done")),
            ("dropped", pgettext_lazy("step", "Dropped")),
        ],
    )
    owner = MemberField(required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Any kind")), *Task.Kind.choices]
    )

    def __init__(self, *args, actor: Actor, today: datetime.date, **options):
        super().__init__(*args, **options)
        if actor.can(Permission.MANAGE_TASKS):
            self.fields["owner"].offer(actor, today=today, empty=_("Everybody"))
        else:
            del self.fields["owner"]


class BulkForm(forms.Form):
    """What happens to the chosen steps."""

    do = forms.ChoiceField(choices=[(deed, deed) for deed in ("done", "snooze", "hand_over")])
    pick = forms.TypedMultipleChoiceField(coerce=uuid.UUID)
    until = forms.DateField(label=_("Snooze until"), required=False, widget=Day)
    to = MemberField(label=_("Hand over to"), required=False)

    def __init__(self, *args, actor: Actor, today: datetime.date, **options):
        super().__init__(*args, **options)
        self.fields["to"].offer(actor, today=today, empty=_("Choose a member"))
        self.fields["until"].widget.attrs["min"] = today.isoformat()
        if self.is_bound:
            # Whether they exist and are this reader's is the queryset's question, not the form's.
            self.fields["pick"].choices = [(value, value) for value in self.data.getlist("pick")]

    def is_complete(self) -> bool:
        """Whether the deed needs no further answer."""
        values = self.cleaned_data
        return values["do"] == "done" or bool(values.get("until" if values["do"] == "snooze" else "to"))
