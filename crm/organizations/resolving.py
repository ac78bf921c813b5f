"""The only reads before an organization is known: from a signed-in user or a token to an actor."""

import hashlib
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, connections

from crm.access.actors import TokenBearer
from crm.access.roles import ROLES, Role
from crm.access.tenancy import tenant


@dataclass(frozen=True)
class Place:
    """An organization, as far as it may be known before its tenant is entered."""

    pk: uuid.UUID
    name: str
    kind: str
    slug: str
    time_zone: str
    is_demo: bool

    @property
    def is_coalition(self) -> bool:
        return self.kind == "coalition"


@dataclass(frozen=True)
class ActiveMembership:
    """One line of the organization switch."""

    id: uuid.UUID
    organization: Place
    role: type[Role]
    is_youth_trained: bool

    @property
    def organization_name(self) -> str:
        return self.organization.name

    @property
    def slug(self) -> str:
        return self.organization.slug

    @property
    def is_demo(self) -> bool:
        return self.organization.is_demo


def memberships_of(user_id: uuid.UUID) -> list[ActiveMembership]:
    """Of an active user: neither ended nor expired, by the name of the organization."""
    with connection.cursor() as cursor:
        cursor.execute("select * from organizations_memberships(%s)", [user_id])
        return [
            ActiveMembership(row[0], Place(*row[1:7]), ROLES[row[7]], row[8]) for row in cursor.fetchall()
        ]


def resolve_token(token: str, *purposes: str) -> TokenBearer | None:
    """None for an unknown, expired or revoked token, or one whose maker has left."""
    with connection.cursor() as cursor:
        cursor.execute("select * from organizations_resolve_token(%s, %s)", [digest(token), list(purposes)])
        row = cursor.fetchone()
    if row is None:
        return None
    token_id, organization_id, purpose, role, may_write, subject, membership_id, user_id, trained, zone = row
    return TokenBearer(
        id=token_id,
        organization_id=organization_id,
        purpose=purpose,
        role=ROLES.get(role),
        may_write=may_write,
        subject_id=subject,
        made_by=membership_id,
        user_id=user_id,
        is_youth_trained=trained,
        time_zone=zone,
    )


def names_around(organization_ids: list[uuid.UUID]) -> list[str]:
    """Names of these organizations and of their coalitions: what everybody there would try as a password."""
    with connection.cursor() as cursor:
        cursor.execute("select * from organizations_names_around(%s)", [organization_ids])
        return [name for (name,) in cursor.fetchall()]


def is_empty() -> bool:
    """Whether no organization exists at all: then, and only then, /setup/ answers."""
    with connection.cursor() as cursor:
        cursor.execute("select organizations_none()")
        return cursor.fetchone()[0]


@contextmanager
def public_link(token: str, purpose: str) -> Iterator[TokenBearer | None]:
    """The transaction of a public page: yields its bearer, or None (then nothing can be read)."""
    bearer = resolve_token(token, purpose)
    if bearer is None:
        yield None
        return
    with tenant(bearer.organization_id):
        yield bearer


def digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def new_token() -> str:
    """256 random bits, for a link or an API client."""
    return secrets.token_urlsafe(32)


def organization_called(slug: str) -> uuid.UUID | None:
    """For commands: the id of an organization. The coalition's reader sees names of organizations, nobody's people."""
    with connections["coalition"].cursor() as cursor:
        cursor.execute("select id from organizations_organization where slug = %s", [slug])
        row = cursor.fetchone()
    return row[0] if row else None
