"""Listening sessions as a subject of reminder plans: those of its participants whom we know."""

import datetime
import uuid
from collections.abc import Collection

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.organizations.models import Organization
from listening.models import ListeningSession, SessionParticipant
from listening.services.sessions.planning import REMINDED
from tasks import subjects
from tasks.subjects import Audiences, Field, Happening, Participant, Subject

EXPECTED, HELD = "expected", "held"
Status = ListeningSession.Status


def load(actor: Actor, session_id: uuid.UUID) -> Happening | None:
    session = ListeningSession.objects.filter(organization_id=actor.organization_id, pk=session_id).first()
    return _happening(session, _zone(actor)) if session else None


def participants(
    actor: Actor, session_id: uuid.UUID, people: Collection[uuid.UUID] | None
) -> list[Participant]:
    """Before it is held they are expected, afterwards they took part."""
    rows = SessionParticipant.objects.filter(
        organization_id=actor.organization_id, session_id=session_id, contact__isnull=False
    ).select_related("session")
    if people is not None:
        rows = rows.filter(contact_id__in=people)
    return [
        Participant(
            status=HELD if row.session.is_over else EXPECTED,
            since=row.session.created_at,
            contact_id=row.contact_id,
            host_id=row.session.facilitator_id,
        )
        for row in rows
    ]


def values(actor: Actor, happening: Happening, language: str) -> dict[str, str]:
    session = ListeningSession.objects.get(organization_id=actor.organization_id, pk=happening.id)
    with translation.override(language):
        care = [
            _("There is childcare.") if session.has_childcare else "",
            _("There is an interpreter.") if session.has_interpreter else "",
        ]
        title = "" if session.title else str(session.get_kind_display())
    return {"care": " ".join(filter(None, care)), **({"event": title} if title else {})}


def upcoming(actor: Actor, now: datetime.datetime) -> list[Happening]:
    coming = ListeningSession.objects.visible_to(actor).filter(starts_at__gte=now, status=Status.PLANNED)
    zone = _zone(actor)
    return [_happening(session, zone) for session in coming.order_by("starts_at", "pk")[:30]]


def _zone(actor: Actor) -> str:
    return Organization.objects.visible_to(actor).values_list("time_zone", flat=True).get()


def _happening(session: ListeningSession, zone: str) -> Happening:
    return Happening(
        id=session.pk,
        title=str(session),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        zone=zone,
        place=session.place,
        is_off=session.status == Status.CANCELLED,
        # Nothing of a cancelled session changes but this.
        off_since=session.changed_at if session.status == Status.CANCELLED else None,
        url=reverse("listening:session", args=[session.pk]),
    )


subjects.add(
    Subject(
        kind=REMINDED,
        label=gettext_lazy("Listening sessions"),
        statuses=[(EXPECTED, gettext_lazy("Expected")), (HELD, gettext_lazy("Took part"))],
        load=load,
        participants=participants,
        manage=Permission.MANAGE_LISTENING,
        fields={
            "care": Field(
                gettext_lazy("childcare and interpreter, where there are any"),
                gettext_lazy("There is childcare."),
            )
        },
        values=values,
        upcoming=upcoming,
        audiences=Audiences(
            joined=(EXPECTED,), coming=(EXPECTED,), likely=(EXPECTED,), came=(HELD,), missed=()
        ),
        standard="session",
    )
)
