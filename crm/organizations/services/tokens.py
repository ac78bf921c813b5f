"""Tokens for programs: shown once, kept as a hash, never stronger than whoever made them."""

import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.access.actors import Actor, TokenBearer
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import ROLES, Permission, Role
from crm.audit import services as audit
from crm.organizations.models import AccessToken
from crm.organizations.resolving import digest, new_token

LONGEST = datetime.timedelta(days=365)


def roles_for_tokens(by: Actor) -> list[type[Role]]:
    """Those that may use the API and hold nothing the maker lacks."""
    return [
        role
        for role in ROLES.values()
        if Permission.USE_API in role.permissions
        and all(by.can(permission) for permission in role.permissions - {Permission.VIEW_MINORS})
        and (by.can(Permission.VIEW_MINORS) or role.youth_only_if_trained)
    ]


def create_token(
    *, label: str, role: str, may_write: bool, expires_on: datetime.date, by: Actor
) -> tuple[AccessToken, str]:
    """The row and the token itself, which nobody can read again."""
    require(by, Permission.USE_API)
    if ROLES[role] not in roles_for_tokens(by):
        raise NotAllowed(_("A token cannot do more than you can."), field="role")
    today = timezone.localdate()
    if not today < expires_on <= today + LONGEST:
        raise DomainError(_("Choose a day within the next year."), field="expires_on")
    token = new_token()
    row = AccessToken.objects.create(
        organization_id=by.organization_id,
        purpose=AccessToken.Purpose.API,
        token_hash=digest(token),
        prefix=token[:8],
        label=label,
        role=role,
        may_write=may_write,
        made_by_id=by.membership_id,
        expires_at=timezone.make_aware(datetime.datetime.combine(expires_on, datetime.time.max)),
    )
    audit.record(
        "organizations.token_created", by=by, target=row, details={"role": role, "may_write": may_write}
    )
    return row, token


def tokens_shown_to(by: Actor) -> QuerySet[AccessToken]:
    """One's own; all of the organization for those who manage its settings."""
    tokens = AccessToken.objects.visible_to(by).filter(purpose=AccessToken.Purpose.API)
    if not by.can(Permission.MANAGE_SETTINGS):
        tokens = tokens.filter(made_by_id=by.membership_id)
    return tokens.select_related("made_by__user").order_by("-created_at")


def revoke_token(token: AccessToken, *, by: Actor) -> None:
    require(by, Permission.USE_API if token.made_by_id == by.membership_id else Permission.MANAGE_SETTINGS)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        audit.record("organizations.token_revoked", by=by, target=token)


def note_use(bearer: TokenBearer) -> None:
    """On which day a token was last used, so that forgotten ones are seen. Writes once a day."""
    today = timezone.localdate()
    AccessToken.objects.visible_to(bearer).filter(pk__in=[bearer.id]).exclude(last_used_on=today).update(
        last_used_on=today
    )
