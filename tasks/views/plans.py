"""The plan editor: plans, their steps and words with a preview as somebody, and turning a plan on for one subject."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.access.checks import allowed
from crm.access.errors import DomainError, StaleEdit
from crm.access.roles import Permission
from crm.ui.toasts import toast
from tasks import footing, previews, services, subjects
from tasks.forms.plans import PlanForm, PlanNameForm, StepForm
from tasks.models import PlanStep, PlanUse, ReminderPlan
from tasks.services.planning import PLAN_FIELDS, WORDS, latest_template
from tasks.subjects import Subject
from tasks.views.going_back import back
from tasks.wording import fields_of


@require_safe
@allowed(Permission.RECORD_SIGNUPS)
def plan_list(request: HttpRequest) -> HttpResponse:
    plans = ReminderPlan.objects.visible_to(request.actor).order_by("subject_kind", "name", "pk")
    uses = PlanUse.objects.visible_to(request.actor).values_list("plan_id", flat=True)
    counts = {plan_id: list(uses).count(plan_id) for plan_id in set(uses)}
    groups = [
        (subject, [(plan, counts.get(plan.pk, 0)) for plan in plans if plan.subject_kind == subject.kind])
        for subject in subjects.subjects()
    ]
    context = {
        "groups": [(subject, rows) for subject, rows in groups if rows],
        "no_address": footing.notice(request.actor) if groups else None,
        "may_add": any(request.actor.can(subject.manage) for subject in subjects.subjects()),
    }
    return render(request, "tasks/plans.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.RECORD_SIGNUPS)
def plan_new(request: HttpRequest) -> HttpResponse:
    form = PlanForm(request.POST or None, actor=request.actor, initial={"name": _("Standard sequence")})
    if form.is_valid():
        plan = services.create_plan(by=request.actor, **form.cleaned_data)
        toast(request, _("Plan saved. Look at its words before you turn it on."))
        return redirect("tasks:plan", plan.pk)
    return render(request, "tasks/plan_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.RECORD_SIGNUPS)
def plan(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    """Its steps in the order in which they go out, and where it is at work."""
    found, subject = _plan(request, plan_id)
    form = PlanNameForm(
        request.POST or None,
        actor=request.actor,
        subject=subject,
        today=timezone.localdate(),
        initial={"name": found.title, **{name: getattr(found, name) for name in PLAN_FIELDS[1:]}},
    )
    may_edit = request.actor.can(subject.manage)
    if form.is_valid():
        services.edit_plan(by=request.actor, plan=found, **form.cleaned_data)
        toast(request, _("Saved"))
        return redirect("tasks:plan", found.pk)
    context = {
        "plan": found,
        "subject": subject,
        "form": form,
        "steps": previews.steps_of(request.actor, found, subject),
        "uses": previews.uses_of(request.actor, found, subject),
        "may_edit": may_edit,
        "no_address": None if subject.about_members else footing.notice(request.actor),
    }
    return render(request, "tasks/plan.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.RECORD_SIGNUPS)
def step(request: HttpRequest, step_id: uuid.UUID) -> HttpResponse:
    """When, how, to whom, the words; the preview shows what is saved, as the chosen person would read it."""
    found = get_object_or_404(PlanStep.objects.visible_to(request.actor).select_related("plan"), pk=step_id)
    _found, subject = _plan(request, found.plan_id)
    latest = latest_template(request.actor, found)
    words = {name: getattr(latest, name, "") for name in WORDS}
    first = StepForm.initial_of(found, words) | {
        "name": found.title,
        "shown": latest.number if latest else None,
    }
    form = StepForm(request.POST or None, subject=subject, initial=first)
    if form.is_valid():
        try:
            services.edit_step(
                by=request.actor,
                step=found,
                words=form.words(),
                shown=form.cleaned_data["shown"],
                **form.step_fields(),
            )
        except StaleEdit as error:
            form.add_error(None, error.sentence)
            # The newest stands beside the form now: saving once more is meant.
            form.data = form.data.copy()
            form.data["shown"] = first["shown"]
        except DomainError as error:
            form.add_error(error.field, error.sentence)
        else:
            toast(request, _("Saved"))
            return redirect("tasks:plan_step", found.pk)
    context = {
        **_step_context(request, subject, form, found.plan),
        "step": found,
        "preview": previews.preview(request.actor, found, latest, subject, request.GET, now=timezone.now()),
        "versions": found.templates.filter(organization_id=found.organization_id)
        .select_related("made_by__user")
        .order_by("-number")[:20],
    }
    return render(request, "tasks/plan_step.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.RECORD_SIGNUPS)
def step_new(request: HttpRequest, plan_id: uuid.UUID) -> HttpResponse:
    found, subject = _plan(request, plan_id)
    first = {
        "channel": "app" if subject.about_members else "email",
        "anchor": "start",
        "days": 1,
        "is_on": True,
    }
    form = StepForm(request.POST or None, subject=subject, initial=first)
    if form.is_valid():
        try:
            made = services.add_step(by=request.actor, plan=found, words=form.words(), **form.step_fields())
        except DomainError as error:
            form.add_error(error.field, error.sentence)
        else:
            toast(request, _("Message added"))
            return redirect("tasks:plan_step", made.pk)
    context = _step_context(request, subject, form, found)
    return render(request, "tasks/plan_step.html", context, status=422 if form.errors else 200)


@require_POST
@allowed(Permission.RECORD_SIGNUPS)
def use(request: HttpRequest, subject_id: uuid.UUID) -> HttpResponse:
    """Turn the plan named in the form on for this subject, or with none named, off."""
    subject = subjects.get(request.POST.get("kind", ""))
    if subject is None or not request.actor.can(subject.manage):
        raise Http404
    happening = subject.load(request.actor, subject_id)
    if happening is None:
        raise Http404
    if chosen := request.POST.get("plan"):
        plans = ReminderPlan.objects.visible_to(request.actor).filter(subject_kind=subject.kind)
        services.begin_plan(by=request.actor, plan=_or_404(plans, chosen), subject_id=subject_id)
        toast(request, _("Reminders are on"))
    else:
        services.end_plan(by=request.actor, kind=subject.kind, subject_id=subject_id)
        toast(request, _("Reminders are off"))
    return back(request, happening.url)


def _or_404(plans, text: str) -> ReminderPlan:
    try:
        return get_object_or_404(plans, pk=uuid.UUID(text))
    except ValueError:
        raise Http404 from None


def _plan(request: HttpRequest, plan_id: uuid.UUID) -> tuple[ReminderPlan, Subject]:
    found = get_object_or_404(ReminderPlan.objects.visible_to(request.actor), pk=plan_id)
    subject = subjects.get(found.subject_kind)
    if subject is None:
        raise Http404
    return found, subject


def _step_context(
    request: HttpRequest, subject: Subject, form: StepForm, plan: ReminderPlan
) -> dict[str, Any]:
    return {
        "plan": plan,
        "subject": subject,
        "form": form,
        "known": [(f"{{{name}}}", field) for name, field in fields_of(subject).items()],
        "may_edit": request.actor.can(subject.manage),
    }
