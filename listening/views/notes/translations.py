"""A note's words in another language."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.access.errors import DomainError, NotAllowed
from crm.ui import toasts
from listening.forms.notes import TranslationForm
from listening.models import NoteTranslation
from listening.services.notes import translating
from listening.views.notes.noting import for_readers, note_of, status


@for_readers
def translate(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    note = note_of(request, note_id, words=True)
    known = {translation.language: translation for translation in note.translated}
    wanted = request.GET.get("into", "")
    initial = {"language": "en" if note.language != "en" else "es"}
    if wanted in known:
        initial = {"language": wanted, "body": known[wanted].body}
    form = TranslationForm(request.POST or None, note=note, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("language", "body", "is_machine")}
        try:
            translating.translate_note(by=request.actor, note=note, **values)
        except NotAllowed:
            raise
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.sentence)
        else:
            toasts.toast(request, _("Translation saved."))
            return redirect("listening:note", note.pk)
    return TemplateResponse(
        request, "listening/notes/note_translate.html", {"form": form, "note": note}, status=status(request)
    )


@for_readers
@require_POST
def check(request: HttpRequest, note_id: uuid.UUID, translation_id: uuid.UUID) -> HttpResponse:
    note = note_of(request, note_id, words=True)
    there = NoteTranslation.objects.visible_to(request.actor).select_related("version__note")
    translation = get_object_or_404(there, pk=translation_id, version__note=note)
    translating.check_translation(by=request.actor, translation=translation)
    toasts.toast(request, _("Marked as checked by you."))
    return redirect("listening:note", note.pk)
