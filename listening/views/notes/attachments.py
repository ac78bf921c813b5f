"""Recordings, photos and papers: added, opened through a permission check, deleted."""

import uuid

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from crm.access.checks import allowed
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.ui import toasts
from listening.models import Attachment, ListeningSession
from listening.notes import storage
from listening.services.notes import attaching
from listening.services.reports import holding
from listening.views.notes.noting import for_readers, note_of, status

# What is shown in place; anything else is downloaded.
IN_PLACE = frozenset({Attachment.Kind.PHOTO, Attachment.Kind.AUDIO})


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Recording, photo or PDF"),
        widget=forms.ClearableFileInput(attrs={"accept": "audio/*,image/jpeg,image/png,image/webp,.pdf"}),
    )


@allowed(Permission.LOG_CONVERSATION)
def attach_to_note(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    note = note_of(request, note_id, words=True)
    return _attach(request, note.get_absolute_url(), note=note)


@allowed(Permission.LOG_CONVERSATION)
def attach_to_session(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """A volunteer may hand in the sheet although they do not read the session."""
    session = get_object_or_404(ListeningSession.objects.visible_to(request.actor), pk=session_id)
    reads = request.actor.can(Permission.VIEW_NOTES)
    back = reverse("listening:session", args=[session.pk]) if reads else ""
    return _attach(request, back, session=session)


@for_readers
@require_safe
def stream(request: HttpRequest, attachment_id: uuid.UUID) -> FileResponse:
    found = _one(request, attachment_id)
    path = storage.attachment_of(found.organization_id, found.pk)
    if found.purged_at or found.held_at or not path.is_file():
        raise Http404
    if found.note_id:
        note_of(request, found.note_id, words=True)  # the words were not taken back
    attaching.open_attachment(by=request.actor, attachment=found)
    response = FileResponse(
        path.open("rb"),
        as_attachment=found.kind not in IN_PLACE,
        filename=found.file_name,
        content_type=found.content_type,
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@allowed(Permission.MANAGE_LISTENING)
@require_POST
def show_again(request: HttpRequest, attachment_id: uuid.UUID) -> HttpResponse:
    found = _one(request, attachment_id)
    holding.show_again(by=request.actor, attachment=found)
    toasts.toast(request, _("The file is shown again."))
    if found.note_id:
        return redirect("listening:note", found.note_id)
    return redirect("listening:session", found.session_id)


@for_readers
@require_POST
def remove(request: HttpRequest, attachment_id: uuid.UUID) -> HttpResponse:
    found = _one(request, attachment_id)
    attaching.remove_attachment(by=request.actor, attachment=found)
    toasts.toast(request, _("The file is deleted."))
    if found.note_id:
        return redirect("listening:note", found.note_id)
    if request.actor.can(Permission.VIEW_NOTES):
        return redirect("listening:session", found.session_id)
    return redirect("listening:notes")


def _attach(request: HttpRequest, back: str, **to) -> HttpResponse:
    form = FileForm(request.POST or None, request.FILES or None) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            attaching.attach(by=request.actor, file=file, name=file.name, **to)
        except NotAllowed:
            raise
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.sentence)
        else:
            toasts.toast(request, _("The file is kept, for you and those who may see it."))
            return redirect(back or "listening:notes")
    (subject,) = to.values()
    context = {"form": form, "subject": subject, "back": back, "kept_for": attaching.kept_for(request.actor)}
    return TemplateResponse(request, "listening/notes/attach.html", context, status=status(request))


def _one(request: HttpRequest, attachment_id: uuid.UUID) -> Attachment:
    found = Attachment.objects.visible_to(request.actor)
    return get_object_or_404(found, pk=attachment_id)
