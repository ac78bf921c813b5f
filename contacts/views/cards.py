"""One person as an address card, for the telephone of whoever talks with them."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from contacts.exporters.cards import VERSIONS, take
from contacts.views.person import of
from crm.access.checks import allowed
from crm.access.roles import Permission
from crm.imports.files import MEDIA_TYPES


@require_POST
@allowed(Permission.VIEW_METHODS)
def card(request: HttpRequest, contact_id: uuid.UUID) -> HttpResponse:
    layout = request.POST.get("layout", "cards")
    if layout not in VERSIONS:
        raise Http404
    contact = of(request, contact_id)
    answer = HttpResponse(
        take(by=request.actor, contact=contact, layout=layout), content_type=MEDIA_TYPES["vcf"]
    )
    name = slugify(contact.display_name) or "card"
    answer["Content-Disposition"] = f'attachment; filename="{name}.vcf"'
    return answer
