"""Attempts: every try to talk with somebody, with everything that follows from it."""

import datetime
import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts import services as contacts
from contacts.models import Contact
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.models import (
    Attempt,
    ListeningProject,
)
from listening.next_steps import NextStep, next_steps
from listening.services.deputies import the_deed_of
from listening.services.talks.conversing import save_conversation
from listening.services.talks.talk import Talk
from tasks import services as tasks


class HaveTheyDied(DomainError):
    sentence = gettext_lazy(
        "Have they died? Nobody will call, text or visit them any more. Say so a second time."
    )


def log_attempt(*, by: Actor, talk: Talk, now: datetime.datetime | None = None) -> Attempt:
    """Save one try to talk with somebody, with everything that follows from it. The same client_uuid again changes
    nothing and gives the same attempt.

    A talk makes a session of one participant, the contact if they were named, a note of their words, what they allowed,
    and the follow-up task. Any other result makes the attempt alone.
    """
    require(by, Permission.LOG_CONVERSATION)
    now = now or timezone.now()
    known = Attempt.objects.visible_to(by).filter(client_uuid=talk.client_uuid).first()
    if known:
        return known
    try:
        with transaction.atomic():
            attempt = _save_attempt(by, talk, now)
    except IntegrityError:
        # The other press of a double press came first.
        known = Attempt.objects.visible_to(by).filter(client_uuid=talk.client_uuid).first()
        if known is None:
            raise
        return known
    return attempt


def _save_attempt(by: Actor, talk: Talk, now: datetime.datetime) -> Attempt:
    step = next_steps(by, now=now).get(talk.next_step)
    if step is None:
        raise DomainError(_("Choose the next step again: this one is no longer offered."), field="next_step")
    talked = talk.result == Attempt.Result.TALKED
    if talk.result == Attempt.Result.DECEASED and not talk.is_sure:
        raise HaveTheyDied(field="is_sure")
    project = _project(by, talk)
    at = min(talk.at or now, now)
    attempt = Attempt.objects.create(
        organization_id=by.organization_id,
        client_uuid=talk.client_uuid,
        contact=talk.contact,
        channel=talk.channel,
        result=talk.result,
        at=at,
        device_at=talk.at,
        place=talk.place.strip(),
        constituencies=talk.constituencies,
        issues=talk.issues,
        next_step=talk.next_step,
        by_id=by.membership_id,
        project=project,
        guide=project.guide if project and talked else None,
        rating_before=talk.rating_before if talked else None,
        rating_after=talk.rating_after if talked else None,
    )
    if talked:
        save_conversation(by, talk, attempt)
        _save_next_step(by, talk, attempt, step)
    elif talk.contact:
        _save_result_of_known(by, talk, attempt)
    audit.record("listening.attempt_logged", by=by, target=attempt, details={"result": talk.result})
    if talked and step.taken:
        step.taken(by, attempt)
    return attempt


def _project(by: Actor, talk: Talk) -> ListeningProject | None:
    """As it is now, with its guide. Raises NotAllowed for another organization's."""
    if talk.project is None:
        return None
    rows = ListeningProject.objects.visible_to(by).select_related("guide")
    found = rows.filter(pk=talk.project.pk).first()
    if found is None:
        raise NotAllowed
    return found


def _save_next_step(by: Actor, talk: Talk, attempt: Attempt, step: NextStep) -> None:
    if step.task_kind and by.membership_id:
        who = str(attempt.contact) if attempt.contact else attempt.place
        local_day = timezone.localtime(attempt.at).date()
        attempt.task = tasks.create_task(
            by=the_deed_of(by),
            title=f"{step.title}: {who}"[:200] if who and not attempt.contact else str(step.title)[:200],
            kind=step.task_kind,
            owner_id=by.membership_id,
            due_on=local_day + datetime.timedelta(days=step.due_in_days),
            contact=attempt.contact,
            origin="listening.attempt",
            source_id=attempt.id,
            client_uuid=uuid.uuid5(talk.client_uuid, "task"),
        )
    attempt.save(update_fields=["contact", "session", "participant", "task"])


def _save_result_of_known(by: Actor, talk: Talk, attempt: Attempt) -> None:
    """What a door or a dial tells about somebody we know."""
    status = {
        Attempt.Result.MOVED: Contact.Status.MOVED,
        Attempt.Result.DO_NOT_CONTACT: Contact.Status.DO_NOT_CONTACT,
        Attempt.Result.DECEASED: Contact.Status.DECEASED,
    }.get(Attempt.Result(talk.result))
    if status and talk.contact and talk.contact.status != status:
        attempt.status_before = talk.contact.status
        attempt.save(update_fields=["status_before"])
        contacts.edit_contact(
            by=the_deed_of(by), contact=talk.contact, version=talk.contact.version, changes={"status": status}
        )
