"""Saved mappings: what there is, what it is called, whom it is for."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crm.access.checks import allowed
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.imports import rereading
from crm.imports.forms import MappingForm
from crm.imports.forms.otherwise import ENCODINGS, SEPARATORS
from crm.imports.kinds import kind_of
from crm.imports.models import SavedMapping
from crm.ui.paging import keyset
from crm.ui.toasts import toast


@require_safe
@allowed(Permission.IMPORT)
def mappings(request: HttpRequest) -> HttpResponse:
    found = SavedMapping.objects.visible_to(request.actor).select_related("made_by__user")
    page = keyset(found, request, sorts={"name": ("name", "id"), "used": ("-used_at", "id")}, default="name", size=50)  # fmt: skip
    for saved in page.rows:
        saved.kind_label = kind_of(saved.kind).label
        saved.reads = _reads(saved)
    return render(request, "imports/mappings.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.IMPORT)
def mapping(request: HttpRequest, mapping_id: uuid.UUID) -> HttpResponse:
    saved = get_object_or_404(SavedMapping.objects.visible_to(request.actor), pk=mapping_id)
    form = MappingForm(request.POST or None, initial={"name": saved.name, "is_shared": saved.is_shared})
    if request.method == "POST" and form.is_valid():
        try:
            rereading.change_mapping(by=request.actor, saved=saved, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            toast(request, _("Saved."))
            return redirect("imports:mappings")
    fields = kind_of(saved.kind).columns()
    context = {
        "saved": saved,
        "form": form,
        "columns": [
            {"header": column["header"], "field": fields[column["field"]].label if column["field"] in fields else ""}
            for column in saved.columns
        ],
        "reads": _reads(saved),
    }  # fmt: skip
    return render(request, "imports/mapping.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.IMPORT)
def delete(request: HttpRequest, mapping_id: uuid.UUID) -> HttpResponse:
    saved = get_object_or_404(SavedMapping.objects.visible_to(request.actor), pk=mapping_id)
    if request.method == "POST":
        rereading.delete_mapping(by=request.actor, saved=saved)
        toast(request, _("The mapping is deleted."))
        return redirect("imports:mappings")
    context = {
        "question": _("Delete the mapping “%(name)s”?") % {"name": saved.name},
        "happens": _("Files with these headings are guessed anew. What was imported stays as it is."),
        "act": _("Delete it"),
        "cancel": _("Keep it"),
        "cancel_url": reverse("imports:mapping", args=[saved.pk]),
        "danger": True,
    }
    return render(request, "ui/confirm.html", context)


def _reads(saved: SavedMapping) -> str:
    """Letters and mark between columns, where somebody chose them."""
    told = [ENCODINGS.get(saved.encoding, saved.encoding), SEPARATORS.get(saved.delimiter, saved.delimiter)]
    return ", ".join(str(one) for one in told if one)
