"""A session: planned, moved, staffed."""

import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.districts.forms import DistrictField
from crm.organizations.models import Membership
from crm.ui.validators import not_far_off
from crm.ui.widgets import Moment
from listening import asks
from listening.forms.projects import members
from listening.forms.talks import LANGUAGES
from listening.models import Guide, ListeningProject, ListeningSession, SessionRole

Kind = ListeningSession.Kind
ROLES = {
    "notetaker": SessionRole.Role.NOTETAKER,
    "interpreter": SessionRole.Role.INTERPRETER,
    "childcare": SessionRole.Role.CHILDCARE,
}
NOBODY = _("Nobody yet")
PLAIN = (
    "kind", "title", "starts_at", "ends_at", "place", "place_kind", "district", "project", "guide", "language",
    "languages", "interpretation", "has_childcare", "has_food", "has_transport", "ask", "is_sealed", "facilitator",
)  # fmt: skip


class SessionForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[choice for choice in Kind.choices if choice[0] != Kind.CONVERSATION]
    )
    title = forms.CharField(label=_("Title"), max_length=160)
    starts_at = forms.DateTimeField(label=_("When"), widget=Moment(), validators=[not_far_off])
    ends_at = forms.DateTimeField(label=_("Until"), widget=Moment(), required=False, validators=[not_far_off])
    place = forms.CharField(label=_("Place"), max_length=160, required=False)
    place_kind = forms.ChoiceField(
        label=_("Kind of place"), choices=[("", "—"), *ListeningSession.Place.choices], required=False
    )
    project = forms.ModelChoiceField(
        label=_("Project"),
        queryset=ListeningProject.objects.none(),
        required=False,
        empty_label=_("None"),
    )
    guide = forms.ModelChoiceField(
        label=_("Guide"),
        queryset=Guide.objects.none(),
        required=False,
        empty_label=_("The project's"),
    )
    district = DistrictField(required=False)
    facilitator = forms.ModelChoiceField(
        label=_("Led by"), queryset=Membership.objects.none(), required=False, empty_label=_("Me")
    )
    notetaker = forms.ModelChoiceField(
        label=_("Note taker"), queryset=Membership.objects.none(), required=False, empty_label=NOBODY
    )
    interpreter = forms.ModelChoiceField(
        label=_("Interpreter"), queryset=Membership.objects.none(), required=False, empty_label=NOBODY
    )
    childcare = forms.ModelChoiceField(
        label=_("With the children"), queryset=Membership.objects.none(), required=False, empty_label=NOBODY
    )
    language = forms.ChoiceField(label=_("Main language"), choices=LANGUAGES)
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        choices=LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    interpretation = forms.ChoiceField(
        label=_("Interpretation"),
        choices=ListeningSession.Interpretation.choices,
        widget=forms.RadioSelect,
        required=False,
        initial="none",
    )
    has_childcare = forms.BooleanField(label=_("Childcare"), required=False)
    has_food = forms.BooleanField(label=_("Food"), required=False)
    has_transport = forms.BooleanField(label=_("Rides"), required=False)
    ask = forms.CharField(
        label=_("What you ask for at the end"),
        max_length=300,
        required=False,
        help_text=_("“Will you come to the board on the 14th?” A meeting without an ask moves nobody."),
    )
    ask_for = forms.ChoiceField(
        label=_("A yes signs up for"),
        required=False,
        help_text=_("Then every yes stands on its list, with its reminders."),
    )
    is_sealed = forms.BooleanField(
        label=_("Seal the names after the wrap-up"),
        required=False,
        help_text=_("Where a name could harm: who said what is opened again only with a reason, on record."),
    )

    def __init__(self, *args, actor: Actor, session: ListeningSession | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = (
            ListeningProject.objects.visible_to(actor).exclude(status="closed").order_by("-starts_on", "pk")
        )
        if session and session.project_id:
            self.fields["project"].queryset |= ListeningProject.objects.visible_to(actor).filter(
                pk=session.project_id
            )
        self.fields["guide"].queryset = Guide.objects.visible_to(actor).order_by("name", "-number")
        for name in ("facilitator", *ROLES):
            self.fields[name].queryset = members(actor)
        now = timezone.now()
        offers = [(offer.value, offer.label) for offer in asks.offers(actor, now=now)]
        if session:
            self._begin_with(session)
            chosen = f"{session.ask_key}:{session.ask_id}" if session.ask_key else ""
            if chosen and chosen not in dict(offers):
                offers.append((chosen, _("What it was for until now")))
            self.initial["ask_for"] = chosen
        elif not self.is_bound:
            begins = timezone.localtime().replace(minute=0, second=0, microsecond=0)
            self.initial.setdefault("starts_at", begins)
        self.fields["ask_for"].choices = [("", _("Nothing yet")), *offers]

    def _begin_with(self, session: ListeningSession) -> None:
        self.initial |= {name: getattr(session, name) for name in PLAIN}
        self.initial |= {
            "project": session.project_id,
            "guide": session.guide_id,
            "facilitator": session.facilitator_id,
        }
        for name, role in ROLES.items():
            row = session.roles.filter(role=role, member__isnull=False).order_by("pk").first()
            self.initial[name] = row.member_id if row else None

    def values(self) -> dict[str, Any]:
        """The keywords of planning.plan_session and edit_session."""
        given = {name: self.cleaned_data[name] for name in PLAIN}
        given["interpretation"] = given["interpretation"] or ListeningSession.Interpretation.NONE
        given["has_interpreter"] = given["interpretation"] != ListeningSession.Interpretation.NONE
        key, _sign, wanted = self.cleaned_data["ask_for"].rpartition(":")
        return given | {"ask_key": key, "ask_id": uuid.UUID(wanted) if wanted else None}

    def staff(self) -> dict[str, Membership | None]:
        return {role: self.cleaned_data[name] for name, role in ROLES.items()}
