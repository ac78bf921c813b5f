"""The words of an e-mail. A minor, or a person whom the reader may not see, stands there as initials; the rest is
behind the sign-in."""

import datetime
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from crm.access.actors import Member
from crm.access.roles import ROLES
from crm.organizations.models import Membership
from tasks.models import Task

VERSION = "reminder-1"


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str


def reminder(task: Task, recipient: Membership, *, sees_contact: bool) -> Letter:
    """In the recipient's language. Without the title where the person is shown as initials: a title may name
    them."""
    with translation.override(recipient.user.language):
        what, who = _named(task, sees_contact)
        context = {
            "name": str(recipient.user),
            "what": what,
            "who": who,
            "day": _day(task.due_on),
            "hour": task.due_time,
            "url": settings.PUBLIC_URL + reverse("tasks:task", args=[task.pk]),
        }
        subject = _("Next step: %(what)s") % {"what": f"{what} ({who})" if who else what}
        return Letter(subject[:200], render_to_string("tasks/mail/reminder.txt", context).strip() + "\n")


def digest(
    recipient: Membership,
    *,
    steps: list[Task],
    more: int,
    seen: set[uuid.UUID],
    today: datetime.date,
    counts: dict[str, int],
) -> Letter:
    """One line a step with its link. A minor, somebody unseen or somebody confidential stands there as initials."""
    with translation.override(recipient.user.language):
        lines = [
            {
                "what": what,
                "who": who,
                "day": _day(step.due_on),
                "hour": step.due_time,
                "is_late": step.due_on < today,
                "url": settings.PUBLIC_URL + reverse("tasks:task", args=[step.pk]),
            }
            for step in steps
            for what, who in [_named(step, step.contact_id in seen)]
        ]
        context = {
            "name": str(recipient.user),
            "lines": lines,
            "more": more,
            **counts,
            "today_url": settings.PUBLIC_URL + reverse("tasks:today"),
            "messages_url": settings.PUBLIC_URL + reverse("tasks:messages"),
            "by_hand_url": settings.PUBLIC_URL + reverse("tasks:by_hand"),
        }
        subject = _summed(len(lines) + more, sum(line["is_late"] for line in lines), counts)
        return Letter(subject[:200], render_to_string("tasks/mail/digest.txt", context).strip() + "\n")


def week(recipient: Membership, *, team: list, counts: dict[str, int]) -> Letter:
    """Counts of work by member, and of what went out."""
    with translation.override(recipient.user.language):
        context = {
            "name": str(recipient.user),
            "team": team,
            **counts,
            "team_url": settings.PUBLIC_URL + reverse("tasks:team"),
            "messages_url": settings.PUBLIC_URL + reverse("tasks:messages"),
        }
        text = render_to_string("tasks/mail/week.txt", context).strip() + "\n"
        return Letter(_("The week of your team"), text)


def _summed(steps: int, late: int, counts: dict[str, int]) -> str:
    """What there is most of: steps, else messages that wait."""
    if not steps:
        waiting = counts["by_hand"] + counts["undecided"]
        words = ngettext("Today: %(n)d message waits for you", "Today: %(n)d messages wait for you", waiting)
        return words % {"n": waiting}
    subject = ngettext("Today: %(n)d next step", "Today: %(n)d next steps", steps) % {"n": steps}
    if late:
        subject += ", " + ngettext("%(n)d late", "%(n)d late", late) % {"n": late}
    return subject


def _named(task: Task, sees_contact: bool) -> tuple[str, str]:
    contact = task.contact
    if contact is None:
        return task.title, ""
    if contact.is_minor or not sees_contact or contact.confidentiality != contact.Confidentiality.NORMAL:
        return task.get_kind_display(), contact.initials
    return task.title, contact.display_name


def member_of(membership: Membership) -> Member:
    """The member as an actor, for what they may see. No session of theirs is behind it."""
    return Member(
        id=membership.pk,
        organization_id=membership.organization_id,
        user_id=membership.user_id,
        role=ROLES[membership.role],
        name=str(membership.user),
        is_youth_trained=membership.is_youth_trained,
        time_zone=membership.user.time_zone,
    )


def _day(day: datetime.date) -> str:
    # Translators: Django date format of a day in an e-mail. Spanish: "l j \d\e F"
    return date_format(day, pgettext("date format", "l, F j"), use_l10n=False)
