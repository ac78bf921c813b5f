"""A request is one transaction for one organization; an error response leaves nothing behind."""

import dataclasses

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from crm.access.actors import Actor, Member
from crm.access.tenancy import tenant
from crm.audit import services as audit
from crm.organizations.resolving import ActiveMembership, memberships_of, resolve_token
from crm.ui.middleware import network_prefix

CHOSEN = "organization"  # in the session: the id of the active organization

# What somebody may reach before proving a second factor that their role asks for.
BEFORE_SECOND_FACTOR = ("/accounts/", "/i18n/", "/static/", "/organizations/switch/", "/healthz")


class OneOrganization:
    """Sets request.actor, request.memberships and request.membership. Anonymous requests get no transaction here."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.memberships, request.membership = [], None
        request.actor = self._actor(request)
        if request.actor is None:
            return self.get_response(request)
        timezone.activate(request.actor.time_zone)
        try:
            with tenant(request.actor.organization_id):
                response = self._blocked(request) or self.get_response(request)
                # Django turns a view's exception into a 500 response before any middleware sees it:
                # atomic() alone would commit.
                if response.status_code >= 400:
                    transaction.set_rollback(True)
                if response.streaming and not getattr(response, "file_to_stream", None):
                    raise ImproperlyConfigured(
                        "a streamed body is made after the transaction: it would see no rows"
                    )
        finally:
            timezone.deactivate()
        if response.status_code == 403:
            audit.record_refusal(by=request.actor, path=request.path)
        return response

    def _actor(self, request) -> Actor | None:
        trace = {
            "request_id": getattr(request, "request_id", ""),
            "address": network_prefix(request),
        }
        header = request.headers.get("Authorization", "")
        if header.startswith("Bearer "):
            bearer = resolve_token(header[7:].strip(), "api")
            return dataclasses.replace(bearer, **trace) if bearer else None
        if not request.user.is_authenticated:
            return None
        request.memberships = memberships_of(request.user.pk)
        if not request.memberships:
            return None
        chosen = request.session.get(CHOSEN)
        request.membership = next(
            (m for m in request.memberships if str(m.organization.pk) == chosen), request.memberships[0]
        )
        return member_of(request, request.membership, **trace)

    def _blocked(self, request) -> HttpResponse | None:
        actor = request.actor
        if not isinstance(actor, Member) or actor.has_second_factor or not actor.role.needs_second_factor():
            return None
        if request.path.startswith(BEFORE_SECOND_FACTOR):
            return None
        page = TemplateResponse(request, "organizations/second_factor.html", {"role": actor.role}, status=403)
        return page.render()


def member_of(request, membership: ActiveMembership, **trace) -> Member:
    user = request.user
    return Member(
        id=membership.id,
        organization_id=membership.organization.pk,
        user_id=user.pk,
        role=membership.role,
        name=str(user),
        is_youth_trained=membership.is_youth_trained,
        has_second_factor=has_second_factor(request, membership),
        time_zone=user.time_zone,
        **trace,
    )


def has_second_factor(request, membership: ActiveMembership) -> bool:
    """Proven in this session. The demo's printed sign-ins pass by a setting that production refuses."""
    if settings.DEMO and membership.organization.is_demo:
        return True
    methods = request.session.get("account_authentication_methods", [])
    return any(record.get("method") == "mfa" for record in methods)
