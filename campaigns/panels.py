"""What campaigns show on the pages of people and of Today."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from campaigns.models import Action, Signup
from campaigns.reading import with_counts
from contacts.models import Contact
from crm.access.roles import Permission
from crm.ui import panels


def actions_of(request: HttpRequest, *, contact: Contact) -> str:
    if not request.actor.can(Permission.VIEW_CAMPAIGNS):
        return ""
    signups = Signup.objects.visible_to(request.actor).filter(contact=contact).select_related("action")
    context = {
        "contact": contact,
        "signups": signups.order_by("-action__starts_at", "-pk")[:10],
        "can_record": request.actor.can(Permission.RECORD_SIGNUPS),
    }
    return render_to_string("campaigns/_panel.html", context, request=request)


def coming(request: HttpRequest) -> str:
    if not request.actor.can(Permission.VIEW_CAMPAIGNS):
        return ""
    actions = Action.objects.visible_to(request.actor).coming(now=timezone.now()).select_related("campaign")
    context = {"actions": with_counts(actions).order_by("starts_at", "pk")[:4]}
    return render_to_string("campaigns/_coming_panel.html", context, request=request)


panels.add("contacts.detail", "campaigns.actions", actions_of, order=30)
panels.add("tasks.today.side", "campaigns.coming", coming, order=20)
