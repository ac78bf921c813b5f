"""Sessions: planned, moved, cancelled, staffed. Their reminders follow."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.organizations.models import Membership
from listening.models import Guide, ListeningProject, ListeningSession, Note, SessionParticipant, SessionRole
from listening.services.rounds.guides import lock_guide
from tasks import services as tasks

REMINDED = "listening.session"  # the kind of listening.reminders
Status = ListeningSession.Status
FIELDS = frozenset(
    {
        "kind", "title", "starts_at", "ends_at", "minutes", "place", "place_kind", "district", "school", "language",
        "languages", "interpretation", "has_interpreter", "has_childcare", "children_n", "has_food", "has_transport",
        "agreements", "ask", "ask_key", "ask_id", "is_sealed", "project", "guide", "facilitator",
    }
)  # fmt: skip
TOLD = ("starts_at", "place")  # a change of these is told to who is expected


class EndsBeforeItBegins(DomainError):
    sentence = _("The session ends before it begins.")


class WasCancelled(DomainError):
    sentence = _("This session was cancelled. Take that back first.")


class HasNotes(DomainError):
    sentence = _("Something was written down about this session, so it took place.")


@transaction.atomic
def plan_session(
    *, by: Actor, kind: str, title: str, starts_at: datetime.datetime, **fields: Any
) -> ListeningSession:
    """A session to come, or one that has been held without having been planned. It asks what its project asks, and the
    guide is locked by it."""
    require(by, Permission.MANAGE_LISTENING)
    leads = fields.pop("facilitator_id", None) or by.membership_id
    session = ListeningSession(
        organization_id=by.organization_id,
        kind=kind,
        title=title,
        starts_at=starts_at,
        status=Status.HELD if starts_at <= timezone.now() else Status.PLANNED,
        **{"facilitator_id": leads, **fields},
    )
    if session.facilitator_id is None:
        session.facilitator_id = leads
    if session.project and session.guide_id is None:
        session.guide = session.project.guide
    _check(by, session)
    session.save(force_insert=True)
    if session.guide:
        lock_guide(by=by, guide=session.guide)
    audit.record("listening.session_planned", by=by, target=session)
    tasks.begin_automatic(by=by, kind=REMINDED, subject_id=session.pk)
    return session


@transaction.atomic
def edit_session(*, by: Actor, session: ListeningSession, **changes: Any) -> ListeningSession:
    """Moved to another day, hour or place, its reminders move along and its list is told. Raises WasCancelled,
    EndsBeforeItBegins."""
    require(by, Permission.MANAGE_LISTENING)
    if unknown := changes.keys() - FIELDS:
        raise TypeError(f"a session has no {', '.join(sorted(unknown))}")
    session = own(by, session)
    if session.status == Status.CANCELLED:
        raise WasCancelled
    before = ListeningSession(
        **{field.attname: getattr(session, field.attname) for field in session._meta.concrete_fields}
    )
    for name, value in changes.items():
        setattr(session, name, value)
    session.facilitator_id = session.facilitator_id or by.membership_id
    if session.ends_at and session.ends_at == before.ends_at:
        # Who moves the beginning moves the end.
        session.ends_at += session.starts_at - before.starts_at
    _check(by, session)
    if session.status == Status.HELD and session.starts_at > timezone.now() and session.headcount is None:
        session.status = Status.PLANNED
    session.changed_at = timezone.now()
    session.save()
    if session.guide:
        lock_guide(by=by, guide=session.guide)
    columns = [
        field.attname for field in session._meta.concrete_fields if field.name in {*changes, "ends_at"}
    ]
    differences = audit.differences(before, session, columns)
    audit.record("listening.session_changed", by=by, target=session, changes=differences)
    told = session.status == Status.PLANNED and any(name in differences for name in TOLD)
    tasks.keep_plan(by=by, kind=REMINDED, subject_id=session.pk, changed=told)
    return session


def cancel_session(*, by: Actor, session: ListeningSession) -> ListeningSession:
    """Who is expected is told, what waits is called off. Raises HasNotes."""
    require(by, Permission.MANAGE_LISTENING)
    session = own(by, session)
    if session.status == Status.CANCELLED:
        return session
    if Note.objects.filter(organization_id=by.organization_id, session=session).exists():
        raise HasNotes
    session.status, session.changed_at = Status.CANCELLED, timezone.now()
    session.save(update_fields=["status", "changed_at"])
    audit.record("listening.session_cancelled", by=by, target=session)
    tasks.keep_plan(by=by, kind=REMINDED, subject_id=session.pk)
    return session


def restore_session(*, by: Actor, session: ListeningSession) -> ListeningSession:
    require(by, Permission.MANAGE_LISTENING)
    session = own(by, session)
    if session.status != Status.CANCELLED:
        return session
    over = session.headcount is not None or session.starts_at <= timezone.now()
    session.status, session.changed_at = (Status.HELD if over else Status.PLANNED), timezone.now()
    session.save(update_fields=["status", "changed_at"])
    audit.record("listening.session_restored", by=by, target=session)
    tasks.keep_plan(by=by, kind=REMINDED, subject_id=session.pk, changed=True)
    return session


def give_role(
    *,
    by: Actor,
    session: ListeningSession,
    role: str,
    member: Membership | None = None,
    participant: SessionParticipant | None = None,
) -> SessionRole:
    """To a member of ours or to somebody who takes part, not both."""
    require(by, Permission.MANAGE_LISTENING)
    if (member is None) == (participant is None):
        raise TypeError("a role belongs to one")
    if participant and participant.session_id != session.pk:
        raise NotAllowed
    row, made = SessionRole.objects.get_or_create(
        organization_id=by.organization_id,
        session=session,
        role=SessionRole.Role(role),
        member=member,
        participant=participant,
    )
    if made:
        audit.record("listening.role_given", by=by, target=session, details={"role": role})
    return row


def take_role(*, by: Actor, row: SessionRole) -> None:
    require(by, Permission.MANAGE_LISTENING)
    if SessionRole.objects.visible_to(by).filter(pk=row.pk).delete()[0]:
        audit.record("listening.role_taken", by=by, target=row.session, details={"role": row.role})


def own(by: Actor, session: ListeningSession) -> ListeningSession:
    """Locked, of the actor's organization. Raises NotAllowed."""
    rows = ListeningSession.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.select_related("guide", "project__guide", "facilitator").filter(pk=session.pk).first()
    if found is None:
        raise NotAllowed
    return found


def _check(by: Actor, session: ListeningSession) -> None:
    if session.ends_at and session.ends_at < session.starts_at:
        raise EndsBeforeItBegins(field="ends_at")
    for model, key in ((ListeningProject, session.project_id), (Guide, session.guide_id)):
        if key and not model.objects.visible_to(by).filter(pk=key).exists():
            raise NotAllowed
    if (
        session.facilitator_id
        and not Membership.objects.visible_to(by).filter(pk=session.facilitator_id).exists()
    ):
        raise NotAllowed
