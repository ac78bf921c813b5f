"""The coalition's list of partners, and the very first organization."""

import secrets
import uuid

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from crm.access.actors import Actor, System
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import CoalitionAdmin, OrgAdmin, Permission
from crm.access.tenancy import tenant
from crm.accounts.models import User
from crm.audit import services as audit
from crm.lib.ids import uuid7
from crm.organizations.models import Invitation, Membership, Organization
from crm.organizations.resolving import digest, is_empty, new_token
from crm.organizations.services.invitations import GOOD_FOR, send_later

FIRST_RUN_LOCK = 7_310_001


class TakenAlready(DomainError):
    """Somebody else was first."""


def partners_of(by: Actor) -> QuerySet[Organization]:
    """Names and kinds only, through the coalition's own login: a partner's other columns cannot be read with it."""
    require(by, Permission.VIEW_COALITION)
    return (
        Organization.objects.using("coalition")
        .filter(coalition_id=by.organization_id)
        .only("id", "kind", "name", "slug", "state", "is_demo")
        .order_by("name")
    )


def add_partner(
    *, name: str, kind: str, state: str, time_zone: str, language: str, email: str, by: Actor
) -> uuid.UUID:
    """The partner and the invitation of its first administrator, in the caller's transaction.

    A function of the owner's writes both: this transaction works for the coalition and can write for nobody else.
    """
    require(by, Permission.MANAGE_PARTNERS)
    partner = uuid7()
    invitation = Invitation(
        id=uuid7(),
        organization_id=partner,
        email=email.strip().lower(),
        role=OrgAdmin.key,
        token_hash=digest(new_token()),
        expires_at=timezone.now() + GOOD_FOR,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "select organizations_add_partner(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                partner, kind, name.strip(), free_slug(name), state, time_zone, language,
                invitation.pk, invitation.email, invitation.role, bytes(invitation.token_hash), invitation.expires_at,
            ],
        )  # fmt: skip
    audit.record(
        "organizations.partner_added", by=by, details={"partner": str(partner), "kind": kind, "state": state}
    )
    transaction.on_commit(lambda: _invite_for(partner, invitation))
    return partner


def set_up(
    *,
    coalition: str,
    partner: str,
    kind: str,
    state: str,
    email: str,
    password: str,
    name: str,
    language: str,
    time_zone: str,
) -> User:
    """The coalition, perhaps its first partner, and the administrator of both. Raises TakenAlready."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [FIRST_RUN_LOCK])
        if not is_empty():
            raise TakenAlready(_("This installation has been set up already."))
        user = User.objects.create_user(email, password, name=name, language=language, time_zone=time_zone)
        common = {"language": language, "time_zone": time_zone}
        first = Organization(kind="coalition", name=coalition, slug=free_slug(coalition), **common)
        _found(first, user, CoalitionAdmin.key)
        if partner:
            _found(
                Organization(
                    kind=kind, name=partner, slug=free_slug(partner), state=state, coalition=first, **common
                ),
                user,
                OrgAdmin.key,
            )
    return user


def _invite_for(partner: uuid.UUID, invitation: Invitation) -> None:
    """The letter is the partner's job; it can be asked for only after the coalition's transaction."""
    with tenant(partner):
        send_later(invitation, by=System(organization_id=partner, reason="added by the coalition"))


def free_slug(name: str) -> str:
    """Readable, and never taken."""
    return f"{slugify(name)[:50] or 'partner'}-{secrets.token_hex(3)}"


def _found(organization: Organization, user: User, role: str) -> None:
    with tenant(organization.pk):
        organization.save()
        membership = Membership.objects.create(organization=organization, user=user, role=role)
        by = System(organization_id=organization.pk, reason="first run")
        audit.record("organizations.founded", by=by, target=organization)
        audit.record("organizations.member_joined", by=by, target=membership, details={"role": role})
