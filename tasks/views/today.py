"""The organizers' first screen: the next thing, then next steps with the late ones first, and notices."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from crm.access.checks import allowed
from crm.access.roles import Permission
from crm.ui import navigation, panels
from tasks import figures, services
from tasks.handover import handed_to
from tasks.lines import Line, lines, today_of, visible_contacts
from tasks.models import Notice, Task
from tasks.views.going_back import back

SHOWN, NOTICES = 12, 5


@require_safe
@allowed()
def today(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    if not actor.can(Permission.WORK_TASKS):
        return _elsewhere(request)
    now = timezone.now()
    mine = Task.objects.visible_to(actor).open().of(actor.membership_id)
    first = list(mine.select_related("contact", "owner__user").order_by("due_at", "pk")[: SHOWN + 1])
    steps = lines(actor, first, now=now)
    notices = list(
        Notice.objects.visible_to(actor)
        .unread()
        .select_related("task__contact")
        .order_by("-created_at", "-pk")[:NOTICES]
    )
    seen = visible_contacts(actor, [notice.task for notice in notices if notice.task])
    next_panel = panels.first(request, "tasks.today.next")
    is_due = bool(steps) and (bool(steps[0].late) or steps[0].is_today)
    first_step = steps[0] if is_due and not next_panel else None
    rest = [step for step in steps if step is not first_step][:SHOWN]
    context = {
        "next": first_step,
        "steps": rest,
        "groups": _groups(rest),
        "team_late": Task.objects.visible_to(actor)
        .overdue(now=now)
        .exclude(owner_id=actor.membership_id)
        .count()
        if actor.can(Permission.MANAGE_TASKS)
        else None,
        "count": mine.count(),
        "late_count": mine.overdue(now=now).count(),
        "notices": [
            (notice, seen.get(notice.task.contact_id) if notice.task else None) for notice in notices
        ],
        # Told by a notice; once that is read, the page of notices keeps it.
        "handed": handed_to(actor, now=now) if notices else [],
        "on": today_of(actor, now),
        "week": figures.own_week(actor, now=now),
        "next_panel": next_panel,
    }
    return render(request, "tasks/today.html", context)


@require_safe
@allowed(Permission.WORK_TASKS)
def notices(request: HttpRequest) -> HttpResponse:
    """The latest hundred, read or not."""
    found = list(
        Notice.objects.visible_to(request.actor)
        .select_related("task__contact")
        .order_by("-created_at", "-pk")[:100]
    )
    seen = visible_contacts(request.actor, [notice.task for notice in found if notice.task])
    context = {
        "notices": [(notice, seen.get(notice.task.contact_id) if notice.task else None) for notice in found],
        "handed": handed_to(request.actor, now=timezone.now()),
        "unread": sum(notice.read_at is None for notice in found),
    }
    return render(request, "tasks/notices.html", context)


@require_POST
@allowed(Permission.WORK_TASKS)
def read_notices(request: HttpRequest) -> HttpResponse:
    services.mark_read(by=request.actor)
    return back(request)


def _groups(steps: list[Line]) -> list[tuple[str, list[Line]]]:
    """Late, today, later: those that have something in them."""
    late = [step for step in steps if step.late]
    today = [step for step in steps if step.is_today and not step.late]
    later = [step for step in steps if not (step.late or step.is_today)]
    named = [
        (pgettext("steps", "Late"), late),
        (pgettext("steps", "Today"), today),
        (pgettext("steps", "Coming"), later),
    ]
    return [(label, found) for label, found in named if found]


def _elsewhere(request: HttpRequest) -> HttpResponse:
    """Who works on no tasks starts at the first place they may enter."""
    places = [shown.url for shown in navigation.menus(request).main if shown.url != request.path]
    if places:
        return redirect(places[0])
    return render(request, "tasks/nothing.html", {"title": _("Today")})
