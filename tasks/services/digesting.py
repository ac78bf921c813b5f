"""A summary of the day at the hour a member chose, when there is something in it; on Mondays a note on the week for
leads. One of each a day, whatever runs twice."""

import datetime
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.utils import timezone

from contacts.models import Contact
from crm.access.actors import Actor
from crm.access.roles import ROLES, Permission
from crm.lib.moments import instant, local_date
from crm.organizations.models import Membership
from tasks import figures, letters, reasons
from tasks.models import Message, Notice, PlannedReminder, ReminderSetting, Task
from tasks.services.judging import has_left
from tasks.services.links import DIGEST, WEEK
from tasks.services.queueing import send_at
from tasks.services.reminding import setting_of

LATE_BY_AT_MOST = timedelta(hours=2)  # after that the day has begun without it
MONDAY, SHOWN = 0, 12


def write_digests(*, by: Actor, now: datetime.datetime | None = None) -> list[Message]:
    """Those whose hour has come, in the caller's transaction."""
    now = now or timezone.now()
    wishes = {wish.membership_id: wish for wish in ReminderSetting.objects.visible_to(by)}
    members = (
        Membership.objects.visible_to(by)
        .active(on=timezone.localdate(now))
        .select_related("user", "organization")
    )
    made: list[Message] = []
    for member in members.order_by("pk"):
        wish = wishes.get(member.pk) or ReminderSetting(organization_id=by.organization_id, membership=member)
        at = digest_instant(wish, member.user.time_zone, now)
        if at is None or not member.user.email:
            continue
        day = local_date(at, member.user.time_zone)
        for kind in (DIGEST, *([WEEK] if day.weekday() == MONDAY else [])):
            if not _unwanted(kind, member, wish):
                made += _write(
                    by, member, f"{kind}.{member.pk}.{day}", partial(LETTERS[kind], member, now), now
                )
    if made:
        send_at(now, by=by, count=len(made), now=now)
    return made


def renew(message: Message, now: datetime.datetime) -> str:
    """Put into a summary what its reader may read at this moment: hours may lie between its writing and a server that
    takes it. Why it must not go out any more (a key of tasks.reasons), or ''."""
    kind, member = message.key.partition(".")[0], message.recipient
    if kind not in LETTERS or member is None:
        return ""
    if has_left(member, today=timezone.localdate(now)):
        return reasons.LEFT
    if why := _unwanted(kind, member, setting_of(member)):
        return why
    if kind == DIGEST and f"{local_date(now, member.user.time_zone)}" > message.key.rpartition(".")[2]:
        return reasons.DAY_OVER
    letter = LETTERS[kind](member, now)
    if letter is None:
        return reasons.NOTHING
    message.subject, message.text = letter.subject, letter.text
    return ""


def _unwanted(kind: str, member: Membership, wish: ReminderSetting) -> str:
    needed = Permission.WORK_TASKS if kind == DIGEST else Permission.MANAGE_TASKS
    if needed not in ROLES[member.role].permissions:
        return reasons.ROLE
    wanted = wish.digest_on if kind == DIGEST else wish.weekly_on
    return "" if wanted else reasons.NO_SUMMARY


def digest_instant(wish: ReminderSetting, zone: str, now: datetime.datetime) -> datetime.datetime | None:
    """The moment of today's summary if it has come and is not long past."""
    for day in (local_date(now, zone), local_date(now, zone) - timedelta(days=1)):
        at = instant(day, wish.digest_at, zone)
        if at <= now < at + LATE_BY_AT_MOST:
            return at
    return None


def _write(
    by: Actor,
    member: Membership,
    key: str,
    letter: Callable[[], letters.Letter | None],
    now: datetime.datetime,
) -> list[Message]:
    if Message.objects.visible_to(by).filter(key=key).exists():
        return []
    words = letter()
    if words is None:
        return []
    message = Message(
        organization_id=by.organization_id,
        key=key,
        recipient=member,
        to_address=member.user.email,
        language=member.user.language,
        subject=words.subject,
        text=words.text,
        template_version=key.partition(".")[0] + "-1",
        due_at=now,
    )
    return [
        row for row in Message.objects.bulk_create([message], ignore_conflicts=True) if row.pk == message.pk
    ]


def _day(member: Membership, now: datetime.datetime) -> letters.Letter | None:
    """Steps late or due today, unread notices, and messages that wait for a word. None where there is nothing."""
    actor = letters.member_of(member)
    today = local_date(now, member.user.time_zone)
    mine = Task.objects.visible_to(actor).open().of(member.pk).filter(due_on__lte=today)
    steps = list(mine.select_related("contact").order_by("due_at", "pk")[: SHOWN + 1])
    notices = Notice.objects.visible_to(actor).unread().count()
    undecided = Message.objects.visible_to(actor).uncertain().count()
    by_hand = to_minors = 0
    if actor.can(Permission.VIEW_METHODS):
        waiting = Message.objects.visible_to(actor).to_work_through()
        by_hand, to_minors = waiting.count(), waiting.filter(contact__is_minor=True).count()
    if not (steps or undecided or by_hand):
        return None
    ids = {step.contact_id for step in steps if step.contact_id}
    seen = set(Contact.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))
    return letters.digest(
        member,
        steps=steps[:SHOWN],
        more=mine.count() - SHOWN if len(steps) > SHOWN else 0,
        seen=seen,
        today=today,
        counts={"notices": notices, "undecided": undecided, "by_hand": by_hand, "to_minors": to_minors},
    )


def _week(member: Membership, now: datetime.datetime) -> letters.Letter | None:
    """What the team has on its hands, and what went out: counts of work, nobody's name but members'."""
    actor = letters.member_of(member)
    since = now - timedelta(days=7)
    sent = Message.objects.visible_to(actor).filter(created_at__gte=since)
    counts = {
        "sent": sent.filter(state__in=["sent", "delivered"]).count(),
        "blocked": sent.filter(state="blocked").count(),
        "in_copy": sent.filter(state__in=["sent", "delivered"]).exclude(copy_to="").count(),
        "no_copy": sent.filter(state="blocked", reason__in=[reasons.NO_COPY, reasons.NO_MINORS]).count(),
        "undecided": Message.objects.visible_to(actor).uncertain().count(),
        "coming": PlannedReminder.objects.visible_to(actor)
        .filter(state="waiting", due_at__lt=now + timedelta(days=7))
        .count(),
    }
    team = figures.team(actor, now=now)
    if not team and not any(counts.values()):
        return None
    return letters.week(member, team=team, counts=counts)


LETTERS = {DIGEST: _day, WEEK: _week}
