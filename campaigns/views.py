"""Screens of campaigns: what we press for, the actions, and who said they would come."""

import uuid
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from campaigns import asks, services
from campaigns.feed import items_of
from campaigns.forms import ActionForm, CampaignForm, DemandForm, SignupForm
from campaigns.models import Action, Campaign, Demand, Signup, SignupStatus
from campaigns.reading import with_counts
from campaigns.turnout import funnel
from contacts import search as finding
from contacts.models import Contact
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui import toasts
from crm.ui.paging import keyset
from listening.models import Note
from listening.notes import reading
from listening.services.talks import calling
from tasks.panels import about as reminders_about
from tasks.views.calendars import ics_file

BEFORE = [
    Signup.Status.YES,
    Signup.Status.MAYBE,
    Signup.Status.DECLINED,
    Signup.Status.LEFT_MESSAGE,
    Signup.Status.INVITED,
    Signup.Status.CONFIRMED,
    Signup.Status.CANCELLED,
    Signup.Status.TO_ASK,
]
AFTER = [Signup.Status.ATTENDED, Signup.Status.NO_SHOW, Signup.Status.CANCELLED]


@allowed(Permission.VIEW_CAMPAIGNS)
def campaign_list(request: HttpRequest) -> HttpResponse:
    campaigns = Campaign.objects.visible_to(request.actor).filter(archived_at=None).select_related("district")
    page = keyset(
        campaigns.annotate(open_demands=Count("demands", filter=Q(demands__status="open"))),
        request,
        sorts={"new": ("-created_at", "-pk"), "name": ("name", "pk")},
        default="new",
    )
    now = timezone.now()
    coming = Action.objects.visible_to(request.actor).coming(now=now).select_related("campaign")
    context = {
        "page": page,
        "coming": with_counts(coming).order_by("starts_at", "pk")[:8],
        "can_manage": request.actor.can(Permission.MANAGE_CAMPAIGNS),
    }
    return TemplateResponse(request, "campaigns/list.html", context)


@allowed(Permission.VIEW_CAMPAIGNS)
def campaign_detail(request: HttpRequest, campaign_id: uuid.UUID) -> HttpResponse:
    campaign = _campaign(request, campaign_id)
    actions = Action.objects.visible_to(request.actor).filter(campaign=campaign)
    evidence = []
    if request.actor.can(Permission.VIEW_NOTES):
        moved = Signup.objects.visible_to(request.actor).filter(action__campaign=campaign)
        notes = Note.objects.visible_to(request.actor).filter(pk__in=moved.values("moved_by_note_id"))
        evidence = reading.notes_with_words(notes, request.actor)
    context = {
        "campaign": campaign,
        "demands": Demand.objects.visible_to(request.actor)
        .filter(campaign=campaign)
        .order_by("decide_by", "pk"),
        "actions": with_counts(actions).order_by("-starts_at", "-pk"),
        "evidence": evidence,
        "can_manage": request.actor.can(Permission.MANAGE_CAMPAIGNS),
    }
    return TemplateResponse(request, "campaigns/detail.html", context)


@allowed(Permission.MANAGE_CAMPAIGNS)
def campaign_new(request: HttpRequest) -> HttpResponse:
    form = CampaignForm(request.POST or None, initial={"status": Campaign.Status.BUILDING})
    if request.method == "POST" and form.is_valid():
        campaign = services.create_campaign(by=request.actor, **form.cleaned_data)
        toasts.toast(request, _("Campaign saved: %(name)s.") % {"name": campaign})
        return redirect("campaigns:detail", campaign.pk)
    return _form(request, form, _("New campaign"), _("Save this campaign"), reverse("campaigns:list"))


@allowed(Permission.MANAGE_CAMPAIGNS)
def campaign_edit(request: HttpRequest, campaign_id: uuid.UUID) -> HttpResponse:
    campaign = _campaign(request, campaign_id)
    form = CampaignForm(request.POST or None, instance=campaign)
    back = reverse("campaigns:detail", args=[campaign.pk])
    if request.method == "POST" and form.is_valid():
        services.edit_campaign(by=request.actor, campaign=campaign, changes=form.cleaned_data)
        toasts.toast(request, _("Saved."))
        return redirect(back)
    return _form(request, form, str(campaign), _("Save this campaign"), back)


@allowed(Permission.MANAGE_CAMPAIGNS)
def demand_new(request: HttpRequest, campaign_id: uuid.UUID) -> HttpResponse:
    campaign = _campaign(request, campaign_id)
    form = DemandForm(request.POST or None, initial={"status": Demand.Status.OPEN})
    back = reverse("campaigns:detail", args=[campaign.pk])
    if request.method == "POST" and form.is_valid():
        services.add_demand(by=request.actor, campaign=campaign, **form.cleaned_data)
        toasts.toast(request, _("Demand saved."))
        return redirect(back)
    return _form(request, form, _("New demand"), _("Save this demand"), back)


@allowed(Permission.MANAGE_CAMPAIGNS)
def demand_edit(request: HttpRequest, demand_id: uuid.UUID) -> HttpResponse:
    demand = get_object_or_404(Demand.objects.visible_to(request.actor), pk=demand_id)
    form = DemandForm(request.POST or None, instance=demand)
    back = reverse("campaigns:detail", args=[demand.campaign_id])
    if request.method == "POST" and form.is_valid():
        services.edit_demand(by=request.actor, demand=demand, changes=form.cleaned_data)
        toasts.toast(request, _("Saved."))
        return redirect(back)
    return _form(request, form, _("The demand"), _("Save this demand"), back)


@allowed(Permission.MANAGE_CAMPAIGNS)
def action_new(request: HttpRequest) -> HttpResponse:
    form = ActionForm(
        request.POST or None, actor=request.actor, initial={"campaign": request.GET.get("campaign")}
    )
    if request.method == "POST" and form.is_valid():
        action = services.create_action(by=request.actor, **form.cleaned_data)
        toasts.toast(request, _("Action saved: %(name)s.") % {"name": action})
        return redirect("campaigns:action", action.pk)
    return _form(request, form, _("New action"), _("Save this action"), reverse("campaigns:list"))


@allowed(Permission.MANAGE_CAMPAIGNS)
def action_edit(request: HttpRequest, action_id: uuid.UUID) -> HttpResponse:
    action = _action(request, action_id)
    form = ActionForm(request.POST or None, instance=action, actor=request.actor)
    back = reverse("campaigns:action", args=[action.pk])
    if request.method == "POST" and form.is_valid():
        services.edit_action(by=request.actor, action=action, changes=form.cleaned_data)
        toasts.toast(request, _("Saved."))
        return redirect(back)
    return _form(request, form, str(action), _("Save this action"), back)


@allowed(Permission.MANAGE_CAMPAIGNS)
def action_cancel(request: HttpRequest, action_id: uuid.UUID) -> HttpResponse:
    action = _action(request, action_id)
    back = reverse("campaigns:action", args=[action.pk])
    if request.method == "POST":
        services.cancel_action(by=request.actor, action=action)
        toasts.toast(request, _("Cancelled."), undo=reverse("campaigns:action_restore", args=[action.pk]))
        return redirect(back)
    context = {
        "question": _("Cancel %(name)s?") % {"name": action},
        "happens": _("Nobody can be asked to it any more, and open tasks to confirm are dropped."),
        "stays": _("Who said what stays on record. You can take it back."),
        "act": _("Cancel the action"),
        "cancel": _("Keep it"),
        "cancel_url": back,
        "danger": True,
    }
    return TemplateResponse(request, "ui/confirm.html", context)


@allowed(Permission.MANAGE_CAMPAIGNS)
@require_POST
def action_restore(request: HttpRequest, action_id: uuid.UUID) -> HttpResponse:
    action = _action(request, action_id)
    services.restore_action(by=request.actor, action=action)
    toasts.toast(request, _("The action is on again."))
    return redirect("campaigns:action", action.pk)


@allowed(Permission.VIEW_CAMPAIGNS)
def action_detail(request: HttpRequest, action_id: uuid.UUID) -> HttpResponse:
    """Who comes: the people by what they said, with one button for the next thing each."""
    action = _action(request, action_id)
    people = Contact.objects.visible_to(request.actor)
    signups = (
        Signup.objects.visible_to(request.actor)
        .filter(action=action, contact__in=people)
        .select_related("contact", "asked_by__user")
    )
    wanted = request.GET.get("status", "")
    if wanted in Signup.Status.values:
        signups = signups.filter(status=wanted)
    page = keyset(
        signups,
        request,
        sorts={"when": ("-status_at", "-pk"), "name": ("contact__sort_name", "pk")},
        default="when",
    )
    begun = timezone.now() >= services.day_begins(action)
    quick = {} if action.cancelled_at else _quick(begun)
    for row in page.rows:
        row.quick = quick.get(row.status, [])
    context = {
        "action": action,
        "page": page,
        "funnel": funnel(request.actor, action),
        "begun": begun,
        "wanted": wanted,
        "statuses": _statuses(request, action),
        "can_record": request.actor.can(Permission.RECORD_SIGNUPS),
        "can_call": not begun
        and action.cancelled_at is None
        and request.actor.can(Permission.LOG_CONVERSATION),
        "can_manage": request.actor.can(Permission.MANAGE_CAMPAIGNS),
        "reminders": reminders_about(
            request, kind=services.REMINDED, subject_id=action.pk, zone=action.time_zone
        ),
    }
    return TemplateResponse(request, "campaigns/action.html", context)


@allowed(Permission.RECORD_SIGNUPS)
def action_people(request: HttpRequest, action_id: uuid.UUID) -> HttpResponse:
    """Find somebody to ask, or a walk-in at the door."""
    action = _action(request, action_id)
    text = request.GET.get("q", "").strip()
    found = (
        list(finding.people(request.actor, text).reachable().order_by("sort_name", "pk")[:20]) if text else []
    )
    standing = {
        row.contact_id: row
        for row in Signup.objects.visible_to(request.actor).filter(
            action=action, contact_id__in=[person.pk for person in found]
        )
    }
    for person in found:
        person.signup = standing.get(person.pk)
    context = {
        "action": action,
        "q": text,
        "found": found,
        "begun": timezone.now() >= services.day_begins(action),
    }
    return TemplateResponse(request, "campaigns/people.html", context)


@allowed(Permission.VIEW_CAMPAIGNS)
def action_file(request: HttpRequest, action_id: uuid.UUID) -> HttpResponse:
    return ics_file(items_of([_action(request, action_id)])[0], "action")


@require_POST
@allowed(Permission.RECORD_SIGNUPS)
def action_call(request: HttpRequest, action_id: uuid.UUID) -> HttpResponse:
    """Call through whoever is still to be asked, or with `confirm` whoever said yes."""
    action = _action(request, action_id)
    to_confirm = "confirm" in request.POST
    waiting = [Signup.Status.YES] if to_confirm else asks.OPEN
    people = Contact.objects.visible_to(request.actor).reachable()
    rows = Signup.objects.visible_to(request.actor).filter(
        action=action, status__in=waiting, contact__in=people
    )
    rows = list(rows.select_related("contact", "task").order_by("status_at", "pk")[:500])
    day = date_format(timezone.localtime(action.starts_at), pgettext("date format", "l, F j"))
    words = {"action": action.name, "day": day}
    try:
        calls = calling.begin_calls(
            by=request.actor,
            people=[row.contact for row in rows],
            title=action.name,
            ask=(
                _("Do you still come to %(action)s on %(day)s?")
                if to_confirm
                else _("Will you come to %(action)s on %(day)s?")
            )
            % words,
            ask_key=asks.CONFIRM if to_confirm else asks.ASK,
            ask_id=action.pk,
        )
    except DomainError as error:
        toasts.toast(request, str(error))
        return redirect("campaigns:action", action.pk)
    return redirect("listening:calling", calls.pk)


@allowed(Permission.RECORD_SIGNUPS)
def signup(request: HttpRequest, action_id: uuid.UUID, contact_id: uuid.UUID) -> HttpResponse:
    """One person's answer to one action, with what moved them and how it went before."""
    action = _action(request, action_id)
    contact = get_object_or_404(Contact.objects.visible_to(request.actor), pk=contact_id)
    found = Signup.objects.visible_to(request.actor).filter(action=action, contact=contact).first()
    statuses = AFTER if timezone.now() >= services.day_begins(action) else BEFORE
    if statuses is AFTER and (found is None or found.status == Signup.Status.WALK_IN):
        statuses = [Signup.Status.WALK_IN, *statuses]
    statuses = [*statuses, *(s for s in BEFORE if s not in statuses)]
    notes = _notes_of(request, contact)
    form = SignupForm(
        request.POST or None,
        notes=notes,
        statuses=statuses,
        initial={
            "status": found.status if found else "",
            "moved_by": found.moved_by_note_id if found else None,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.record_signup(
                by=request.actor,
                action=action,
                contact=contact,
                status=form.cleaned_data["status"],
                note=form.cleaned_data["note"],
                moved_by_note=form.cleaned_data.get("moved_by"),
            )
        except DomainError as error:
            form.add_error("status", error.sentence)
        else:
            label = Signup.Status(form.cleaned_data["status"]).label
            toasts.toast(request, _("%(name)s: %(status)s.") % {"name": contact, "status": label})
            return redirect(_back(request, action))
    history = SignupStatus.objects.visible_to(request.actor).filter(signup=found) if found else []
    context = {
        "action": action,
        "contact": contact,
        "form": form,
        "history": history.select_related("by__user").order_by("-at", "-pk") if found else [],
        "back": _back(request, action),
    }
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "campaigns/signup.html", context, status=status)


@allowed(Permission.RECORD_SIGNUPS)
def ask(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    """From a person's page: which action to ask them to."""
    contact = get_object_or_404(Contact.objects.visible_to(request.actor), pk=contact_id)
    coming = Action.objects.visible_to(request.actor).coming(now=timezone.now())
    context = {
        "contact": contact,
        "actions": coming.select_related("campaign").order_by("starts_at", "pk")[:30],
        "can_manage": request.actor.can(Permission.MANAGE_CAMPAIGNS),
    }
    return TemplateResponse(request, "campaigns/ask.html", context)


def _campaign(request: HttpRequest, campaign_id: uuid.UUID) -> Campaign:
    campaigns = Campaign.objects.visible_to(request.actor).select_related("district")
    return get_object_or_404(campaigns, pk=campaign_id)


def _action(request: HttpRequest, action_id: uuid.UUID) -> Action:
    actions = Action.objects.visible_to(request.actor).select_related("campaign", "demand")
    return get_object_or_404(actions, pk=action_id)


def _statuses(request: HttpRequest, action: Action) -> list[dict[str, Any]]:
    """The tabs: every status that somebody has, with its count of sign-ups (activity, always shown)."""
    counts = dict(
        Signup.objects.visible_to(request.actor)
        .filter(action=action)
        .values_list("status")
        .annotate(n=Count("id"))
        .order_by()
    )
    wanted = request.GET.get("status", "")
    tabs = [{"label": _("All"), "url": "?", "current": not wanted, "count": sum(counts.values())}]
    for value, label in Signup.Status.choices:
        if value in counts:
            tabs.append(
                {
                    "label": label,
                    "url": f"?status={value}",
                    "current": wanted == value,
                    "count": counts[value],
                }
            )
    return tabs


def _quick(begun: bool) -> dict[str, list[tuple[str, Any]]]:
    """The one-tap answers for each status."""
    came = [(s.value, s.label) for s in (Signup.Status.ATTENDED, Signup.Status.NO_SHOW)]
    yes_no = [(s.value, s.label) for s in (Signup.Status.YES, Signup.Status.DECLINED)]
    confirm = [(Signup.Status.CONFIRMED.value, _("Confirm"))]
    if begun:
        return dict.fromkeys(["yes", "confirmed", "maybe", "invited", "left_message", "to_ask"], came)
    return {
        "yes": confirm,
        "confirmed": confirm,
        **dict.fromkeys(["maybe", "invited", "left_message", "to_ask"], yes_no),
    }


def _notes_of(request: HttpRequest, contact: Contact) -> list[Note] | None:
    if not request.actor.can(Permission.VIEW_NOTES):
        return None
    notes = Note.objects.visible_to(request.actor).filter(contact=contact)
    return [note for note in reading.notes_with_words(notes, request.actor) if note.may_show]


def _back(request: HttpRequest, action: Action) -> str:
    """Where the form was opened from: the person's page or the action's."""
    if (request.POST.get("from") or request.GET.get("from")) == "contact" and "contact_id" in (
        request.resolver_match.kwargs if request.resolver_match else {}
    ):
        return reverse("contacts:detail", args=[request.resolver_match.kwargs["contact_id"]])
    return reverse("campaigns:action", args=[action.pk])


def _form(request: HttpRequest, form, heading: str, act: str, back: str) -> HttpResponse:
    context = {"form": form, "heading": heading, "act": act, "back": back}
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "campaigns/form.html", context, status=status)
