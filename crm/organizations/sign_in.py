"""What the organizations add to signing in: their names are poor passwords, and their audit remembers who came."""

from typing import Any

from django.http import HttpRequest

from crm.access.actors import System
from crm.access.tenancy import tenant
from crm.accounts import passwords
from crm.accounts import services as accounts
from crm.accounts.adapter import AccountAdapter
from crm.accounts.models import User
from crm.audit import services as audit
from crm.lib.devices import device_name
from crm.organizations.resolving import ActiveMembership, memberships_of, names_around
from crm.ui.middleware import network_prefix


class Adapter(AccountAdapter):
    def clean_password(self, password: str, user: User | None = None) -> str:
        own = [membership.organization.pk for membership in memberships_of(user.pk)] if user else []
        return passwords.check(password, user=user, names=names_around(own))

    def login(self, request: HttpRequest, user: User) -> None:
        device = device_name(request.headers.get("User-Agent", ""))
        is_new = accounts.is_new_device(user, device)
        super().login(request, user)
        _remember("accounts.signed_in", user, request)
        if is_new and (memberships := memberships_of(user.pk)):
            by = _door(memberships[0], request)
            with tenant(by.organization_id):
                accounts.tell_later(user.pk, "signed_in_elsewhere", by=by, device=device)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        user = User.objects.filter(email=credentials.get("email", "").strip().lower()).first()
        if user is not None:
            _remember("accounts.sign_in_failed", user, request)


def _remember(verb: str, user: User, request: HttpRequest) -> None:
    """In each organization of theirs, on the second connection: nobody is inside an organization at this moment."""
    for membership in memberships_of(user.pk):
        audit.record_beside(verb, by=_door(membership, request), target=user)


def _door(membership: ActiveMembership, request: HttpRequest) -> System:
    return System(
        organization_id=membership.organization.pk,
        reason="sign-in",
        request_id=getattr(request, "request_id", ""),
        address=network_prefix(request),
    )
