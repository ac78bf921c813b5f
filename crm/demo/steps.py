"""A step that comes round, with what the team says about it."""

import datetime

from crm.access.actors import System
from crm.lib.moments import local_date
from crm.organizations.models import Membership
from tasks import services
from tasks.letters import member_of
from tasks.models import Task

WORDS = (
    ("partner_lead", "Ms. Ramos keeps the key on Tuesdays. Ask her before you drive over."),
    ("organizer", "She says the side door is open from five. I bring the sign-in sheet."),
)


def plant(*, by: System, now: datetime.datetime) -> Task:
    """Through the services, by the organizer who has been here longest."""
    team = {
        member.role: member
        for member in Membership.objects.visible_to(by)
        .active(on=now.date())
        .select_related("user", "organization")
        .order_by("-created_at", "-pk")
    }
    organizer = team["organizer"]
    today = local_date(now, organizer.user.time_zone)
    step = services.create_task(
        by=member_of(organizer),
        title="Open the parents' room before the meeting",
        kind=Task.Kind.OTHER,
        owner_id=organizer.pk,
        due_on=today + datetime.timedelta(days=(1 - today.weekday()) % 7 or 7),  # a Tuesday to come
        due_time=datetime.time(17),
        repeat="weekly",
        now=now,
    )
    for role, words in WORDS:
        services.comment_on(by=member_of(team[role]), task=step, body=words)
    return step
