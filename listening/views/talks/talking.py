"""Screens of listening: log a talk, the sessions, what was said."""

import uuid

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contacts.models import Contact
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui import toasts
from crm.ui.paging import keyset
from listening.forms.talks import AT_ONCE, TalkForm, WhoWasItForm, WordsForm
from listening.models import Attempt, GuideQuestion, ListeningProject
from listening.next_steps import next_steps
from listening.notes import reading
from listening.rounds import reading as rounds
from listening.services.talks import finishing, talking, undoing
from listening.talks.issues import FIRST
from listening.talks.naming import split_name
from listening.views.saving import saved

ROUND = "round"  # in the session of the browser: the project


@allowed(Permission.LOG_CONVERSATION)
def log(request: HttpRequest) -> HttpResponse:
    """The log form: one screen on a phone. Results other than a talk save at once, each by its own button."""
    contact, project = _contact(request), _round(request)
    asked = {
        "steps": next_steps(request.actor, now=timezone.now()),
        "project": project,
        "questions": _questions(request, project),
    }
    if request.method != "POST":
        known = [row.kind for row in contact.constituencies.all()] if contact else []
        initial = {"who": known, "words_language": _language(request, contact)}
        return _log_page(request, TalkForm(initial=initial, **asked), contact)
    form = TalkForm(request.POST, **asked)
    if not form.is_valid():
        return _log_page(request, form, contact, status=422)
    try:
        attempt = talking.log_attempt(
            by=request.actor, talk=form.talk(contact=contact, finish_later="later" in request.POST)
        )
    except talking.HaveTheyDied:
        return _log_page(request, form, contact, status=422, asks_sure=True)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.sentence)
        return _log_page(request, form, contact, status=422)
    toasts.toast(request, _said(attempt), undo=reverse("listening:undo", args=[attempt.id]))
    if contact and request.actor.can(Permission.VIEW_ALL_CONTACTS):
        return redirect("contacts:detail", contact.pk)
    return redirect("listening:turf" if contact else "listening:log")


@allowed(Permission.LOG_CONVERSATION)
@require_POST
def undo(request: HttpRequest, attempt_id: uuid.UUID) -> HttpResponse:
    attempt = get_object_or_404(Attempt.objects.visible_to(request.actor), pk=attempt_id)
    try:
        undoing.undo_attempt(by=request.actor, attempt=attempt)
    except DomainError as error:
        toasts.toast(request, str(error))
    else:
        toasts.toast(request, _("Undone. The talk is taken back."))
    return redirect("listening:log")


@allowed(Permission.LOG_CONVERSATION)
def finish(request: HttpRequest, attempt_id: uuid.UUID) -> HttpResponse:
    """The line or two that were put off at the door."""
    mine = Attempt.objects.visible_to(request.actor).counted().of(request.actor)
    attempt = get_object_or_404(mine.select_related("session", "contact", "participant"), pk=attempt_id)
    nameless = attempt.contact is None
    form = (WhoWasItForm if nameless else WordsForm)(
        request.POST or None, initial={"words_language": _language(request, attempt.contact)}
    )
    if request.method == "POST" and saved(
        form, lambda: finishing.finish_talk(by=request.actor, attempt=attempt, **_finished(form)) or True
    ):
        toasts.toast(request, _("Saved."))
        return redirect("tasks:today")
    return TemplateResponse(
        request,
        "listening/talks/finish.html",
        {"form": form, "attempt": attempt, "nameless": nameless},
        status=_status(request),
    )


@allowed(Permission.LOG_CONVERSATION)
def tray(request: HttpRequest) -> HttpResponse:
    """What was put off at doors and on the phone, and what today came to."""
    waiting = reading.to_finish(request.actor).select_related("contact", "session")
    page = keyset(waiting, request, sorts={"when": ("-at", "-pk")}, default="when")
    now = timezone.localtime()
    context = {
        "page": page,
        "n": waiting.count(),
        "today": reading.shift(request.actor, since=now.replace(hour=0, minute=0, second=0, microsecond=0)),
    }
    return TemplateResponse(request, "listening/talks/tray.html", context)


@allowed(Permission.LOG_CONVERSATION)
def turf(request: HttpRequest) -> HttpResponse:
    """The people one is to talk with: name and next step, nothing else."""
    last = Attempt.objects.visible_to(request.actor).counted().filter(contact=OuterRef("pk")).order_by("-at")
    people = (
        Contact.objects.visible_to(request.actor)
        .in_turf_of(request.actor)
        .reachable()
        .annotate(last_result=Subquery(last.values("result")[:1]), last_at=Subquery(last.values("at")[:1]))
        .only("id", "organization_id", "given_name", "chosen_name", "family_name", "sort_name")
    )
    page = keyset(people, request, sorts={"name": ("sort_name", "pk")}, default="name")
    for person in page.rows:
        person.last_result_label = Attempt.Result(person.last_result).label if person.last_result else ""
    return TemplateResponse(request, "listening/talks/turf.html", {"page": page})


def _log_page(
    request: HttpRequest,
    form: TalkForm,
    contact: Contact | None,
    status: int = 200,
    *,
    asks_sure: bool = False,
) -> HttpResponse:
    chosen = set(form["issues"].value() or [])
    chips = list(form["issues"])
    first = [chip for chip in chips if chip.data["value"] in FIRST or chip.data["value"] in chosen]
    context = {
        "form": form,
        "contact": contact,
        "asks_sure": asks_sure,
        "project": form.project,
        "consent": rounds.consent_text(request.actor, form.project),
        "rounds": ListeningProject.objects.visible_to(request.actor)
        .filter(status=ListeningProject.Status.LISTENING)
        .order_by("name", "pk"),
        "issues_first": first,
        "issues_more": [chip for chip in chips if chip not in first],
        "at_once": [(result.value, result.label) for result in AT_ONCE[:2]],
        "at_once_more": [
            (result.value, result.label)
            for result in AT_ONCE[2:]
            if contact or result not in {Attempt.Result.DO_NOT_CONTACT, Attempt.Result.DECEASED}
        ],
        "open_more": bool(form.errors) or bool(form["words"].value()),
        "open_asked": bool(form.errors.keys() & form.asked.keys()),
    }
    return TemplateResponse(request, "listening/talks/log.html", context, status=status)


def _finished(form: WordsForm) -> dict:
    """The keywords of finishing.finish_talk."""
    given = form.cleaned_data
    values = {
        "words": given["words"],
        "language": given["words_language"],
        "may_use_words": given["may_use_words"],
    }
    if "name" in given:
        first, last = split_name(given["name"])
        values |= {
            "given_name": first,
            "family_name": last,
            "phone": given["phone"],
            "may_text": {"yes": True, "no": False}.get(given["may_text"]),
        }
    return values


def _round(request: HttpRequest) -> ListeningProject | None:
    """For which project somebody is out today: chosen once, kept for the browser's session."""
    asked = request.GET.get("project")
    if asked is not None:
        request.session[ROUND] = asked
    try:
        key = uuid.UUID(request.session.get(ROUND, ""))
    except ValueError:
        return None
    found = ListeningProject.objects.visible_to(request.actor).select_related("guide")
    return found.filter(pk=key, status=ListeningProject.Status.LISTENING).first()


def _questions(request: HttpRequest, project: ListeningProject | None) -> list[GuideQuestion]:
    if project is None or project.guide_id is None:
        return []
    rows = GuideQuestion.objects.visible_to(request.actor).filter(guide_id=project.guide_id)
    return list(rows.order_by("position", "pk"))


def _contact(request: HttpRequest) -> Contact | None:
    wanted = request.POST.get("contact") or request.GET.get("contact")
    if not wanted:
        return None
    try:
        key = uuid.UUID(wanted)
    except ValueError:
        return None
    people = Contact.objects.visible_to(request.actor).prefetch_related("constituencies")
    return get_object_or_404(people, pk=key)


def _language(request: HttpRequest, contact: Contact | None) -> str:
    return (contact.language if contact else "") or request.LANGUAGE_CODE[:2]


def _said(attempt: Attempt) -> str:
    if attempt.result != Attempt.Result.TALKED:
        return _("Saved: %(result)s.") % {"result": attempt.get_result_display()}
    if attempt.task:
        return _("Talk saved, with a next step.")
    return _("Talk saved.")


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200
