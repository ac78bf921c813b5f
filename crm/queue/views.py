"""The job desk, the panel of one job, and /healthz."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.queue import health, registry, services
from crm.queue.models import Job
from crm.queue.progress import progress_of, title
from crm.queue.schedule import periodic_kinds, table
from crm.ui.charts import number
from crm.ui.paging import keyset
from crm.ui.progress import Progress
from crm.ui.toasts import toast

RUNNING_SHOWN = 12
TABS = {
    "waiting": (Job.State.READY, gettext_lazy("Waiting")),
    "failed": (Job.State.DEAD, gettext_lazy("Failed")),
    "done": (Job.State.DONE, gettext_lazy("Done")),
    "stopped": (Job.State.CANCELLED, gettext_lazy("Stopped")),
}


@dataclass(frozen=True)
class Row:
    job: Job
    title: str
    panel: Progress


@dataclass(frozen=True)
class Round:
    title: str
    kind: str
    every: str
    next_at: datetime
    last: Job | None
    panel: Progress | None


@allowed(Permission.VIEW_JOBS)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    counts = _counts(request)
    chosen = request.GET.get("state")
    if chosen not in TABS:
        chosen = next((tab for tab in ("failed", "waiting") if counts[tab]), "done")
    jobs = _jobs(request).filter(state=TABS[chosen][0])
    # What waits: the next to begin first. What has ended: the latest end first, which is the moment that stands there.
    order = ("due_at", "pk") if chosen == "waiting" else ("-finished_at", "-pk")
    page = keyset(jobs, request, sorts={chosen: order}, default=chosen)
    context = {
        "heading": _heading(counts),
        "running": _running(request),
        "counts": counts,
        "rows": [_row(job, request) for job in page],
        "page": page,
        "chosen": chosen,
        "tabs": [
            {"url": f"?state={tab}", "label": label, "count": number(counts[tab]), "current": tab == chosen}
            for tab, (_state, label) in TABS.items()
        ],
    }
    return render(request, "queue/desk.html", context)


@allowed(Permission.VIEW_JOBS)
@require_GET
def running(request: HttpRequest) -> HttpResponse:
    """What the desk asks for every two seconds: only what is open, however much has ended."""
    waiting = _jobs(request).filter(state=Job.State.READY).count()
    context = {"running": _running(request), "counts": {"waiting": waiting}}
    return render(request, "queue/_running.html", context)


@allowed(Permission.VIEW_JOBS)
@require_GET
def detail(request: HttpRequest, id: UUID) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.actor), pk=id)
    context = {
        "job": job,
        "title": title(job),
        "panel": progress_of(job, request.actor),
        "mine": job.created_by_id is not None and job.created_by_id == request.actor.membership_id,
    }
    return render(request, "queue/detail.html", context)


@allowed()
@require_GET
def panel(request: HttpRequest, id: UUID) -> HttpResponse:
    """A job's panel alone, for the pages that embed it. Also for whoever started the job, without VIEW_JOBS."""
    job = get_object_or_404(Job.objects.visible_to(request.actor), pk=id)
    reloads = "reloads" in request.GET
    shown = progress_of(job, request.actor, reloads=reloads)
    answer = render(request, "ui/_job.html", {"job": shown, "id": f"job-{job.pk}"})
    if reloads and shown.finished:
        answer["HX-Refresh"] = "true"
    return answer


@allowed(Permission.VIEW_JOBS)
@require_GET
def schedule(request: HttpRequest) -> HttpResponse:
    """What comes round by the clock, when it came last in this organization and when it comes next."""
    now = timezone.now()
    latest = Job.objects.visible_to(request.actor).latest_of(periodic_kinds())
    rows = [
        Round(
            title=str(registry.kind(one.kind).label) or one.kind,
            kind=one.kind,
            every=_how_often(one.every),
            next_at=one.start(now) + one.every,
            last=latest.get(one.kind),
            panel=progress_of(latest[one.kind], request.actor, polls=False) if one.kind in latest else None,
        )
        for one in sorted(table(), key=lambda one: one.every)
        if not one.once or one.kind in latest
    ]
    return render(request, "queue/schedule.html", {"rows": rows})


@allowed(Permission.MANAGE_JOBS)
@require_POST
def cancel(request: HttpRequest, id: UUID) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.actor), pk=id)
    try:
        services.cancel(job, by=request.actor)
        toast(request, _("%(job)s is stopped") % {"job": title(job)})
    except DomainError as refusal:
        toast(request, str(refusal))
    return redirect(_back(request))


@allowed(Permission.MANAGE_JOBS)
@require_POST
def retry(request: HttpRequest, id: UUID) -> HttpResponse:
    job = get_object_or_404(Job.objects.visible_to(request.actor), pk=id)
    try:
        services.retry(job, by=request.actor)
        toast(request, _("%(job)s starts again") % {"job": title(job)})
    except DomainError as refusal:
        toast(request, str(refusal))
    return redirect(_back(request))


@require_GET
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Open to all: numbers, no names. 503 only without the database; a broker that is away delays jobs, no more."""
    report = health.report()
    return JsonResponse(report, status=200 if report["database"] else 503)


def _jobs(request: HttpRequest):
    return Job.objects.visible_to(request.actor).to_show(housekeeping=periodic_kinds())


def _counts(request: HttpRequest) -> dict[str, int]:
    found = dict(_jobs(request).values_list("state").annotate(Count("pk")))
    return {"running": found.get(Job.State.RUNNING, 0)} | {
        tab: found.get(state, 0) for tab, (state, _label) in TABS.items()
    }


def _running(request: HttpRequest) -> list[Row]:
    jobs = _jobs(request).filter(state=Job.State.RUNNING).order_by("urgency", "created_at", "pk")
    return [_row(job, request) for job in jobs[:RUNNING_SHOWN]]


def _row(job: Job, request: HttpRequest) -> Row:
    return Row(job, title(job), progress_of(job, request.actor, polls=False))


def _heading(counts: dict[str, int]) -> str:
    if n := counts["failed"]:
        return ngettext("%(n)s job failed", "%(n)s jobs failed", n) % {"n": number(n)}
    if n := counts["running"]:
        return ngettext("%(n)s job is running", "%(n)s jobs are running", n) % {"n": number(n)}
    if n := counts["waiting"]:
        return ngettext("%(n)s job is waiting", "%(n)s jobs are waiting", n) % {"n": number(n)}
    return _("All background work is done")


def _back(request: HttpRequest) -> str:
    """The page of ours that the button stood on."""
    came_from = request.META.get("HTTP_REFERER", "")
    if url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return came_from
    return "queue:desk"


def _how_often(every: timedelta) -> str:
    if days := every.days:
        return ngettext("each day", "every %(n)s days", days) % {"n": days}
    minutes = every.seconds // 60
    if minutes >= 60:
        return ngettext("each hour", "every %(n)s hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("each minute", "every %(n)s minutes", minutes) % {"n": minutes}
