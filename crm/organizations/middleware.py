"""A request is one transaction for one organization; an error response leaves nothing behind."""

import dataclasses

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation

from crm.access.actors import Actor, Member, TokenBearer
from crm.access.roles import Permission
from crm.access.tenancy import tenant
from crm.accounts import passwords
from crm.accounts.models import User
from crm.accounts.sessions import IDLE_OF_ADMINISTRATORS
from crm.audit import services as audit
from crm.organizations.resolving import ActiveMembership, is_empty, memberships_of, resolve_token
from crm.organizations.services.tokens import note_use
from crm.ui.middleware import network_prefix

FRONT, LOGIN = "/", "account_login"
CHOSEN = "organization"  # in the session: the id of the active organization

# What somebody may reach before proving a second factor that their role asks for, or without any organization.
BEFORE_SECOND_FACTOR = (
    "/accounts/",
    "/i18n/",
    "/static/",
    "/ui/theme/",
    "/organizations/switch/",
    "/healthz",
)
API = "/api/"
# Work that concerns another organization than the reader's: the view opens its own transaction.
OUTSIDE = ("/join/", "/setup/", "/tasks/stop/", "/tasks/feed/", "/r/", "/hooks/", "/vote/")


class OneOrganization:
    """Sets request.actor, request.memberships and request.membership. Anonymous requests get no transaction here."""

    is_set_up = False

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.memberships, request.membership = [], None
        request.actor = None
        if request.path.startswith(OUTSIDE):
            return self.get_response(request)
        request.actor = self._actor(request)
        if request.actor is None:
            _speak_as_before(request)
            response = self._first_run(request) or self.get_response(request)
            return self._nowhere(request) if _has_no_organization(request, response) else response
        _speak_their_language(request)
        _receive(request)
        with timezone.override(request.actor.time_zone), tenant(request.actor.organization_id):
            if isinstance(request.actor, TokenBearer):
                note_use(request.actor)
            blocked = self._blocked(request)
            response = blocked or self.get_response(request)
            # Django turns a view's exception into a 500 response before any middleware sees it:
            # atomic() alone would commit.
            if response.status_code >= 400:
                transaction.set_rollback(True)
            if response.streaming and not getattr(response, "file_to_stream", None):
                raise ImproperlyConfigured(
                    "a streamed body is made after the transaction: it would see no rows"
                )
        if response.status_code == 403 and not blocked:
            audit.record_refusal(by=request.actor, path=request.path)
        return response

    def _actor(self, request) -> Actor | None:
        trace = {
            "request_id": getattr(request, "request_id", ""),
            "address": network_prefix(request),
        }
        header = request.headers.get("Authorization", "")
        # On pages a token counts for nothing: they do not ask whether it may write.
        if header.startswith("Bearer ") and request.path.startswith(API):
            bearer = resolve_token(header[7:].strip(), "api")
            return dataclasses.replace(bearer, **trace) if bearer else None
        if not request.user.is_authenticated:
            return None
        request.memberships = memberships_of(request.user.pk)
        if not request.memberships:
            return None
        if _idle_too_long(request):
            ended_for = request.user.pk
            logout(request)
            request.session.ended_for = ended_for
            request.memberships = []
            return None
        chosen = request.session.get(CHOSEN)
        request.membership = next(
            (m for m in request.memberships if str(m.organization.pk) == chosen), request.memberships[0]
        )
        return member_of(request, request.membership, **trace)

    def _first_run(self, request) -> HttpResponse | None:
        """An empty installation has one page. Asked until the answer is no, then never again."""
        if self.is_set_up or request.user.is_authenticated or request.path not in (FRONT, reverse(LOGIN)):
            return None
        self.is_set_up = not is_empty()
        return None if self.is_set_up else redirect("organizations:set_up")

    def _nowhere(self, request) -> HttpResponse:
        return TemplateResponse(request, "organizations/nowhere.html", status=403).render()

    def _blocked(self, request) -> HttpResponse | None:
        actor = request.actor
        if not isinstance(actor, Member) or actor.has_second_factor:
            return None
        if request.path.startswith(BEFORE_SECOND_FACTOR):
            return None
        if request.user.has_short_password:  # the second factor that it leant on is gone
            return redirect("account_change_password")
        if not actor.role.needs_second_factor():
            return None
        context = {"role": actor.role, "enrolled": passwords.has_second_factor(request.user)}
        page = TemplateResponse(request, "organizations/second_factor.html", context, status=403)
        return page.render()


def _receive(request) -> None:
    """A file on its way in is waited for here: no transaction stays open while a slow line sends 200 MB.

    The API takes no files; what were read here its own parsers would not refuse any more.
    """
    if request.content_type == "multipart/form-data" and not request.path.startswith(API):
        _ = request.POST


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
    if settings.DEMO and membership.is_demo:
        return True
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def _speak_their_language(request) -> None:
    """As they chose in their profile, unless this browser was told otherwise (the switch leaves a cookie)."""
    if request.user.is_authenticated and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = translation.get_language()


def _speak_as_before(request) -> None:
    """To somebody whose session has just ended: the form that they sent is answered in the language they wrote it in."""
    if request.session.ended_for and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        language = (
            User.objects.filter(pk=request.session.ended_for).values_list("language", flat=True).first()
        )
        translation.activate(language or request.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()


def _has_no_organization(request, response: HttpResponse) -> bool:
    """Signed in, refused, and not for their role: they belong to nothing (any more)."""
    return response.status_code == 403 and request.user.is_authenticated


def _idle_too_long(request) -> bool:
    """An hour for whoever could let others in; the session itself knows the twelve hours of everybody."""
    powerful = {Permission.MANAGE_MEMBERS, Permission.MANAGE_PARTNERS}
    return request.session.idle_for > IDLE_OF_ADMINISTRATORS and any(
        membership.role.permissions & powerful for membership in request.memberships
    )
