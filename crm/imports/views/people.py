"""Check the people: one question at a time, before anything is written. May be left and taken up again by its link."""

import uuid

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.imports import afterwards, mapping, reviewing
from crm.imports.kinds import kind_of
from crm.imports.models import ImportBatch, ImportQuestion
from crm.imports.views.batches import State, address, of, progress, steps_of
from crm.lib.ids import read_uuids
from crm.ui.progress import Progress
from crm.ui.toasts import toast

AFTER = {
    "created": gettext_lazy("Written as a new person."),
    "updated": gettext_lazy("Added to the person you chose."),
    "unchanged": gettext_lazy("It is that person; the row told nothing new."),
    "skipped": gettext_lazy("Left out: the person is gone."),
    "review": gettext_lazy("Kept for later."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.IMPORT)
def people(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """The next question. With `?again=1` what was put off is asked, too."""
    batch = of(request, batch_id)
    is_after = afterwards.may_decide(batch)
    if batch.state != State.READY and not is_after:
        return redirect(address(batch))
    if request.method == "POST":
        return _answered(request, batch, is_after=is_after)
    if is_after:
        afterwards.ask_what_was_not(by=request.actor, batch=batch)
        waiting = afterwards.waiting_questions(request.actor, batch)
    else:
        waiting = ImportQuestion.objects.visible_to(request.actor).of_batch(batch.pk).waiting()
    again = "again" in request.GET
    question = (waiting if again else waiting.filter(answer="")).first()
    context = {
        "batch": batch,
        "steps": steps_of(batch, 4),
        "current": 4,
        "tally": None if is_after else reviewing.tally(request.actor, batch),
        "is_after": is_after,
        "left": waiting.count(),
        "question": question,
        "again": again,
        "last": read_uuids([request.GET.get("last", "")]),
        "panel": None if is_after else looking(request, batch),
    }
    if question is not None:
        plan = mapping.plan_of(batch.mapping, batch.options)
        rows = afterwards.rows_to(batch, plan.table, [question.line, question.other_line])
        context["compare"] = kind_of(batch.kind).compare(batch, plan, request.actor, question, rows)
    return render(request, "imports/people.html", context)


@require_POST
@allowed(Permission.IMPORT)
def families(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """All at once: rows that share a number and a family name with somebody."""
    batch = of(request, batch_id)
    try:
        with transaction.atomic():
            count = reviewing.answer_families(
                by=request.actor, batch=batch, answer=request.POST.get("answer", "")
            )
    except DomainError as error:
        toast(request, str(error))
    else:
        said = ngettext("%(n)s row answered.", "%(n)s rows answered.", count)
        toast(request, said % {"n": count})
    return redirect("imports:people", batch_id=batch.pk)


@require_safe
@allowed(Permission.IMPORT)
def people_panel(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """Every two seconds while people are looked up; then the page itself."""
    batch = of(request, batch_id)
    panel = looking(request, batch)
    back = request.headers.get("HX-Current-URL") or reverse("imports:people", args=[batch.pk])
    if panel is None or panel.finished:
        return (
            HttpResponse(headers={"HX-Redirect": back})
            if request.htmx
            else redirect("imports:people", batch_id=batch.pk)
        )
    return render(request, "ui/_job.html", {"job": panel, "id": "people-job"})


def looking(request: HttpRequest, batch: ImportBatch) -> Progress | None:
    """The panel of the job that looks people up, while it has not ended."""
    if not kind_of(batch.kind).asks:
        return None
    panel = progress(request, batch, poll_url=reverse("imports:people_panel", args=[batch.pk]))
    batch.refresh_from_db(fields=["matched_hash"])  # after the job: it may have ended since the page began
    return None if batch.matched_hash == batch.mapping_hash else panel


def _answered(request: HttpRequest, batch: ImportBatch, *, is_after: bool) -> HttpResponse:
    there = ImportQuestion.objects.visible_to(request.actor).of_batch(batch.pk)
    ids = read_uuids([request.POST.get("question", "")])
    question = get_object_or_404(there, pk__in=ids)
    back = reverse("imports:people", args=[batch.pk])
    again = "&again=1" if request.POST.get("again") else ""
    try:
        with transaction.atomic():
            if is_after:
                outcome = afterwards.decide(
                    by=request.actor, batch=batch, question=question, answer=request.POST.get("answer", "")
                )
                toast(request, AFTER.get(outcome, AFTER["review"]))
                return redirect(
                    f"{back}?again=1" if request.POST.get("again") and outcome != "review" else back
                )
            if request.POST.get("answer") == "back":
                reviewing.take_back(by=request.actor, question=question)
                return redirect(back)
            reviewing.answer(by=request.actor, question=question, answer=request.POST.get("answer", ""))
    except DomainError as error:
        toast(request, str(error))
        return redirect(back)
    return redirect(f"{back}?last={question.pk}{again if request.POST.get('answer') != 'later' else ''}")
