"""Calendars: the feed behind its secret address, one step as a file, and the page that makes the address."""

import datetime
import hashlib
import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.access.checks import allowed
from crm.access.roles import Permission
from crm.accounts import limits
from crm.lib.ics import Item, calendar
from crm.organizations.models import AccessToken, Membership
from crm.organizations.resolving import public_link
from crm.organizations.services.tokens import note_use
from crm.ui.middleware import network_prefix
from crm.ui.toasts import toast
from tasks import feed, services
from tasks.letters import member_of
from tasks.views.steps import step_of

TYPE = "text/calendar; charset=utf-8"
REFRESH = datetime.timedelta(hours=1)


@require_safe
def read(request: HttpRequest, token: str) -> HttpResponse:
    """Public: whoever knows the address reads it, as calendar programs do. Everything is read as the member may now.

    Limited by calendar, and by network for addresses that are none: many calendars come through one provider's."""
    with public_link(token, AccessToken.Purpose.CALENDAR) as bearer:
        membership = bearer and _member(bearer)
        if membership is None:
            if not limits.FEED_FROM.take(network_prefix(request)):
                return _too_often(limits.FEED_FROM)
            return HttpResponse(
                _("This address does not work any more."), status=404, content_type="text/plain"
            )
        if not limits.FEED.take(str(bearer.id)):
            return _too_often(limits.FEED)
        note_use(bearer)
        services.renew_feed(by=bearer)
        with translation.override(membership.user.language):
            items = feed.items(member_of(membership), now=timezone.now())
            body = calendar(items, name=f"Earshot, {membership.organization}", refresh=REFRESH)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type=TYPE)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=etag, response=response)


@require_safe
@allowed(Permission.WORK_TASKS)
def step_file(request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
    return ics_file(feed.item_of(request.actor, step_of(request, task_id)), "step")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Permission.WORK_TASKS)
def settings_page(request: HttpRequest) -> HttpResponse:
    """The address is shown once, when it is made."""
    address = ""
    if request.method == "POST":
        token = services.make_feed(by=request.actor)
        address = settings.PUBLIC_URL + reverse("tasks:feed", args=[token])
    context = {"address": address, "feed": services.feed_of(request.actor)}
    response = render(request, "tasks/calendar.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@allowed(Permission.WORK_TASKS)
def revoke(request: HttpRequest) -> HttpResponse:
    if services.revoke_feed(by=request.actor):
        toast(request, _("The address is gone. Calendars that read it stop."))
    return redirect("tasks:calendar")


def ics_file(item: Item, name: str) -> HttpResponse:
    """One item, for the reader's own calendar."""
    response = HttpResponse(calendar([item]), content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


def _too_often(limit: limits.Limit) -> HttpResponse:
    """Calendar programs keep what they have and come back later."""
    response = HttpResponse(
        _("This calendar is read too often. Try again later."), status=429, content_type="text/plain"
    )
    response["Cache-Control"] = "private, no-store"
    response["Retry-After"] = str(int(limit.window.total_seconds()))
    return response


def _member(bearer) -> Membership | None:
    found = Membership.objects.visible_to(bearer).filter(pk=bearer.membership_id)
    return found.select_related("user", "organization").first()
