"""Who belongs to an organization, and in which role."""

import datetime

from allauth.mfa.models import Authenticator
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.access.actors import Actor, System
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import ROLES, Permission, Role, grantable_by
from crm.accounts import services as accounts
from crm.accounts.models import new_salt
from crm.audit import services as audit
from crm.organizations.models import AccessToken, Membership
from crm.organizations.resolving import memberships_of


class LastAdministrator(DomainError):
    """Somebody must be left who can invite."""


def grantable(by: Actor) -> list[type[Role]]:
    """The roles that this actor may give or take away."""
    if isinstance(by, System):
        return list(ROLES.values())
    role = getattr(by, "role", None)
    return grantable_by(role) if role is not None and by.can(Permission.MANAGE_MEMBERS) else []


def change_member(
    membership: Membership,
    *,
    role: str,
    is_youth_trained: bool,
    expires_on: datetime.date | None,
    by: Actor,
) -> Membership:
    """Tokens that allow more than the new role go."""
    require(by, Permission.MANAGE_MEMBERS)
    membership = _locked(membership, by)
    _may_touch(membership, by)
    if ROLES[role] not in grantable(by):
        raise NotAllowed(_("You cannot give a role above your own."), field="role")
    if expires_on is not None and expires_on < timezone.localdate():
        raise DomainError(_("That day is over. To end a membership now, use the button."), field="expires_on")
    if Permission.MANAGE_MEMBERS not in ROLES[role].permissions or expires_on is not None:
        _keep_an_administrator(membership, by)
    before = Membership.objects.get(pk=membership.pk)
    membership.role, membership.is_youth_trained, membership.expires_on = role, is_youth_trained, expires_on
    changes = audit.differences(before, membership, ["role", "is_youth_trained", "expires_on"])
    if changes:
        membership.save(update_fields=["role", "is_youth_trained", "expires_on"])
        audit.record("organizations.member_changed", by=by, target=membership, changes=changes)
        _revoke_tokens(membership, by, unless_within=ROLES[role])
    return membership


def end_membership(membership: Membership, *, by: Actor) -> Membership:
    """From the next request on they are out: browsers signed out, tokens revoked. Their work stays."""
    require(by, Permission.MANAGE_MEMBERS)
    membership = _locked(membership, by)
    _may_touch(membership, by)
    if membership.ended_at is not None:
        return membership
    _keep_an_administrator(membership, by)
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    tokens = _revoke_tokens(membership, by)
    sessions = accounts.end_all_sessions(membership.user_id)
    audit.record(
        "organizations.member_ended",
        by=by,
        target=membership,
        details={"tokens": tokens, "sessions": sessions},
    )
    return membership


def resume_membership(membership: Membership, *, by: Actor) -> Membership:
    """Back in, in the role they had. Revoked tokens stay revoked."""
    require(by, Permission.MANAGE_MEMBERS)
    membership = _locked(membership, by)
    _may_touch(membership, by)
    if membership.ended_at is None and not _expired(membership):
        return membership
    membership.ended_at = membership.expires_on = None
    membership.save(update_fields=["ended_at", "expires_on"])
    audit.record("organizations.member_resumed", by=by, target=membership)
    return membership


def remove_second_factor(membership: Membership, *, by: Actor) -> None:
    """For a lost phone. Refused for people who belong elsewhere too: their other organization relies on it."""
    require(by, Permission.MANAGE_MEMBERS)
    membership = _locked(membership, by)
    _may_touch(membership, by)
    if membership.pk == by.membership_id:
        raise DomainError(_("Your own second factor is changed under “Sign-in and security”."))
    if any(other.id != membership.pk for other in memberships_of(membership.user_id)):
        raise DomainError(
            _("This person belongs to another organization too. They need one of their recovery codes.")
        )
    removed, _rows = Authenticator.objects.filter(user_id=membership.user_id).delete()
    user = membership.user
    user.session_salt = new_salt()
    user.save(update_fields=["session_salt"])
    accounts.end_all_sessions(user.pk)
    audit.record(
        "organizations.second_factor_removed", by=by, target=membership, details={"factors": removed}
    )
    accounts.tell_later(user.pk, "second_factor_removed", by=by)


def _locked(membership: Membership, by: Actor) -> Membership:
    """All rows of administrators are locked in one order, so that two cannot dismiss each other at once."""
    list(
        Membership.objects.visible_to(by)
        .filter(role__in=_administering())
        .order_by("pk")
        .select_for_update()
        .values_list("pk")
    )
    return Membership.objects.visible_to(by).select_for_update().get(pk=membership.pk)


def _administering() -> list[str]:
    return [key for key, role in ROLES.items() if Permission.MANAGE_MEMBERS in role.permissions]


def _may_touch(membership: Membership, by: Actor) -> None:
    if ROLES[membership.role] not in grantable(by):
        raise NotAllowed(_("Only somebody of their rank or above can change this person."))


def _keep_an_administrator(membership: Membership, by: Actor) -> None:
    if membership.role not in _administering():
        return
    others = (
        Membership.objects.visible_to(by)
        .active(on=timezone.localdate())
        .filter(role__in=_administering(), expires_on=None)
        .exclude(pk=membership.pk)
    )
    if not others.exists():
        raise LastAdministrator(
            _("This is the last administrator. Make somebody else one first, so that the door stays open."),
            field="role",
        )


def _revoke_tokens(membership: Membership, by: Actor, unless_within: type[Role] | None = None) -> int:
    revoked = 0
    tokens = AccessToken.objects.visible_to(by).filter(
        made_by=membership, purpose=AccessToken.Purpose.API, revoked_at=None
    )
    for token in tokens:
        role = ROLES.get(token.role)
        if unless_within is not None and role is not None and role.permissions <= unless_within.permissions:
            continue
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        audit.record("organizations.token_revoked", by=by, target=token)
        revoked += 1
    return revoked


def _expired(membership: Membership) -> bool:
    return membership.expires_on is not None and membership.expires_on < timezone.localdate()
