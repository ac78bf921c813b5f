"""Asking those who were heard to the meeting: a step for each, and a list of calls for those who may be called."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.consent import Purpose
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.models import CallList, ReportBack
from listening.reports.inviting import to_invite
from listening.services.deputies import the_deed_of
from listening.services.talks.calling import begin_calls
from tasks import services as tasks
from tasks.models import Task

ORIGIN = "listening.report_invite"
DAYS_BEFORE = datetime.timedelta(days=5)


class NoMeeting(DomainError):
    sentence = gettext_lazy("Say first when you meet to tell it.")


class NobodyToInvite(DomainError):
    sentence = gettext_lazy("Nobody who was heard by name lets us come back to them.")


@transaction.atomic
def invite_heard(
    *, by: Actor, report: ReportBack, now: datetime.datetime | None = None
) -> tuple[int, CallList | None]:
    """How many are asked, and the list of those to call, where there is one. Each has one step, however often this is
    pressed. Raises NoMeeting, NobodyToInvite."""
    require(by, Permission.MANAGE_LISTENING)
    now = now or timezone.now()
    if report.meets_at is None or report.meets_at < now or by.membership_id is None:
        raise NoMeeting
    found = to_invite(by, report)
    if not found.people:
        raise NobodyToInvite
    today = timezone.localdate(now)
    steps = {
        one.person.pk: tasks.create_task(
            by=the_deed_of(by),
            title=_("Invite them to hear what came of it"),
            kind=Task.Kind.INVITE,
            owner_id=by.membership_id,
            due_on=max(today, timezone.localdate(report.meets_at) - DAYS_BEFORE),
            contact=one.person,
            origin=ORIGIN,
            source_id=report.pk,
            now=now,
        )
        for one in found.people
    }
    to_call = [person for person in found.of(Purpose.CALL) if steps[person.pk].state == Task.State.OPEN]
    calls = None
    if to_call:
        calls = begin_calls(
            by=by,
            people=to_call,
            title=str(report.title),
            ask=_("Will you come on %(day)s? %(place)s")
            % {
                "day": date_format(timezone.localtime(report.meets_at), "SHORT_DATETIME_FORMAT"),
                "place": report.meets_where,
            },
            steps={person.pk: steps[person.pk] for person in to_call},
            left_out=sum(found.why.values()),
        )
    audit.record("listening.heard_invited", by=by, target=report, details={"people": len(steps)})
    return len(steps), calls
