"""What this room shows on its own pages by the same socket as the others: who may be here twice, and past merges."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from contacts.models import Contact, ContactMerge, DuplicatePair
from crm.access.roles import Permission
from crm.ui import panels

SHOWN = 3


def twins(request: HttpRequest, *, contact: Contact) -> str:
    actor = request.actor
    if not actor.can(Permission.EDIT_CONTACTS) or contact.is_archived:
        return ""
    waiting = DuplicatePair.objects.visible_to(actor).waiting(now=timezone.now())
    pairs = waiting.of(contact.pk).select_related("left", "right").surest_first()[:SHOWN]
    merges = ContactMerge.objects.visible_to(actor).standing().filter(kept=contact).select_related("merged")
    context = {
        "contact": contact,
        "others": [row.right if row.left_id == contact.pk else row.left for row in pairs],
        "merges": merges.order_by("-at"),
    }
    return render_to_string("contacts/_twins_panel.html", context, request=request)


panels.add("contacts.detail.side", "contacts.twins", twins, order=900)
