"""Memos on notes, sessions and projects."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.access.checks import allowed
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import Permission
from crm.ui import toasts
from listening.forms.notes import MemoForm
from listening.models import ListeningProject, ListeningSession, Memo
from listening.services.notes import memos
from listening.views.notes.noting import for_readers, note_of, status


@for_readers
def memo_on_note(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    return _write(request, note=note_of(request, note_id, words=True))


@allowed(Permission.VIEW_NOTES)
def memo_on_session(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    sessions = ListeningSession.objects.visible_to(request.actor)
    return _write(request, session=get_object_or_404(sessions, pk=session_id))


@allowed(Permission.VIEW_NOTES)
def memo_on_project(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    projects = ListeningProject.objects.visible_to(request.actor)
    return _write(request, project=get_object_or_404(projects, pk=project_id))


@for_readers
def memo_change(request: HttpRequest, memo_id: uuid.UUID) -> HttpResponse:
    memo = get_object_or_404(Memo.objects.visible_to(request.actor), pk=memo_id)
    if memo.note_id:
        note_of(request, memo.note_id, words=True)  # what was taken back is not remarked on either
    memos.require_own_memo(by=request.actor, memo=memo)
    form = MemoForm(request.POST or None, initial={"body": memo.body})
    if request.method == "POST" and form.is_valid():
        memos.change_memo(by=request.actor, memo=memo, body=form.cleaned_data["body"])
        toasts.toast(request, _("Memo saved."))
        return redirect(memo.get_absolute_url())
    context = {"form": form, "memo": memo, "back": memo.get_absolute_url()}
    return TemplateResponse(request, "listening/notes/memo.html", context, status=status(request))


@for_readers
@require_POST
def memo_remove(request: HttpRequest, memo_id: uuid.UUID) -> HttpResponse:
    memo = get_object_or_404(Memo.objects.visible_to(request.actor), pk=memo_id)
    back = memo.get_absolute_url()
    memos.remove_memo(by=request.actor, memo=memo)
    toasts.toast(request, _("Memo deleted."))
    return redirect(back)


def _write(request: HttpRequest, **about) -> HttpResponse:
    (subject,) = about.values()
    back = Memo(**{f"{name}_id": value.pk for name, value in about.items()}).get_absolute_url()
    form = MemoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            memos.write_memo(by=request.actor, body=form.cleaned_data["body"], **about)
        except NotAllowed:
            raise
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.sentence)
        else:
            toasts.toast(request, _("Memo saved."))
            return redirect(back)
    context = {"form": form, "subject": subject, "back": back}
    return TemplateResponse(request, "listening/notes/memo.html", context, status=status(request))
