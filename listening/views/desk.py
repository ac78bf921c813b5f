"""The coding desk: one note, its codes, and what a coder does with it. Every act answers with the desk as it is then."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from contacts.models import ConsentEvent
from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui import toasts
from listening import codes_reading as reading
from listening import coding_queue
from listening.drawing import draw
from listening.forms.coding import CodeForm, RateForm, SureForm, WordsForm, coding_id
from listening.models import Coding, CodingRound, Excerpt, Note, NoteTranslation, Redaction
from listening.offsets import Utf16, units
from listening.services import anchoring, coding, redacting
from listening.words import lights


@allowed(Permission.CODE_NOTES)
@require_GET
def desk(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    note, round = _asked_for(request, note_id)
    return TemplateResponse(request, "listening/coding/desk.html", _desk(request, note, round))


@allowed(Permission.CODE_NOTES)
@require_GET
def marks(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    """Asked every few seconds: nothing when nothing happened, else the desk with what others did."""
    note, round = _asked_for(request, note_id)
    if request.GET.get("stamp") == reading.stamp(request.actor, note, round):
        return HttpResponse(status=204)
    return TemplateResponse(request, "listening/coding/_desk.html", _desk(request, note, round))


@allowed(Permission.CODE_NOTES)
@require_POST
def code(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    note, round = _asked_for(request, note_id)
    version = _version(request, note)
    book = reading.codebook_for(request.actor, note, round)
    codes = reading.codes_of(request.actor, book) if book else []
    form = CodeForm(request.POST, codes=codes)
    if not form.is_valid():
        return _answer(request, note, round, form=form, trouble=_first_error(form))
    words = form.stretch(version.body)
    try:
        if words is None:
            raise coding.NoWords
        made = coding.code_words(
            by=request.actor,
            version=version,
            start=words.start,
            end=words.end,
            code=form.cleaned_data["code"],
            round=round,
        )
    except DomainError as error:
        return _answer(request, note, round, form=form, trouble=str(error))
    said = _("Coded: %(code)s") if made.is_new else _("Already coded: %(code)s")
    return _answer(request, note, round, said=said % {"code": made.coding.code})


@allowed(Permission.CODE_NOTES)
@require_POST
def undo(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    note, round = _asked_for(request, note_id)
    try:
        taken = coding.undo_last(by=request.actor, note=note, round=round)
    except DomainError as error:
        return _answer(request, note, round, trouble=str(error))
    said = (
        _("Taken off: %(code)s") % {"code": taken.code}
        if taken
        else _("Nothing of yours is left to take back here.")
    )
    return _answer(request, note, round, said=said)


@allowed(Permission.CODE_NOTES)
@require_POST
def off(request: HttpRequest, coding_id: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(
        Coding.objects.visible_to(request.actor).select_related("code", "excerpt__note", "round"),
        pk=coding_id,
    )
    note, round = _asked_for(request, found.excerpt.note_id)
    try:
        coding.uncode(by=request.actor, coding=found)
    except DomainError as error:
        return _answer(request, note, round, trouble=str(error))
    return _answer(request, note, round, said=_("Taken off: %(code)s") % {"code": found.code})


@allowed(Permission.CODE_NOTES)
@require_POST
def sure(request: HttpRequest, coding_id: uuid.UUID) -> HttpResponse:
    """How sure the coder is of one of their own marks."""
    found = get_object_or_404(
        Coding.objects.visible_to(request.actor).select_related("code", "excerpt__note"), pk=coding_id
    )
    note, round = _asked_for(request, found.excerpt.note_id)
    form = SureForm(request.POST)
    if not form.is_valid():
        return _answer(request, note, round, trouble=_first_error(form))
    try:
        coding.rate_coding(by=request.actor, coding=found, confidence=form.cleaned_data["confidence"])
    except DomainError as error:
        return _answer(request, note, round, trouble=str(error))
    return _answer(request, note, round, said=_("Saved."))


@allowed(Permission.CODE_NOTES)
@require_POST
def feel(request: HttpRequest, excerpt_id: uuid.UUID) -> HttpResponse:
    """Need or strength."""
    excerpt = get_object_or_404(Excerpt.objects.visible_to(request.actor), pk=excerpt_id)
    note, round = _asked_for(request, excerpt.note_id)
    form = RateForm(request.POST)
    if not form.is_valid():
        return _answer(request, note, round, trouble=_first_error(form))
    coding.feel_excerpt(by=request.actor, excerpt=excerpt, sentiment=form.cleaned_data["sentiment"])
    return _answer(request, note, round, said=_("Saved."))


@allowed(Permission.CODE_NOTES)
@require_POST
def place(request: HttpRequest, excerpt_id: uuid.UUID) -> HttpResponse:
    """Say where words stand that a correction moved, or that they are gone (`gone`)."""
    excerpt = get_object_or_404(Excerpt.objects.visible_to(request.actor), pk=excerpt_id)
    note, round = _asked_for(request, excerpt.note_id)
    try:
        if "gone" in request.POST:
            anchoring.drop_excerpt(by=request.actor, excerpt=excerpt, now=timezone.now())
            return _answer(request, note, round, said=_("Dropped, with the codes on it."))
        version = _version(request, note)
        form = WordsForm(request.POST)
        words = form.stretch(version.body) if form.is_valid() else None
        if words is None:
            raise coding.NoWords
        anchoring.place_excerpt(
            by=request.actor, excerpt=excerpt, version=version, start=words.start, end=words.end
        )
    except DomainError as error:
        return _answer(request, note, round, trouble=str(error))
    return _answer(request, note, round, said=_("Placed. Its codes came along."))


@allowed(Permission.CODE_NOTES)
@require_POST
def redact(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    note, round = _asked_for(request, note_id)
    version = _version(request, note)
    form = WordsForm(request.POST)
    words = form.stretch(version.body) if form.is_valid() else None
    try:
        if words is None:
            raise coding.NoWords
        redacting.redact(
            by=request.actor,
            version=version,
            start=words.start,
            end=words.end,
            mark=request.POST.get("mark", ""),
        )
    except DomainError as error:
        return _answer(request, note, round, trouble=str(error))
    return _answer(request, note, round, said=_("Covered. The places of all codes stay."))


@allowed(Permission.MANAGE_LISTENING)
@require_POST
def lift(request: HttpRequest, redaction_id: uuid.UUID) -> HttpResponse:
    cover = get_object_or_404(
        Redaction.objects.visible_to(request.actor).select_related("version"), pk=redaction_id
    )
    redacting.lift_redaction(by=request.actor, redaction=cover)
    toasts.toast(request, _("Shown again."))
    return redirect("listening:coding_desk", cover.version.note_id)


@allowed(Permission.CODE_NOTES)
@require_POST
def done(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    """This note is coded; on to the next of the queue or the round."""
    note, round = _asked_for(request, note_id)
    following = coding_queue.next_note(request.actor, note, round)
    try:
        coding.finish_note(by=request.actor, note=note, round=round)
    except DomainError as error:
        toasts.toast(request, str(error))
        return redirect(_address(note, round))
    if following:
        return redirect(_address(following, round))
    toasts.toast(request, _("That was the last one. Everything here is coded."))
    return redirect("listening:coding_round", round.pk) if round else redirect("listening:coding_queue")


def _asked_for(request: HttpRequest, note_id: uuid.UUID) -> tuple[Note, CodingRound | None]:
    notes = Note.objects.visible_to(request.actor).select_related(
        "session__project", "session__district", "session__school", "participant", "contact"
    )
    note = get_object_or_404(notes, pk=note_id)
    wanted = request.POST.get("round") or request.GET.get("round")
    if not wanted:
        return note, None
    rounds = CodingRound.objects.visible_to(request.actor).select_related("codebook")
    return note, get_object_or_404(rounds, pk=coding_id(wanted))


def _version(request: HttpRequest, note: Note):
    """The wording that was on screen; the newest where the form names none."""
    newest = reading.newest(request.actor, note)
    seen = coding_id(request.POST.get("version", ""))
    if newest and seen and seen != newest.pk:
        earlier = note.versions.filter(pk=seen, organization_id=request.actor.organization_id).first()
        if earlier:
            earlier.note = note
            return earlier
    return newest


def _answer(
    request: HttpRequest,
    note: Note,
    round: CodingRound | None,
    *,
    said: str = "",
    trouble: str = "",
    form: CodeForm | None = None,
) -> HttpResponse:
    """With a script the desk again; without one, back to the page."""
    if request.headers.get("X-Desk") != "1":
        if trouble:
            context = _desk(request, note, round) | {"trouble": trouble, "form": form}
            return TemplateResponse(request, "listening/coding/desk.html", context, status=422)
        toasts.toast(request, said)
        return redirect(_address(note, round))
    context = _desk(request, note, round) | {"said": said, "trouble": trouble}
    return TemplateResponse(request, "listening/coding/_desk.html", context, status=422 if trouble else 200)


def _desk(request: HttpRequest, note: Note, round: CodingRound | None) -> dict[str, Any]:
    actor = request.actor
    light = lights(actor, [note]).get(note.pk)
    withdrawn = bool(light and light.value == ConsentEvent.Value.WITHDRAWN)
    blind = bool(round and round.is_blind and round.is_open)
    left = coding_queue.left(actor, note, round)
    context: dict[str, Any] = {
        "note": note,
        "round": round,
        "blind": blind,
        "light": light,
        "withdrawn": withdrawn,
        "left": left,
        "heading": _heading(request, note, round, blind, left),
        "see_names": actor.can(Permission.VIEW_CONTACTS) and not blind,
        "may_manage": actor.can(Permission.MANAGE_LISTENING),
        "stamp": reading.stamp(actor, note, round),
        "is_done": note.coders.filter(
            organization_id=actor.organization_id,
            round=round,
            coder_id=actor.membership_id,
            done_at__isnull=False,
        ).exists(),
        "address": _address(note, round),
    }
    version = reading.newest(actor, note)
    if withdrawn or version is None:
        return context
    covers = reading.covers_of(actor, version)
    rows = reading.coded(actor, version, round, covers)
    places = Utf16(version.body)
    for row in rows:
        row.start16, row.end16 = places.of(row.excerpt.start), places.of(row.excerpt.end)
    book = reading.codebook_for(actor, note, round)
    tree = reading.tree(actor, book) if book else []
    codes = [row.code for row in reading.flat(tree)]
    paragraphs = draw(version.body, reading.marks_of(rows), covers)
    translation = _translation(request, version)
    for paragraph, line in zip(paragraphs, translation.lines if translation else [], strict=False):
        paragraph.translated = line
    return context | {
        "version": version,
        "paragraphs": paragraphs,
        "sentences": [s for p in paragraphs for s in p.sentences if s.number],
        "rows": rows,
        "covers": [cover for cover in covers if cover.id],
        "book": book,
        "families": tree,
        "codes": [code for code in codes if code.is_codable],
        "quick": list(enumerate(reading.quick_codes(actor, codes), 1)),
        "adrift": [] if blind else reading.with_words(actor, list(reading.adrift(actor, note))),
        "translation": translation,
        "feelings": RateForm.base_fields["sentiment"].choices,
        "sureness": SureForm.SURE,
    }


def _translation(request: HttpRequest, version):
    """The translation into the reader's language, by line when it has as many lines as the note."""
    wanted = request.LANGUAGE_CODE[:2]
    if version.note.language[:2] == wanted:
        return None
    found = NoteTranslation.objects.visible_to(request.actor).filter(version=version, language=wanted).first()
    if found:
        lines = [found.body[unit.start : unit.end] for unit in units(found.body)]
        found.lines = lines if len(lines) == len(units(version.body)) else []
    return found


def _heading(request: HttpRequest, note: Note, round: CodingRound | None, blind: bool, left: int) -> str:
    if blind:
        return ngettext("One note left", "%(n)s notes left", left) % {"n": left}
    if request.actor.can(Permission.VIEW_CONTACTS):
        return str(note.session)
    return str(note.session.get_kind_display())


def _address(note: Note, round: CodingRound | None) -> str:
    address = reverse("listening:coding_desk", args=[note.pk])
    return f"{address}?{urlencode({'round': round.pk})}" if round else address


def _first_error(form) -> str:
    return next(iter(form.errors.values()))[0]
