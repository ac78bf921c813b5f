"""What a coder does with words that are coded: takes a code off, rates, places again, covers."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui import toasts
from listening.forms.coding import RateForm, SureForm, WordsForm
from listening.models import Coding, Excerpt, Redaction
from listening.services.coding import anchoring, marking, redacting
from listening.views.coding.desking import answer, asked_for, first_error, version_seen


@allowed(Permission.CODE_NOTES)
@require_POST
def off(request: HttpRequest, coding_id: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(
        Coding.objects.visible_to(request.actor).select_related("code", "excerpt__note", "round"),
        pk=coding_id,
    )
    note, round = asked_for(request, found.excerpt.note_id)
    try:
        marking.uncode(by=request.actor, coding=found)
    except DomainError as error:
        return answer(request, note, round, trouble=str(error))
    return answer(request, note, round, said=_("Taken off: %(code)s") % {"code": found.code})


@allowed(Permission.CODE_NOTES)
@require_POST
def sure(request: HttpRequest, coding_id: uuid.UUID) -> HttpResponse:
    """How sure the coder is of one of their own marks."""
    found = get_object_or_404(
        Coding.objects.visible_to(request.actor).select_related("code", "excerpt__note"), pk=coding_id
    )
    note, round = asked_for(request, found.excerpt.note_id)
    form = SureForm(request.POST)
    if not form.is_valid():
        return answer(request, note, round, trouble=first_error(form))
    try:
        marking.rate_coding(by=request.actor, coding=found, confidence=form.cleaned_data["confidence"])
    except DomainError as error:
        return answer(request, note, round, trouble=str(error))
    return answer(request, note, round, said=_("Saved."))


@allowed(Permission.CODE_NOTES)
@require_POST
def feel(request: HttpRequest, excerpt_id: uuid.UUID) -> HttpResponse:
    """Need or strength."""
    excerpt = get_object_or_404(Excerpt.objects.visible_to(request.actor), pk=excerpt_id)
    note, round = asked_for(request, excerpt.note_id)
    form = RateForm(request.POST)
    if not form.is_valid():
        return answer(request, note, round, trouble=first_error(form))
    marking.feel_excerpt(by=request.actor, excerpt=excerpt, sentiment=form.cleaned_data["sentiment"])
    return answer(request, note, round, said=_("Saved."))


@allowed(Permission.CODE_NOTES)
@require_POST
def place(request: HttpRequest, excerpt_id: uuid.UUID) -> HttpResponse:
    """Say where words stand that a correction moved, or that they are gone (`gone`)."""
    excerpt = get_object_or_404(Excerpt.objects.visible_to(request.actor), pk=excerpt_id)
    note, round = asked_for(request, excerpt.note_id)
    try:
        if "gone" in request.POST:
            anchoring.drop_excerpt(by=request.actor, excerpt=excerpt, now=timezone.now())
            return answer(request, note, round, said=_("Dropped, with the codes on it."))
        version = version_seen(request, note)
        form = WordsForm(request.POST)
        words = form.stretch(version.body) if form.is_valid() else None
        if words is None:
            raise marking.NoWords
        anchoring.place_excerpt(
            by=request.actor, excerpt=excerpt, version=version, start=words.start, end=words.end
        )
    except DomainError as error:
        return answer(request, note, round, trouble=str(error))
    return answer(request, note, round, said=_("Placed. Its codes came along."))


@allowed(Permission.CODE_NOTES)
@require_POST
def redact(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    note, round = asked_for(request, note_id)
    version = version_seen(request, note)
    form = WordsForm(request.POST)
    words = form.stretch(version.body) if form.is_valid() else None
    try:
        if words is None:
            raise marking.NoWords
        redacting.redact(
            by=request.actor,
            version=version,
            start=words.start,
            end=words.end,
            mark=request.POST.get("mark", ""),
        )
    except DomainError as error:
        return answer(request, note, round, trouble=str(error))
    return answer(request, note, round, said=_("Covered. The places of all codes stay."))


@allowed(Permission.MANAGE_LISTENING)
@require_POST
def lift(request: HttpRequest, redaction_id: uuid.UUID) -> HttpResponse:
    cover = get_object_or_404(
        Redaction.objects.visible_to(request.actor).select_related("version"), pk=redaction_id
    )
    redacting.lift_redaction(by=request.actor, redaction=cover)
    toasts.toast(request, _("Shown again."))
    return redirect("listening:coding_desk", cover.version.note_id)
