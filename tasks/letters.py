"""The words of an e-mail. A minor, or a person whom the reader may not see, stands there as initials; the rest is
behind the sign-in."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

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
        contact = task.contact
        is_veiled = contact is not None and (contact.is_minor or not sees_contact)
        what = task.get_kind_display() if is_veiled else task.title
        who = contact.initials if is_veiled else contact.display_name if contact else ""
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
