"""The queue of notes to code, the rounds, and short answers in a row."""

import random
import uuid

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from contacts.models import ConstituencyRow
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import ROLES, Permission
from crm.districts.models import District, School
from crm.organizations.models import Membership
from crm.ui import toasts
from listening.coding import queue as coding_queue
from listening.coding import reading
from listening.forms.coding import RoundForm
from listening.gate import covering
from listening.models import Codebook, CodingRound, ListeningProject, Note
from listening.navigation import tabs
from listening.services.coding import marking as services
from listening.services.coding import rounds
from listening.views.readers import readers

SHOWN, ANSWERS, ANSWER_LENGTH = 40, 25, 280


@allowed(Permission.CODE_NOTES)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Up to 200 notes, those first of whom the codes have heard least."""
    actor, project = request.actor, _project(request)
    waiting = coding_queue.queue(actor, project=project)
    mine = (
        CodingRound.objects.visible_to(actor)
        .going_on()
        .filter(notes__coder_id=actor.membership_id)
        .annotate(left=Count("notes", Q(notes__coder_id=actor.membership_id, notes__done_at=None)))
        .order_by("-opened_at", "-pk")
    )
    context = {
        "tabs": tabs(request, "coding"),
        "project": project,
        "projects": _projects(request),
        "waiting": _described(request, waiting[:SHOWN]),
        "waiting_n": len(waiting),
        "rounds": mine,
        "first": waiting[0].note_id if waiting else None,
        "adrift": reading.adrift(actor).select_related("note")[:20],
        "book": reading.shared_codebook(actor),
    }
    return TemplateResponse(request, "listening/coding/queue.html", context)


@readers
@require_GET
def round_list(request: HttpRequest) -> HttpResponse:
    found = CodingRound.objects.visible_to(request.actor).select_related("project", "codebook")
    found = found.annotate(work=Count("notes"), done=Count("notes", Q(notes__done_at__isnull=False)))
    context = {
        "rounds": found.order_by("-opened_at", "-pk")[:50],
        "may_code": request.actor.can(Permission.CODE_NOTES),
    }
    return TemplateResponse(request, "listening/coding/rounds.html", context)


@allowed(Permission.CODE_NOTES)
def round_new(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    books = Codebook.objects.visible_to(actor).kept().order_by("created_at", "pk")
    form = RoundForm(
        request.POST or None,
        codebooks=books,
        projects=_projects(request),
        coders=_coders(request),
        initial={"coders": [str(actor.membership_id)]},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        project = ListeningProject.objects.visible_to(actor).filter(pk=data["project"] or None).first()
        try:
            opened = rounds.open_round(
                by=actor,
                name=data["name"],
                kind=data["kind"],
                is_blind=data["is_blind"],
                codebook=books.get(pk=data["codebook"]),
                project=project,
                notes=_sample(request, project, data["notes_n"]),
                coders=[row for row in _coders(request) if str(row.pk) in data["coders"]],
            )
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.sentence)
        else:
            toasts.toast(request, _("Opened: %(name)s.") % {"name": opened})
            return redirect("listening:coding_round", opened.pk)
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "listening/coding/round_new.html", {"form": form}, status=status)


@readers
@require_GET
def round_page(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """How far each coder is, without what they coded; then who goes on where."""
    actor = request.actor
    round = get_object_or_404(
        CodingRound.objects.visible_to(actor).select_related("codebook", "project"), pk=round_id
    )
    coders = (
        round.notes.values("coder", "coder__user__name")
        .annotate(work=Count("id"), done=Count("id", Q(done_at__isnull=False)))
        .order_by("coder__user__name")
    )
    mine = coding_queue.to_do(actor, round).order_by("position", "pk").first()
    context = {
        "round": round,
        "coders": coders,
        "mine": mine,
        "notes_n": round.notes.values("note").distinct().count(),
        "may_code": actor.can(Permission.CODE_NOTES),
    }
    return TemplateResponse(request, "listening/coding/round.html", context)


@allowed(Permission.CODE_NOTES)
@require_POST
def round_close(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    round = get_object_or_404(CodingRound.objects.visible_to(request.actor), pk=round_id)
    rounds.close_round(by=request.actor, round=round)
    toasts.toast(request, _("Closed. Everybody sees all codes of it now."))
    return redirect("listening:coding_round", round.pk)


@allowed(Permission.CODE_NOTES)
@require_GET
def answers(request: HttpRequest) -> HttpResponse:
    """Short answers, one a row, coded by their letters alone."""
    actor, project = request.actor, _project(request)
    waiting = coding_queue.queue(actor, project=project, length=5 * ANSWERS)
    rows, book = [], None
    for row in _described(request, waiting):
        if row["version"] and len(row["words"]) <= ANSWER_LENGTH:
            rows.append(row)
            book = book or reading.codebook_for(actor, row["note"])
    context = {
        "rows": rows[:ANSWERS],
        "more": len(rows) > ANSWERS or len(waiting) == 5 * ANSWERS,
        "project": project,
        "book": book,
        "codes": [code for code in reading.codes_of(actor, book) if code.is_codable] if book else [],
    }
    return TemplateResponse(request, "listening/coding/answers.html", context)


@allowed(Permission.CODE_NOTES)
@require_POST
def answer(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    """The letters of all codes of one answer, then it is done. No letters: nothing fits."""
    actor = request.actor
    notes = Note.objects.visible_to(actor).select_related("session__project", "participant", "contact")
    note = get_object_or_404(notes, pk=note_id)
    version, book = reading.newest(actor, note), reading.codebook_for(actor, note)
    by_letters = (
        {code.key[:2]: code for code in reading.codes_of(actor, book) if code.is_codable} if book else {}
    )
    typed = request.POST.get("letters", "").lower().replace(",", " ").split()
    unknown = [letters for letters in typed if letters not in by_letters]
    trouble, coded = "", []
    try:
        if unknown:
            raise DomainError(_("No code has the letters %(letters)s.") % {"letters": ", ".join(unknown)})
        for letters in typed:
            code = by_letters[letters]
            services.code_words(by=actor, version=version, start=0, end=len(version.body), code=code)
            coded.append(code)
        services.finish_note(by=actor, note=note)
    except DomainError as error:
        trouble = str(error)
    if not request.htmx:
        if trouble:
            toasts.toast(request, trouble)
        return redirect(f"{reverse('listening:coding_answers')}?{request.GET.urlencode()}")
    words = (
        covering.shown_bodies(actor, {note.pk: version})[note.pk]
        if coding_queue.still_said(actor, [note])
        else ""
    )
    row = {"note": note, "version": version, "words": words, "coded": coded, "done": not trouble}
    context = {"row": row, "trouble": trouble, "typed": " ".join(typed)}
    return TemplateResponse(request, "listening/coding/_answer.html", context, status=422 if trouble else 200)


def _described(request: HttpRequest, waiting: list[coding_queue.Waiting]) -> list[dict]:
    """Rows of the queue with the first words, as this reader may read them."""
    actor = request.actor
    keys = [row.note_id for row in waiting]
    notes = Note.objects.visible_to(actor).select_related("session__project", "participant", "contact")
    said = {note.pk: note for note in coding_queue.still_said(actor, list(notes.filter(pk__in=keys)))}
    kinds = dict(ConstituencyRow.Kind.choices)
    places = {row.cell[1] for row in waiting if row.cell[1]}
    named = {str(key): name for key, name in School.objects.filter(pk__in=places).values_list("pk", "name")}
    named |= {
        str(key): name for key, name in District.objects.filter(pk__in=places).values_list("pk", "name")
    }
    versions = reading.newest_of(actor, list(said.values()))
    words = covering.shown_bodies(actor, versions)
    return [
        {
            "note": said[row.note_id],
            "version": versions.get(row.note_id),
            "words": words.get(row.note_id, ""),
            "kind": row.cell[0] if row.cell[0] in kinds else "",
            "place": named.get(row.cell[1], ""),
            "heard": row.heard,
            "goal": row.goal,
        }
        for row in waiting
        if row.note_id in said
    ]


def _sample(request: HttpRequest, project: ListeningProject | None, number: int) -> list[Note]:
    """Drawn by chance, so that what a round measures speaks for all notes."""
    notes = Note.objects.visible_to(request.actor).select_related("contact").filter(is_quote=True)
    notes = notes.exclude(session__status="cancelled")
    if project:
        notes = notes.filter(session__project=project)
    keys = list(notes.order_by("pk").values_list("pk", flat=True))
    drawn = random.SystemRandom().sample(keys, min(len(keys), 2 * number))
    said = {
        note.pk: note for note in coding_queue.still_said(request.actor, list(notes.filter(pk__in=drawn)))
    }
    return [said[key] for key in drawn if key in said][:number]


def _coders(request: HttpRequest) -> list[Membership]:
    able = [key for key, role in ROLES.items() if Permission.CODE_NOTES in role.permissions]
    found = Membership.objects.visible_to(request.actor).active(on=timezone.localdate()).filter(role__in=able)
    return list(found.select_related("user").order_by("user__name", "pk"))


def _projects(request: HttpRequest) -> list[ListeningProject]:
    return list(ListeningProject.objects.visible_to(request.actor).order_by("-starts_on", "pk")[:50])


def _project(request: HttpRequest) -> ListeningProject | None:
    try:
        wanted = uuid.UUID(request.GET.get("project", ""))
    except ValueError:
        return None
    return get_object_or_404(ListeningProject.objects.visible_to(request.actor), pk=wanted)
