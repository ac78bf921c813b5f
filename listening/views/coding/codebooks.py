"""Codebooks: the tree, copies, and what the coalition offers."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.organizations.models import Organization
from crm.ui import toasts
from listening.coding import reading
from listening.forms.codebooks import CodebookForm
from listening.models import Codebook, CodeChange, ListeningProject, VocabularyOffer
from listening.navigation import tabs
from listening.services.coding import codebooks
from listening.views.readers import readers


@readers
@require_GET
def codebook_list(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    books = list(
        Codebook.objects.visible_to(actor).kept().select_related("project").order_by("created_at", "pk")
    )
    taken = {book.copied_from: book for book in books if book.is_locked}
    offers = [
        offer
        for offer in VocabularyOffer.objects.visible_to(actor)
        .standing()
        .filter(to_organization_id=actor.organization_id)
        if offer.codebook_guid not in taken or taken[offer.codebook_guid].version < offer.version
    ]
    context = {
        "books": books,
        "offers": offers,
        "may_code": actor.can(Permission.CODE_NOTES),
        "tabs": tabs(request, "codebooks"),
    }
    return TemplateResponse(request, "listening/coding/codebooks.html", context)


@allowed(Permission.CODE_NOTES)
def codebook_new(request: HttpRequest) -> HttpResponse:
    project = None
    if wanted := request.GET.get("project"):
        project = get_object_or_404(ListeningProject.objects.visible_to(request.actor), pk=wanted)
    form = CodebookForm(request.POST or None, initial={"name": _("What we hear")})
    if request.method == "POST" and form.is_valid():
        book = codebooks.make_codebook(
            by=request.actor,
            name=form.cleaned_data["name"],
            purpose=form.cleaned_data["purpose"],
            project=project,
            seeds=form.cleaned_data["seeds"],
        )
        toasts.toast(request, _("Made: %(name)s.") % {"name": book})
        return redirect("listening:codebook", book.pk)
    context = {"form": form, "project": project}
    return TemplateResponse(request, "listening/coding/codebook_new.html", context, status=_status(request))


@readers
@require_GET
def codebook(request: HttpRequest, codebook_id: uuid.UUID) -> HttpResponse:
    actor, book = request.actor, _book(request, codebook_id)
    rows = reading.flat(reading.tree(actor, book, all_of_them="all" in request.GET, counted=True))
    coalition = Organization.objects.visible_to(actor).filter(kind=Organization.Kind.COALITION).exists()
    changes = (
        CodeChange.objects.visible_to(actor).filter(codebook=book).select_related("code", "other", "by__user")
    )
    context = {
        "book": book,
        "rows": rows,
        "codable": sum(row.code.is_codable and row.code.is_in_use for row in rows),
        "all": "all" in request.GET,
        "may_change": actor.can(Permission.CODE_NOTES) and not book.is_locked,
        "may_code": actor.can(Permission.CODE_NOTES),
        "may_offer": coalition and actor.can(Permission.CODE_NOTES) and actor.can(Permission.VIEW_COALITION),
        "changes": changes.order_by("-version", "-pk")[:12],
    }
    return TemplateResponse(request, "listening/coding/codebook.html", context)


@allowed(Permission.CODE_NOTES)
@require_POST
def codebook_copy(request: HttpRequest, codebook_id: uuid.UUID) -> HttpResponse:
    book = _book(request, codebook_id)
    copy = codebooks.copy_codebook(
        by=request.actor, codebook=book, name=_("%(name)s, a copy") % {"name": book.name[:100]}
    )
    toasts.toast(request, _("Copied. This one you may change."))
    return redirect("listening:codebook", copy.pk)


@allowed(Permission.CODE_NOTES)
@require_POST
def codebook_offer(request: HttpRequest, codebook_id: uuid.UUID) -> HttpResponse:
    """Offer it to all partners, or take the offer back (`recall`)."""
    book = _book(request, codebook_id)
    try:
        if "recall" in request.POST:
            codebooks.recall_codebook(by=request.actor, codebook=book)
            said = _("Recalled. Partners who took it keep their copy.")
        else:
            n = codebooks.offer_codebook(by=request.actor, codebook=book)
            said = ngettext("Offered to %(n)s partner.", "Offered to %(n)s partners.", n) % {"n": n}
    except DomainError as error:
        said = str(error)
    toasts.toast(request, said)
    return redirect("listening:codebook", book.pk)


@allowed(Permission.CODE_NOTES)
@require_POST
def offer_take(request: HttpRequest, offer_id: uuid.UUID) -> HttpResponse:
    offers = VocabularyOffer.objects.visible_to(request.actor).standing()
    offer = get_object_or_404(offers, pk=offer_id, to_organization_id=request.actor.organization_id)
    book = codebooks.take_offer(by=request.actor, offer=offer)
    toasts.toast(
        request, _("Taken: %(name)s. It is locked, so that it means the same everywhere.") % {"name": book}
    )
    return redirect("listening:codebook", book.pk)


def _book(request: HttpRequest, codebook_id: uuid.UUID) -> Codebook:
    return get_object_or_404(
        Codebook.objects.visible_to(request.actor).select_related("project"), pk=codebook_id
    )


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200
