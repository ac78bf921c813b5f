"""The coding desk: one note, its codes, and what a coder does with it. Every act answers with the desk as it is then."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui import toasts
from listening.coding import queue, reading
from listening.forms.coding import CodeForm
from listening.services.coding import marking
from listening.views.coding.desking import address, answer, asked_for, desk_of, first_error, version_seen


@allowed(Permission.CODE_NOTES)
@require_GET
def desk(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    note, round = asked_for(request, note_id)
    return TemplateResponse(request, "listening/coding/desk.html", desk_of(request, note, round))


@allowed(Permission.CODE_NOTES)
@require_GET
def marks(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    """Asked every few seconds: nothing when nothing happened, else the desk with what others did."""
    note, round = asked_for(request, note_id)
    if request.GET.get("stamp") == reading.stamp(request.actor, note, round):
        return HttpResponse(status=204)
    return TemplateResponse(request, "listening/coding/_desk.html", desk_of(request, note, round))


@allowed(Permission.CODE_NOTES)
@require_POST
def code(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    note, round = asked_for(request, note_id)
    version = version_seen(request, note)
    book = reading.codebook_for(request.actor, note, round)
    codes = reading.codes_of(request.actor, book) if book else []
    form = CodeForm(request.POST, codes=codes)
    if not form.is_valid():
        return answer(request, note, round, form=form, trouble=first_error(form))
    words = form.stretch(version.body)
    try:
        if words is None:
            raise marking.NoWords
        made = marking.code_words(
            by=request.actor,
            version=version,
            start=words.start,
            end=words.end,
            code=form.cleaned_data["code"],
            round=round,
        )
    except DomainError as error:
        return answer(request, note, round, form=form, trouble=str(error))
    said = _("Coded: %(code)s") if made.is_new else _("Already coded: %(code)s")
    return answer(request, note, round, said=said % {"code": made.coding.code})


@allowed(Permission.CODE_NOTES)
@require_POST
def undo(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    note, round = asked_for(request, note_id)
    try:
        taken = marking.undo_last(by=request.actor, note=note, round=round)
    except DomainError as error:
        return answer(request, note, round, trouble=str(error))
    said = (
        _("Taken off: %(code)s") % {"code": taken.code}
        if taken
        else _("Nothing of yours is left to take back here.")
    )
    return answer(request, note, round, said=said)


@allowed(Permission.CODE_NOTES)
@require_POST
def done(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    """This note is coded; on to the next of the queue or the round."""
    note, round = asked_for(request, note_id)
    following = queue.next_note(request.actor, note, round)
    try:
        marking.finish_note(by=request.actor, note=note, round=round)
    except DomainError as error:
        toasts.toast(request, str(error))
        return redirect(address(note, round))
    if following:
        return redirect(address(following, round))
    toasts.toast(request, _("That was the last one. Everything here is coded."))
    return redirect("listening:coding_round", round.pk) if round else redirect("listening:coding_queue")
