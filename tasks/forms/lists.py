"""Filters of the list, and what happens to several steps."""

import datetime
import uuid

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.organizations.models import Membership
from crm.ui.widgets import Day
from tasks.forms.members import WORKING_ROLES, MemberField
from tasks.models import Sweep, Task


class SnoozeForm(forms.Form):
    until = forms.DateField(label=_("Remind me again on"), widget=Day)


class HandOverForm(forms.Form):
    to = MemberField(label=_("To whom"))

    def __init__(self, *args, actor: Actor, today: datetime.date, but: uuid.UUID | None = None, **options):
        super().__init__(*args, **options)
        self.fields["to"].offer(actor, today=today, but=but, empty=_("Choose a member"))


class HandOverAllForm(HandOverForm):
    """What is handed over: the open steps, the people one keeps in touch with, or both."""

    from_ = MemberField(label=_("From whom"))
    what = forms.MultipleChoiceField(
        label=_("What goes over"),
        choices=[("steps", _("Every open step")), ("people", _("The people they keep in touch with"))],
        widget=forms.CheckboxSelectMultiple,
        initial=["steps"],
        error_messages={"required": _("Choose what goes over.")},
    )
    field_order = ["from_", "to", "what"]

    def __init__(self, *args, actor: Actor, today: datetime.date, **options):
        super().__init__(*args, actor=actor, today=today, **options)
        # Also of somebody who has left: that is when steps are handed over.
        everybody = Membership.objects.visible_to(actor).filter(role__in=WORKING_ROLES).select_related("user")
        self.fields["from_"].choices = [
            (str(m.pk), str(m.user)) for m in everybody.order_by("user__name", "pk")
        ]
        if not actor.can(Permission.EDIT_CONTACTS):
            self.fields["what"].choices = self.fields["what"].choices[:1]


class ListFilter(forms.Form):
    """Filters of the task list. Without MANAGE_TASKS there is nobody else to choose."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", pgettext_lazy("step", "Open")),
            ("overdue", pgettext_lazy("step", "Late")),
            ("today", _("Due today")),
            ("week", _("Due in 7 days")),
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

    do = forms.ChoiceField(choices=Sweep.Deed.choices)
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
