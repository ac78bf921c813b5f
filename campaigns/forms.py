"""The screens' input, as clean values."""

import zoneinfo

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Action, Campaign, Demand, Signup
from crm.districts.models import District
from crm.ui.validators import not_far_off
from crm.ui.widgets import Day, Moment
from listening.models import Note

ZONES = [
    ("America/New_York", _("Eastern")),
    ("America/Chicago", _("Central")),
    ("America/Denver", _("Mountain")),
    ("America/Phoenix", _("Arizona")),
    ("America/Los_Angeles", _("Pacific")),
]


class Input(forms.ModelForm):
    """Parses and leaves the instance as it was: the service sets the values, so that it can tell what changed."""

    def _post_clean(self):
        pass


class CampaignForm(Input):
    class Meta:
        model = Campaign
        fields = ["name", "issue", "story", "district", "status", "starts_on", "ends_on"]
        widgets = {"starts_on": Day(), "ends_on": Day(), "story": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, state: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        districts = District.objects.filter(state=state) if state else District.objects.all()
        self.fields["district"].queryset = districts.order_by("name", "pk")

    def clean(self):
        values = super().clean()
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("This day is before the first day."))
        return values


class DemandForm(Input):
    class Meta:
        model = Demand
        fields = ["text", "decided_by", "decide_by", "status", "result"]
        widgets = {"decide_by": Day(), "result": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"text": _("A decision somebody can say yes to, with a date.")}


class ActionForm(Input):
    """Times are typed and shown in the zone of the action."""

    time_zone = forms.ChoiceField(label=_("Time zone"))

    class Meta:
        model = Action
        fields = [
            "name",
            "kind",
            "campaign",
            "demand",
            "starts_at",
            "ends_at",
            "time_zone",
            "place",
            "is_online",
            "has_childcare",
            "has_interpreter",
            "goal",
        ]
        widgets = {"starts_at": Moment(), "ends_at": Moment()}

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        zone = self.instance.time_zone if not self.instance._state.adding else actor.time_zone
        zones = dict(ZONES) | ({} if zone in dict(ZONES) else {zone: zone})
        self.fields["time_zone"].choices = list(zones.items())
        self.initial["time_zone"] = zone
        self.fields["campaign"].queryset = (
            Campaign.objects.visible_to(actor).filter(archived_at=None).order_by("name", "pk")
        )
        self.fields["demand"].queryset = Demand.objects.visible_to(actor).order_by("text", "pk")
        for name in ("starts_at", "ends_at"):
            self.fields[name].validators.append(not_far_off)
            if moment := self.initial.get(name):
                self.initial[name] = moment.astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None)

    def clean(self):
        values = super().clean()
        if "time_zone" not in values:
            return values
        zone = zoneinfo.ZoneInfo(values["time_zone"])
        for name in ("starts_at", "ends_at"):
            if moment := values.get(name):
                values[name] = moment.replace(tzinfo=zone)
        if values.get("starts_at") and values.get("ends_at") and values["ends_at"] < values["starts_at"]:
            self.add_error("ends_at", _("This is before the start."))
        demand, campaign = values.get("demand"), values.get("campaign")
        if demand and campaign and demand.campaign_id != campaign.pk:
            self.add_error("demand", _("This demand belongs to another campaign."))
        if demand and not campaign:
            values["campaign"] = demand.campaign
        return values


class SignupForm(forms.Form):
    """A person and an answer."""

    status = forms.ChoiceField(
        label=_("What did they say?"), choices=Signup.Status.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=250)
    moved_by = forms.ModelChoiceField(
        label=_("What moved them"),
        queryset=Note.objects.none(),
        required=False,
        empty_label=_("Nothing noted"),
    )

    def __init__(self, *args, notes=None, statuses=None, **kwargs):
        super().__init__(*args, **kwargs)
        if statuses is not None:
            self.fields["status"].choices = [(s.value, s.label) for s in statuses]
        if notes is None:
            del self.fields["moved_by"]
        else:
            self.fields["moved_by"].queryset = Note.objects.filter(pk__in=[note.pk for note in notes])
            names = {note.pk: f"“{note.body[:80]}”" for note in notes}
            self.fields["moved_by"].label_from_instance = lambda note: names[note.pk]
