"""What the screens of one import share: finding it, and where it stands."""

import dataclasses
import uuid
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from crm.access.actors import Actor
from crm.imports import reading, storage
from crm.imports.missing import still_missing, unanswered
from crm.imports.models import ImportBatch
from crm.queue.models import Job
from crm.queue.progress import progress_of
from crm.ui.progress import Progress

PAGES = ["GET", "HEAD", "POST"]
State = ImportBatch.State
STEPS = [
    gettext_lazy("Drop"),
    gettext_lazy("What is it?"),
    gettext_lazy("Columns"),
    gettext_lazy("Check people"),
    gettext_lazy("Finish"),
]
WORKING = (State.READING, State.RUNNING, State.UNDOING)
NEXT = {State.MAPPING: "imports:what", State.READY: "imports:check"}


def steps_of(batch: ImportBatch, current: int) -> list[dict[str, Any]]:
    """Before it runs, a step that is done can be gone back to."""
    back = {2: "imports:what", 3: "imports:columns"} if batch.state in NEXT else {}
    return [
        {"label": label, "url": reverse(back[at], args=[batch.pk]) if at in back and at < current else ""}
        for at, label in enumerate(STEPS, 1)
    ]


def standing(by: Actor, batch: ImportBatch, current: int) -> dict[str, Any]:
    """What every screen before the run shows: the steps, what is still missing, whether the file came in before."""
    again = ImportBatch.objects.visible_to(by).of_same_file(batch.sha256)
    before = again.exclude(pk=batch.pk).order_by("-finished_at").first()
    return {
        "batch": batch,
        "steps": steps_of(batch, current),
        "current": current,
        "answer_first": current > 2 and unanswered(batch),
        "before": before,
        "preset": batch.facts.get("preset", ""),
        "missing": still_missing(batch),
    }


def of(request: HttpRequest, batch_id: uuid.UUID) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.visible_to(request.actor), pk=batch_id)


def address(batch: ImportBatch) -> str:
    """The screen where this import goes on."""
    return reverse(NEXT.get(batch.state, "imports:detail"), args=[batch.pk])


def progress(request: HttpRequest, batch: ImportBatch, *, poll_url: str = "") -> Progress | None:
    """Its job's panel, asking this room: when the job is over, the next screen opens by itself."""
    job = Job.objects.visible_to(request.actor).filter(pk=batch.job_id).first()
    if job is None:
        return None
    batch.refresh_from_db()  # after the job: a panel of work that has ended asks no more, and nothing would open
    shown = progress_of(job, request.actor)
    is_open = job.state in (Job.State.READY, Job.State.RUNNING)
    stoppable = is_open and not job.cancel_asked_at and batch.state == State.RUNNING
    stuck = not is_open and job.state != Job.State.DONE
    return dataclasses.replace(
        shown,
        poll_url=poll_url or reverse("imports:panel", args=[batch.pk]),
        stop_url=reverse("imports:stop", args=[batch.pk]) if stoppable else "",
        retry_url=reverse("imports:go_on", args=[batch.pk]) if stuck else "",
        errors_url=reverse("imports:rows", args=[batch.pk]) if batch.state == State.RUNNING else "",
    )


def spool_of(batch: ImportBatch) -> reading.Spool:
    return reading.open_spool(storage.spool_of(batch.organization_id, batch.pk))
