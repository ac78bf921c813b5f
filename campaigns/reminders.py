"""Actions as a subject of reminder plans: those who signed up, by what they answered."""

import datetime
import uuid
from collections.abc import Collection

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Action, Signup
from campaigns.services import REMINDED, record_signup
from contacts.models import Contact
from crm.access.actors import Actor, deputy_of
from crm.access.errors import DomainError
from crm.access.roles import Permission
from tasks import subjects
from tasks.subjects import Audiences, Field, Happening, Participant, Subject

Status = Signup.Status


def load(actor: Actor, action_id: uuid.UUID) -> Happening | None:
    action = Action.objects.filter(organization_id=actor.organization_id, pk=action_id).first()
    return _happening(action) if action else None


def participants(
    actor: Actor, action_id: uuid.UUID, people: Collection[uuid.UUID] | None
) -> list[Participant]:
    signups = Signup.objects.filter(organization_id=actor.organization_id, action_id=action_id)
    if people is not None:
        signups = signups.filter(contact_id__in=people)
    return [
        Participant(status=status, since=since, contact_id=contact_id, host_id=host_id)
        for contact_id, status, since, host_id in signups.values_list(
            "contact_id", "status", "status_at", "asked_by_id"
        )
    ]


def values(actor: Actor, happening: Happening, language: str) -> dict[str, str]:
    action = Action.objects.get(organization_id=actor.organization_id, pk=happening.id)
    with translation.override(language):
        care = [
            _("There is childcare.") if action.has_childcare else "",
            _("There is an interpreter.") if action.has_interpreter else "",
        ]
        place = _("online") if action.is_online and not action.place else ""
    return {"care": " ".join(filter(None, care)), **({"place": place} if place else {})}


def answer(actor: Actor, action_id: uuid.UUID, contact_id: uuid.UUID, is_coming: bool) -> None:
    """From a link, without signing in. Raises DomainError where there is nothing to answer any more."""
    signup = (
        Signup.objects.filter(
            organization_id=actor.organization_id, action_id=action_id, contact_id=contact_id
        )
        .select_related("action", "contact")
        .first()
    )
    if signup is None:
        raise DomainError(_("You are not on this list any more."))
    record_signup(
        by=deputy_of(actor, Permission.RECORD_SIGNUPS),
        action=signup.action,
        contact=Contact.objects.get(organization_id=actor.organization_id, pk=contact_id),
        status=Status.CONFIRMED if is_coming else Status.CANCELLED,
        note=_("From the link in a message"),
    )


def upcoming(actor: Actor, now: datetime.datetime) -> list[Happening]:
    coming = Action.objects.visible_to(actor).coming(now=now).order_by("starts_at", "pk")
    return [_happening(action) for action in coming[:30]]


def _happening(action: Action) -> Happening:
    return Happening(
        id=action.pk,
        title=action.name,
        starts_at=action.starts_at,
        ends_at=action.ends_at,
        zone=action.time_zone,
        place=action.place,
        is_off=action.cancelled_at is not None,
        off_since=action.cancelled_at,
        url=reverse("campaigns:action", args=[action.pk]),
    )


subjects.add(
    Subject(
        kind=REMINDED,
        label=gettext_lazy("Actions and events"),
        statuses=list(Status.choices),
        load=load,
        participants=participants,
        manage=Permission.RECORD_SIGNUPS,
        fields={
            "care": Field(
                gettext_lazy("childcare and interpreter, where there are any"),
                gettext_lazy("There is childcare."),
            )
        },
        values=values,
        answer=answer,
        upcoming=upcoming,
        audiences=Audiences(
            joined=(Status.YES,),
            coming=(Status.YES, Status.CONFIRMED),
            likely=(Status.MAYBE, Status.YES, Status.CONFIRMED),
            came=(Status.ATTENDED, Status.WALK_IN),
            missed=(Status.NO_SHOW,),
        ),
    )
)
