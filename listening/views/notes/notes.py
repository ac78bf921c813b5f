"""Notes: the list with its search, one note, adding, correcting, describing, and how it was worded before."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from crm.access.checks import allowed
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.districts.models import District
from crm.ui import filters, toasts
from crm.ui.paging import PLACE, keyset
from listening import navigation
from listening.finding import searching
from listening.finding.queries import parse
from listening.forms.notes import CorrectionForm, DescriptionForm, NoteFilters, NoteForm
from listening.forms.talks import LANGUAGES
from listening.gate.covering import shown_bodies
from listening.models import (
    Attachment,
    GuideQuestion,
    ListeningProject,
    ListeningSession,
    Note,
    NoteVersion,
    SessionParticipant,
)
from listening.notes import reading
from listening.notes.differences import changes
from listening.services.notes import noting
from listening.views.notes.noting import choices_of, for_readers, may_change, note_of, status

ON_A_PAGE, MOST_BESIDE = 25, 10


@for_readers
def note_list(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    form = _filters(request)
    chosen = form.cleaned_data if form.is_valid() else {}
    query = parse(chosen.get("q", ""))
    notes = reading.filtered(Note.objects.visible_to(actor), chosen)
    if query:
        notes = searching.matching(notes, query, actor=actor)
    elif chosen.get("q"):
        notes = notes.none()
    notes = notes.select_related(*reading.BESIDE, "question", "session__project")
    page = keyset(notes, request, sorts={"new": ("-created_at", "-pk")}, default="new", size=ON_A_PAGE)
    rows = reading.name_speakers(actor, reading.with_words(page.rows, actor))
    if query:
        hits = searching.found_notes(actor, rows, query)
        pieces = {hit.note.pk: hit for hit in hits}
        rows = [note for note in rows if note.pk in pieces]
        for note in rows:
            note.hit = pieces[note.pk]
    narrowed = any(value for name, value in chosen.items() if name != "q")
    beside = []
    if query and not narrowed and PLACE.isdisjoint(request.GET):
        beside = searching.search(actor, chosen["q"], kinds=["memo", "excerpt"], limit=MOST_BESIDE)
    context = {
        "page": page,
        "rows": rows,
        "memos": [hit for hit in beside if hit.kind == "memo"],
        "excerpts": [hit for hit in beside if hit.kind == "excerpt"],
        "form": form,
        "fields": [form[name] for name in form.fields if name not in ("q", "speaker")],
        "chips": filters.chips(form, request.GET, skip=["q"]),
        "keep": filters.keep(request.GET, drop=[name for name in form.fields if name != "speaker"]),
        "asked": chosen.get("q", ""),
        "tabs": navigation.tabs(request, "notes"),
        "reads_all": actor.can(Permission.VIEW_NOTES),
    }
    return TemplateResponse(request, "listening/notes/notes.html", context)


@for_readers
def note_detail(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    note = note_of(request, note_id)
    actor = request.actor
    files = Attachment.objects.visible_to(actor).filter(note=note).select_related("added_by__user")
    can_change = may_change(request, note)
    return TemplateResponse(
        request,
        "listening/notes/note_detail.html",
        {
            "note": note,
            "memos": reading.memos(actor, note=note) if note.may_show else [],
            "files": list(files.order_by("added_at", "pk")) if note.may_show else [],
            "can_change": can_change,
            "can_manage": actor.can(Permission.MANAGE_LISTENING),
            "language": dict(LANGUAGES).get(note.language, note.language),
            "can_translate": can_change or actor.can(Permission.CODE_NOTES),
            "can_remark": actor.can(Permission.LOG_CONVERSATION) or actor.can(Permission.CODE_NOTES),
            "can_attach": actor.can(Permission.LOG_CONVERSATION) and note.may_show,
            "reads_sessions": actor.can(Permission.VIEW_NOTES),
        },
    )


@allowed(Permission.LOG_CONVERSATION)
def note_new(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Volunteers may add a note here although they read none."""
    sessions = ListeningSession.objects.visible_to(request.actor).select_related("guide", "project")
    session = get_object_or_404(sessions, pk=session_id)
    form = NoteForm(
        request.POST or None, initial={"language": session.language}, **choices_of(request, session)
    )
    if request.method == "POST" and form.is_valid():
        values = {key: value for key, value in form.cleaned_data.items() if key != "words_seen"}
        try:
            noting.add_note(by=request.actor, session=session, **values)
        except NotAllowed:
            raise
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.sentence)
        else:
            toasts.toast(request, _("Note saved."))
            if "another" in request.POST:
                return redirect("listening:note_new", session.pk)
            if request.actor.can(Permission.VIEW_NOTES):
                return redirect("listening:session", session.pk)
            return redirect("listening:notes")
    return TemplateResponse(
        request, "listening/notes/note.html", {"form": form, "session": session}, status=status(request)
    )


@for_readers
def note_correct(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    note = note_of(request, note_id, words=True)
    if not may_change(request, note):
        raise PermissionDenied
    form = CorrectionForm(request.POST or None, initial={"body": note.body, "seen": note.wordings})
    if request.method == "POST" and form.is_valid():
        try:
            noting.correct_note(
                by=request.actor, note=note, body=form.cleaned_data["body"], seen=form.cleaned_data["seen"]
            )
        except NotAllowed:
            raise
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.sentence)
        else:
            toasts.toast(request, _("Corrected. The earlier wording is kept."))
            return redirect("listening:note", note.pk)
    context = {"form": form, "note": note}
    return TemplateResponse(request, "listening/notes/correct.html", context, status=status(request))


@for_readers
def note_describe(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    note = note_of(request, note_id, words=True)
    if not may_change(request, note):
        raise PermissionDenied
    names = ("participant", "question", "language", "fidelity", "confidentiality")
    initial = {name: getattr(note, name) for name in names}
    form = DescriptionForm(request.POST or None, initial=initial, **choices_of(request, note.session))
    if request.method == "POST" and form.is_valid():
        try:
            noting.describe_note(by=request.actor, note=note, **form.cleaned_data)
        except NotAllowed:
            raise
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.sentence)
        else:
            toasts.toast(request, _("Saved."))
            return redirect("listening:note", note.pk)
    return TemplateResponse(
        request, "listening/notes/note_describe.html", {"form": form, "note": note}, status=status(request)
    )


@for_readers
def note_history(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    """Every wording, the newest first, with what it changed."""
    note = note_of(request, note_id, words=True)
    versions = (
        NoteVersion.objects.visible_to(request.actor).filter(note=note).select_related("written_by__user")
    )
    wordings = list(versions.order_by("number"))
    if not request.actor.can(Permission.VIEW_CONTACTS):
        for version in wordings:
            version.note = note
        shown = shown_bodies(request.actor, {version.pk: version for version in wordings})
        for version in wordings:
            version.body = shown[version.pk]
    for before, version in zip([None, *wordings], wordings, strict=False):
        version.changes = changes(before.body if before else "", version.body)
        version.is_first = before is None
    context = {"note": note, "wordings": wordings[::-1]}
    return TemplateResponse(request, "listening/notes/note_history.html", context)


def _filters(request: HttpRequest) -> NoteFilters:
    actor = request.actor
    reads = actor.can(Permission.VIEW_NOTES)
    projects = ListeningProject.objects.visible_to(actor).order_by("-starts_on", "pk")
    held = ListeningSession.objects.visible_to(actor)
    questions = GuideQuestion.objects.visible_to(actor).order_by("-guide__created_at", "position", "pk")
    asked = Note.objects.visible_to(actor).exclude(question=None).values("question_id")
    return NoteFilters(
        request.GET,
        projects=projects if reads else projects.none(),
        districts=District.objects.filter(pk__in=held.values("district_id")).order_by("name", "pk"),
        questions=questions.filter(pk__in=asked),
        # Never a list: one comes from the page of a note.
        speakers=SessionParticipant.objects.visible_to(actor).filter(pk=_speaker(request)),
    )


def _speaker(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET.get("speaker", ""))
    except ValueError:
        return None
