"""Guides: the list, the editor, the sheet to print."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.access.checks import allowed
from crm.access.roles import Permission
from crm.ui import toasts
from listening import navigation
from listening.forms.guides import GuideForm, NewGuideForm, QuestionForm
from listening.models import Guide, GuideQuestion
from listening.rounds import reading as rounds
from listening.services.rounds import guides
from listening.views.saving import form_page, saved


@allowed(Permission.VIEW_NOTES)
def guide_list(request: HttpRequest) -> HttpResponse:
    context = {
        "tabs": navigation.tabs(request, "guides"),
        "guides": rounds.guides(request.actor),
        "can_manage": request.actor.can(Permission.MANAGE_LISTENING),
    }
    return TemplateResponse(request, "listening/rounds/guides.html", context)


@allowed(Permission.VIEW_NOTES)
def detail(request: HttpRequest, guide_id: uuid.UUID) -> HttpResponse:
    guide = _guide(request, guide_id)
    versions = Guide.objects.visible_to(request.actor).filter(family=guide.family).order_by("-number")
    context = {
        "guide": guide,
        "questions": _questions(request, guide),
        "versions": versions,
        "can_edit": request.actor.can(Permission.MANAGE_LISTENING) and not guide.is_locked,
        "can_manage": request.actor.can(Permission.MANAGE_LISTENING),
    }
    return TemplateResponse(request, "listening/rounds/guide.html", context)


@allowed(Permission.LOG_CONVERSATION)
def sheet(request: HttpRequest, guide_id: uuid.UUID) -> HttpResponse:
    """Both languages on paper, for whoever asks: volunteers too."""
    guide = _guide(request, guide_id)
    return TemplateResponse(
        request,
        "listening/rounds/guide_sheet.html",
        {"guide": guide, "questions": _questions(request, guide)},
    )


@allowed(Permission.MANAGE_LISTENING)
def new(request: HttpRequest) -> HttpResponse:
    form = NewGuideForm(request.POST or None)
    if request.method == "POST" and (
        guide := saved(form, lambda: guides.create_guide(by=request.actor, **form.cleaned_data))
    ):
        return redirect("listening:guide", guide.pk)
    back = reverse("listening:guides")
    return form_page(request, _("Write a guide"), form, back=back, kick=_("Guides"), act=_("Save this guide"))


@allowed(Permission.MANAGE_LISTENING)
def edit(request: HttpRequest, guide_id: uuid.UUID) -> HttpResponse:
    guide = _guide(request, guide_id)
    form = GuideForm(request.POST or None, guide=guide)
    if request.method == "POST" and saved(
        form, lambda: guides.edit_guide(by=request.actor, guide=guide, **form.cleaned_data)
    ):
        return redirect("listening:guide", guide.pk)
    return _page(request, guide, _("Edit the guide"), form, act=_("Save the guide"))


@require_POST
@allowed(Permission.MANAGE_LISTENING)
def copy(request: HttpRequest, guide_id: uuid.UUID) -> HttpResponse:
    made = guides.copy_guide(by=request.actor, guide=_guide(request, guide_id))
    toasts.toast(request, _("Version %(n)d is a draft. Change what you like.") % {"n": made.number})
    return redirect("listening:guide", made.pk)


@allowed(Permission.MANAGE_LISTENING)
def question_new(request: HttpRequest, guide_id: uuid.UUID) -> HttpResponse:
    guide = _guide(request, guide_id)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and saved(
        form, lambda: guides.add_question(by=request.actor, guide=guide, **form.cleaned_data)
    ):
        toasts.toast(request, _("Question added."))
        return redirect("listening:guide", guide.pk)
    return _page(request, guide, _("Add a question"), form, act=_("Save this question"))


@allowed(Permission.MANAGE_LISTENING)
def question(request: HttpRequest, guide_id: uuid.UUID, question_id: uuid.UUID) -> HttpResponse:
    guide, row = _guide(request, guide_id), _question(request, guide_id, question_id)
    form = QuestionForm(request.POST or None, question=row)
    if request.method == "POST" and saved(
        form, lambda: guides.edit_question(by=request.actor, question=row, **form.cleaned_data)
    ):
        toasts.toast(request, _("Question changed."))
        return redirect("listening:guide", guide.pk)
    return _page(
        request,
        guide,
        _("Change a question"),
        form,
        act=_("Save this question"),
        remove=_("Remove this question"),
        remove_url=reverse("listening:question_remove", args=[guide.pk, row.pk]),
    )


@require_POST
@allowed(Permission.MANAGE_LISTENING)
def question_remove(request: HttpRequest, guide_id: uuid.UUID, question_id: uuid.UUID) -> HttpResponse:
    return _do(
        request, guide_id, lambda row: guides.remove_question(by=request.actor, question=row), question_id
    )


@require_POST
@allowed(Permission.MANAGE_LISTENING)
def question_move(request: HttpRequest, guide_id: uuid.UUID, question_id: uuid.UUID) -> HttpResponse:
    up = request.POST.get("to") == "up"
    return _do(
        request,
        guide_id,
        lambda row: guides.move_question(by=request.actor, question=row, up=up),
        question_id,
    )


def _do(request: HttpRequest, guide_id: uuid.UUID, deed, question_id: uuid.UUID) -> HttpResponse:
    try:
        deed(_question(request, guide_id, question_id))
    except guides.GuideLocked as error:
        toasts.toast(request, str(error))
    return redirect("listening:guide", guide_id)


def _guide(request: HttpRequest, guide_id: uuid.UUID) -> Guide:
    return get_object_or_404(Guide.objects.visible_to(request.actor), pk=guide_id)


def _questions(request: HttpRequest, guide: Guide) -> list[GuideQuestion]:
    rows = GuideQuestion.objects.visible_to(request.actor).filter(guide=guide)
    return list(rows.order_by("position", "pk"))


def _question(request: HttpRequest, guide_id: uuid.UUID, question_id: uuid.UUID) -> GuideQuestion:
    rows = GuideQuestion.objects.visible_to(request.actor).filter(guide_id=guide_id).select_related("guide")
    return get_object_or_404(rows, pk=question_id)


def _page(request: HttpRequest, guide: Guide, title: str, form, **context) -> HttpResponse:
    back = reverse("listening:guide", args=[guide.pk])
    return form_page(request, title, form, back=back, kick=str(guide), **context)
