"""Who did what in one's own organization."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from crm.access.checks import allowed
from crm.access.roles import Permission
from crm.audit import verbs
from crm.audit.models import AuditEvent
from crm.organizations.forms import AuditFilter
from crm.organizations.models import Membership
from crm.ui.paging import keyset


@require_safe
@allowed(Permission.VIEW_AUDIT)
def index(request: HttpRequest) -> HttpResponse:
    people = {m.pk: str(m.user) for m in Membership.objects.visible_to(request.actor).select_related("user")}
    accounts = {
        m.user_id: str(m.user) for m in Membership.objects.visible_to(request.actor).select_related("user")
    }
    form = AuditFilter(
        request.GET or None,
        people=sorted(((str(pk), name) for pk, name in people.items()), key=lambda pair: pair[1].casefold()),
        verbs=sorted(
            ((verb, capfirst(label)) for verb, label in verbs.labels().items()), key=lambda pair: pair[1]
        ),
    )
    events = AuditEvent.objects.visible_to(request.actor)
    if form.is_valid():
        if who := form.cleaned_data["who"]:
            events = events.filter(actor_id=who)
        if what := form.cleaned_data["what"]:
            events = events.filter(verb=what)
        if since := form.cleaned_data["since"]:
            events = events.filter(at__date__gte=since)
    page = keyset(events, request, sorts={"id": ("-id",)}, default="id")
    lines = [
        {
            "event": event,
            "who": people.get(event.actor_id)
            or accounts.get(event.target_id if event.reason == "sign-in" else None),
            "verb": verbs.label(event.verb),
            "target": people.get(event.target_id) or accounts.get(event.target_id),
        }
        for event in page.rows
    ]
    return render(request, "organizations/audit.html", {"form": form, "page": page, "lines": lines})
