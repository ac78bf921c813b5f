"""A code: what it means, what was coded with it, and every change to it."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.ui import toasts
from listening.coding import reading
from listening.forms.codebooks import ChooseCodeForm, CodeForm
from listening.gate import covering
from listening.models import Code, Codebook, CodeChange, Coding, Memo
from listening.services.coding import codes
from listening.services.notes.memos import write_memo
from listening.views.readers import readers

SHOWN = 60  # excerpts on the page of a code


@allowed(Permission.CODE_NOTES)
def code_new(request: HttpRequest, codebook_id: uuid.UUID) -> HttpResponse:
    book = _book(request, codebook_id)
    tops = _choices(request, book)
    form = CodeForm(request.POST or None)
    above = ChooseCodeForm(
        request.POST or None,
        codes=tops,
        none=_("None: a family of its own"),
        label=_("Under"),
        prefix="under",
    )
    if request.method == "POST" and form.is_valid() and above.is_valid():
        try:
            code = codes.add_code(by=request.actor, codebook=book, parent=above.chosen, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.sentence)
        else:
            toasts.toast(request, _("Added as a draft: %(code)s.") % {"code": code})
            return redirect("listening:code", code.pk)
    context = {"form": form, "above": above, "book": book}
    return TemplateResponse(request, "listening/coding/code_new.html", context, status=_status(request))


@readers
@require_GET
def code(request: HttpRequest, code_id: uuid.UUID) -> HttpResponse:
    """What a code means, what was coded with it, and what may be done with it."""
    actor, found = request.actor, _code(request, code_id)
    marks = (
        Coding.objects.visible_to(actor)
        .standing()
        .filter(code=found)
        .select_related("excerpt__participant", "coder__user")
        .order_by("-at", "-pk")
    )
    shown = list(marks[:SHOWN])
    words = covering.words_for_coding(actor, [row.excerpt for row in shown])
    for row in shown:
        row.words = words[row.excerpt_id]
    found.tone = reading.tone_of(found.colour)
    context = {
        "code": found,
        "marks": shown,
        "marks_n": marks.count(),
        "may_change": actor.can(Permission.CODE_NOTES) and not found.codebook.is_locked,
        "may_code": actor.can(Permission.CODE_NOTES),
        "memos": Memo.objects.visible_to(actor)
        .filter(code=found)
        .select_related("author__user")
        .order_by("-at", "-pk"),
        "changes": CodeChange.objects.visible_to(actor)
        .filter(codebook=found.codebook)
        .filter(code=found)
        .select_related("other", "by__user")
        .order_by("-version", "-pk"),
    }
    return TemplateResponse(request, "listening/coding/code.html", context)


@allowed(Permission.CODE_NOTES)
def code_edit(request: HttpRequest, code_id: uuid.UUID) -> HttpResponse:
    found = _code(request, code_id)
    form = CodeForm(request.POST or None, instance=Code.objects.visible_to(request.actor).get(pk=found.pk))
    if request.method == "POST" and form.is_valid():
        try:
            codes.edit_code(by=request.actor, code=found, changes=form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.sentence)
        else:
            toasts.toast(request, _("Saved. The earlier wording is kept."))
            return redirect("listening:code", found.pk)
    context = {"form": form, "code": found}
    return TemplateResponse(request, "listening/coding/code_edit.html", context, status=_status(request))


@allowed(Permission.CODE_NOTES)
def code_move(request: HttpRequest, code_id: uuid.UUID) -> HttpResponse:
    found = _code(request, code_id)
    form = ChooseCodeForm(
        request.POST or None,
        codes=_choices(request, found.codebook, but=found),
        none=_("None: a family of its own"),
        label=_("Put it under"),
        initial={"code": str(found.parent_id or "")},
    )
    return _deed(
        request,
        found,
        form,
        "move",
        lambda: codes.move_code(by=request.actor, code=found, parent=form.chosen),
    )


@allowed(Permission.CODE_NOTES)
def code_merge(request: HttpRequest, code_id: uuid.UUID) -> HttpResponse:
    found = _code(request, code_id)
    codable = [row for row in _choices(request, found.codebook, but=found) if row.is_codable]
    form = ChooseCodeForm(request.POST or None, codes=codable, label=_("Everything coded with it becomes"))
    return _deed(
        request,
        found,
        form,
        "merge",
        lambda: codes.merge_code(by=request.actor, code=found, into=form.chosen),
    )


@allowed(Permission.CODE_NOTES)
def code_split(request: HttpRequest, code_id: uuid.UUID) -> HttpResponse:
    """Two new codes at most at a time, and for each excerpt where it goes."""
    found = _code(request, code_id)
    marks = list(
        Coding.objects.visible_to(request.actor)
        .standing()
        .filter(code=found)
        .select_related("excerpt", "coder__user")
        .order_by("excerpt_id", "pk")[:500]
    )
    words = covering.words_for_coding(request.actor, [row.excerpt for row in marks])
    for row in marks:
        row.words = words[row.excerpt_id]
        row.goes = request.POST.get(f"to_{row.pk}", "")
    names = [request.POST.get(f"name_{n}", "") for n in (1, 2)]
    spanish = [request.POST.get(f"name_es_{n}", "") for n in (1, 2)]
    trouble = ""
    if request.method == "POST":
        pieces = [
            codes.Piece(name, spanish[at], [row.pk for row in marks if row.goes == str(at + 1)])
            for at, name in enumerate(names)
        ]
        try:
            codes.split_code(by=request.actor, code=found, pieces=pieces)
        except DomainError as error:
            trouble = str(error)
        else:
            toasts.toast(request, _("Split. What you left stays with the old code."))
            return redirect("listening:codebook", found.codebook_id)
    context = {
        "code": found,
        "marks": marks,
        "names": list(zip((1, 2), names, spanish, strict=True)),
        "trouble": trouble,
    }
    return TemplateResponse(request, "listening/coding/code_split.html", context, status=_status(request))


@allowed(Permission.CODE_NOTES)
@require_POST
def code_memo(request: HttpRequest, code_id: uuid.UUID) -> HttpResponse:
    """A remark of the team on a code."""
    found = _code(request, code_id)
    body = request.POST.get("body", "")
    return _say(request, found, lambda: write_memo(by=request.actor, body=body, code=found), _("Memo saved."))


@allowed(Permission.CODE_NOTES)
@require_POST
def code_retire(request: HttpRequest, code_id: uuid.UUID) -> HttpResponse:
    found = _code(request, code_id)
    return _say(
        request,
        found,
        lambda: codes.retire_code(by=request.actor, code=found),
        _("Retired. Its codings stay."),
    )


@allowed(Permission.CODE_NOTES)
@require_POST
def code_take_up(request: HttpRequest, code_id: uuid.UUID) -> HttpResponse:
    found = _code(request, code_id)
    return _say(request, found, lambda: codes.take_up(by=request.actor, code=found), _("Now in use."))


@allowed(Permission.CODE_NOTES)
@require_POST
def change_undo(request: HttpRequest, change_id: uuid.UUID) -> HttpResponse:
    changes = CodeChange.objects.visible_to(request.actor).select_related("code", "other", "codebook")
    change = get_object_or_404(changes, pk=change_id)
    try:
        codes.undo_change(by=request.actor, change=change)
    except DomainError as error:
        toasts.toast(request, str(error))
    else:
        toasts.toast(request, _("Taken back. Every coding is where it was."))
    return redirect("listening:codebook", change.codebook_id)


def _deed(request: HttpRequest, code: Code, form, deed: str, do) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            do()
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.sentence)
        else:
            toasts.toast(request, _("Done. You can take it back in the codebook."))
            return redirect("listening:codebook", code.codebook_id)
    context = {"form": form, "code": code, "deed": deed}
    return TemplateResponse(request, "listening/coding/code_deed.html", context, status=_status(request))


def _say(request: HttpRequest, code: Code, do, said: str) -> HttpResponse:
    try:
        do()
    except DomainError as error:
        said = str(error)
    toasts.toast(request, said)
    return redirect("listening:code", code.pk)


def _code(request: HttpRequest, code_id: uuid.UUID) -> Code:
    found = Code.objects.visible_to(request.actor).select_related("codebook", "parent", "merged_into")
    return get_object_or_404(found, pk=code_id)


def _choices(request: HttpRequest, book: Codebook, but: Code | None = None) -> list[Code]:
    return [code for code in reading.codes_of(request.actor, book) if but is None or code.pk != but.pk]


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200


def _book(request: HttpRequest, codebook_id: uuid.UUID) -> Codebook:
    return get_object_or_404(
        Codebook.objects.visible_to(request.actor).select_related("project"), pk=codebook_id
    )
