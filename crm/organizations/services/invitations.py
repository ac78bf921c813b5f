"""Joining by a link: single use, 72 hours, for one organization and one role. Only its hash is kept."""

import datetime
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from crm.access.actors import Actor, System
from crm.access.checks import require
from crm.access.errors import DomainError, NotAllowed
from crm.access.roles import ROLES, Permission, Role
from crm.access.tenancy import tenant
from crm.accounts.models import User
from crm.audit import services as audit
from crm.organizations.models import Invitation, Membership, Organization
from crm.organizations.resolving import digest, new_token
from crm.organizations.services.members import grantable
from crm.queue.models import Job
from crm.queue.services import enqueue
from crm.ui.letters import dressed

GOOD_FOR = datetime.timedelta(hours=72)


class UsedUp(DomainError):
    """Unknown, used, revoked, expired: one answer for all."""


@dataclass(frozen=True)
class Offer:
    """What a good link says."""

    id: uuid.UUID
    organization_id: uuid.UUID
    organization_name: str
    email: str
    role: type[Role]


def invite(email: str, role: str, *, by: Actor) -> Invitation:
    """An older open invitation of the same address is replaced. A job writes the letter."""
    require(by, Permission.MANAGE_MEMBERS)
    if ROLES[role] not in grantable(by):
        raise NotAllowed(_("You cannot give a role above your own."), field="role")
    email = email.strip().lower()
    if (
        Membership.objects.visible_to(by)
        .active(on=timezone.localdate())
        .filter(user__email__iexact=email)
        .exists()
    ):
        raise DomainError(_("Somebody with this address is a member already."), field="email")
    _open(by).filter(email=email).update(revoked_at=timezone.now())
    invitation = Invitation.objects.create(
        organization_id=by.organization_id,
        email=email,
        role=role,
        token_hash=digest(new_token()),  # nobody holds it: the letter brings its own
        invited_by_id=by.membership_id,
        expires_at=timezone.now() + GOOD_FOR,
    )
    audit.record(
        "organizations.member_invited",
        by=by,
        target=invitation,
        details={"role": role, "email": audit.keyed_hash(email)},
    )
    send_later(invitation, by=by)
    return invitation


def revoke_invitation(invitation: Invitation, *, by: Actor) -> None:
    require(by, Permission.MANAGE_MEMBERS)
    if _open(by).filter(pk=invitation.pk).update(revoked_at=timezone.now()):
        audit.record("organizations.invitation_revoked", by=by, target=invitation)


def offer_of(token: str) -> Offer | None:
    """None for a link that is not good (any more)."""
    with connection.cursor() as cursor:
        cursor.execute("select * from organizations_resolve_invitation(%s)", [digest(token)])
        row = cursor.fetchone()
    return Offer(row[0], row[1], row[2], row[3], ROLES[row[4]]) if row else None


def accept(token: str, *, user: User | None = None, password: str = "", **person: str) -> User:
    """Join as `user`, or as a new person (name, language, time_zone). Raises UsedUp.

    Outside any organization until the link has named one. Two clicks at once: the row lock lets one through.
    """
    offer = offer_of(token)
    if offer is None:
        raise UsedUp(_("This invitation was used, taken back, or is older than three days."))
    if user is not None and user.email.lower() != offer.email.lower():
        raise NotAllowed(_("This invitation is for another address than the one you are signed in with."))
    with transaction.atomic():
        if user is None:
            user = User.objects.create_user(offer.email, password, **person)
        with tenant(offer.organization_id):
            by = System(organization_id=offer.organization_id, reason="invitation")
            used = Invitation.objects.visible_to(by).filter(
                pk=offer.id, used_at=None, revoked_at=None, expires_at__gt=timezone.now()
            )
            if not used.update(used_at=timezone.now()):
                raise UsedUp(_("This invitation was used, taken back, or is older than three days."))
            membership, is_new = Membership.objects.visible_to(by).get_or_create(
                organization_id=offer.organization_id, user=user, defaults={"role": offer.role.key}
            )
            if not is_new:
                membership.role, membership.ended_at, membership.expires_on = offer.role.key, None, None
                membership.save(update_fields=["role", "ended_at", "expires_on"])
            audit.record(
                "organizations.member_joined", by=by, target=membership, details={"role": offer.role.key}
            )
    return user


def has_account(email: str) -> bool:
    return User.objects.filter(email__iexact=email).exists()


def send_later(invitation: Invitation, *, by: Actor) -> None:
    enqueue(
        "organizations.send_invitation",
        by=by,
        key=str(invitation.pk),
        payload={"invitation_id": str(invitation.pk)},
        urgency=Job.Urgency.NOW,
    )


def letter(invitation_id: uuid.UUID, *, by: Actor) -> EmailMultiAlternatives | None:
    """The mail with a fresh link, which voids the links of earlier letters; None if the invitation is not open.

    In the organization's language: we do not know the person's yet.
    """
    invitation = _open(by).filter(pk=invitation_id).select_for_update().first()
    if invitation is None:
        return None
    token = new_token()
    invitation.token_hash = digest(token)
    invitation.save(update_fields=["token_hash"])
    organization = Organization.objects.visible_to(by).get()
    with translation.override(organization.language):
        words = {
            "organization": organization,
            "role": ROLES[invitation.role],
            "url": settings.PUBLIC_URL + reverse("organizations:join", args=[token]),
        }
        subject = render_to_string("organizations/mail/invitation_subject.txt", words)
        body = render_to_string("organizations/mail/invitation_message.txt", words)
        mail = EmailMultiAlternatives(
            " ".join(subject.split()),
            body.strip(),
            to=[invitation.email],
            reply_to=[organization.reply_to] if organization.reply_to else None,
        )
        name = " ".join(organization.name.split())
        address = organization.postal_address.strip()
        return dressed(mail, sender=name, foot=f"{name}, {address}" if address else "")


def _open(by: Actor) -> QuerySet[Invitation]:
    return Invitation.objects.visible_to(by).filter(
        used_at=None, revoked_at=None, expires_at__gt=timezone.now()
    )
