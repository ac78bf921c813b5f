"""A job as the page furniture draws it. Rooms that start a job embed its panel:

{% include "ui/_job.html" with job=panel id="import-job" %}        # panel = progress_of(job, request.actor)
"""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.access.actors import Actor
from crm.access.roles import Permission
from crm.queue import registry
from crm.queue.labels import shown
from crm.queue.models import Job
from crm.queue.registry import Links
from crm.ui.progress import Progress, State

STATES: dict[str, State] = {
    Job.State.READY: "waiting",
    Job.State.RUNNING: "running",
    Job.State.DONE: "done",
    Job.State.CANCELLED: "stopped",
    Job.State.DEAD: "failed",
}
TOO_EARLY_S = 2  # to tell a rate
SILENT_AFTER = timedelta(seconds=30)


def progress_of(
    job: Job, actor: Actor, *, polls: bool = True, reloads: bool = False, now: datetime | None = None
) -> Progress:
    """`polls` False: a page that asks anew for all its panels together. `reloads`: a page that says more of what was
    done than the panel; it is asked for anew once the job is finished."""
    now = now or timezone.now()
    silence = silence_of(job, now)
    rate = None if silence else rate_of(job)
    manages = actor.can(Permission.MANAGE_JOBS)
    links = links_of(job)
    return Progress(
        label=title(job),
        state=STATES[job.state],
        done=job.done,
        total=job.total,
        rate=rate and (round(rate) if rate >= 10 else round(rate, 1)),
        seconds_left=rate and seconds_left(job, rate, now),
        errors=job.error_count,
        noun=str(_noun(job)),
        summary=summary(job, now),
        poll_url=_poll_url(job, reloads) if polls else "",
        errors_url=links.errors,
        undo_url=links.undo if job.state == Job.State.DONE else "",
        result_url=links.result if job.state == Job.State.DONE else "",
        result_label=str(links.result_label),
        stop_url=reverse("queue:cancel", args=[job.pk])
        if manages and job.state in (Job.State.READY, Job.State.RUNNING) and not job.cancel_asked_at
        else "",
        retry_url=reverse("queue:retry", args=[job.pk])
        if manages and job.state in (Job.State.DEAD, Job.State.CANCELLED)
        else "",
    )


def title(job: Job) -> str:
    return shown(job.label, job.words) or str(_known(job, "label")) or job.kind


def links_of(job: Job) -> Links:
    found = registry.kinds().get(job.kind)
    return found.links(**job.payload) if found and found.links else Links()


def rate_of(job: Job) -> float | None:
    """Things a second in the present attempt, up to its last committed step: what is at work now is not counted as a loss.
    None while it is too early to say, or nothing is counted."""
    if job.started_at is None or job.progressed_at is None:
        return None
    seconds = (job.progressed_at - job.started_at).total_seconds()
    done = job.done - job.done_before
    return done / seconds if seconds >= TOO_EARLY_S and done > 0 else None


def seconds_left(job: Job, rate: float, now: datetime) -> float | None:
    """From now. The time since the last step has been worked already. None where nobody knows how much there is."""
    if job.total is None or job.total < job.done or job.progressed_at is None:
        return None
    return max(0.0, (job.total - job.done) / rate - (now - job.progressed_at).total_seconds())


def silence_of(job: Job, now: datetime) -> timedelta | None:
    """How long nothing has come of a running job, where that is longer than a step takes: then no rate and no end is told.
    None while it goes on."""
    if job.state != Job.State.RUNNING or job.progressed_at is None:
        return None
    since = now - job.progressed_at
    return since if since >= SILENT_AFTER else None


def summary(job: Job, now: datetime) -> str:
    error = problem(job)
    if job.state == Job.State.RUNNING and job.cancel_asked_at:
        return _("It stops after the step it is at.")
    if silence := silence_of(job, now):
        return _("Nothing new for %(time)s. If its worker was lost, another goes on from here by itself.") % {
            "time": _how_long(silence)
        }
    if job.state == Job.State.READY:
        if error:
            return _("Tried %(n)s of %(most)s times: %(error)s. Next try in %(time)s.") % {
                "n": job.attempts,
                "most": job.max_attempts,
                "error": error.rstrip("."),
                "time": _how_long(job.due_at - now),
            }
        if job.due_at > now:
            return _("It begins in %(time)s.") % {"time": _how_long(job.due_at - now)}
    return error


def problem(job: Job) -> str:
    return _(job.last_error) if job.last_error else ""


def _poll_url(job: Job, reloads: bool) -> str:
    return reverse("queue:panel", args=[job.pk]) + ("?reloads=1" if reloads else "")


def _how_long(span: timedelta) -> str:
    """Django's words know no seconds: "0 minutes" for whatever is shorter than one."""
    if (seconds := max(1, round(span.total_seconds()))) < 90:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    now = timezone.now()
    return timeuntil(now + span, now, depth=1)


def _noun(job: Job):
    return _known(job, "noun")


def _known(job: Job, name: str):
    """Jobs of a kind that a newer version has dropped still show."""
    found = registry.kinds().get(job.kind)
    return getattr(found, name) if found else ""
