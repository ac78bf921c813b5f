"""What the views of the desk share: which note and round were asked for, and the desk as the answer to every act."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext

from crm.access.roles import Permission
from crm.ui import toasts
from listening.coding import queue, reading
from listening.coding.drawing import draw
from listening.coding.offsets import Utf16, units
from listening.forms.coding import CodeForm, RateForm, SureForm, coding_id
from listening.gate import covering
from listening.models import CodingRound, Note, NoteTranslation


def asked_for(request: HttpRequest, note_id: uuid.UUID) -> tuple[Note, CodingRound | None]:
    notes = Note.objects.visible_to(request.actor).select_related(
        "session__project", "session__district", "session__school", "participant", "contact"
    )
    note = get_object_or_404(notes, pk=note_id)
    wanted = request.POST.get("round") or request.GET.get("round")
    if not wanted:
        return note, None
    rounds = CodingRound.objects.visible_to(request.actor).select_related("codebook")
    return note, get_object_or_404(rounds, pk=coding_id(wanted))


def version_seen(request: HttpRequest, note: Note):
    """The wording that was on screen; the newest where the form names none."""
    newest = reading.newest(request.actor, note)
    seen = coding_id(request.POST.get("version", ""))
    if newest and seen and seen != newest.pk:
        earlier = note.versions.filter(pk=seen, organization_id=request.actor.organization_id).first()
        if earlier:
            earlier.note = note
            return earlier
    return newest


def answer(
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
            context = desk_of(request, note, round) | {"trouble": trouble, "form": form}
            return TemplateResponse(request, "listening/coding/desk.html", context, status=422)
        toasts.toast(request, said)
        return redirect(address(note, round))
    context = desk_of(request, note, round) | {"said": said, "trouble": trouble}
    return TemplateResponse(request, "listening/coding/_desk.html", context, status=422 if trouble else 200)


def desk_of(request: HttpRequest, note: Note, round: CodingRound | None) -> dict[str, Any]:
    actor = request.actor
    withdrawn = not queue.still_said(actor, [note])
    blind = bool(round and round.is_blind and round.is_open)
    left = queue.left(actor, note, round)
    context: dict[str, Any] = {
        "note": note,
        "round": round,
        "blind": blind,
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
        "address": address(note, round),
    }
    version = reading.newest(actor, note)
    if withdrawn or version is None:
        return context
    covers = covering.covers_of(actor, version)
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
        "adrift": [] if blind else covering.with_words(actor, list(reading.adrift(actor, note))),
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
    if found and not request.actor.can(Permission.VIEW_CONTACTS):
        if covering.with_redactions(request.actor, [version.pk]):
            return None
        (found.body,) = covering.without_names(request.actor, [(version.note.session_id, found.body)])
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


def address(note: Note, round: CodingRound | None) -> str:
    address = reverse("listening:coding_desk", args=[note.pk])
    return f"{address}?{urlencode({'round': round.pk})}" if round else address


def first_error(form) -> str:
    return next(iter(form.errors.values()))[0]
