"""Who acts: a member of an organization, the system itself, or the bearer of a token. Every read and write names one."""

import uuid
from dataclasses import dataclass, field

from crm.access.roles import ROLES, Permission, Role


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Belongs to exactly one organization. `request_id` and `address` (a truncated network prefix) go to the audit."""

    organization_id: uuid.UUID
    kind: str = "system"
    id: uuid.UUID | None = None
    request_id: str = ""
    address: str = ""

    def can(self, permission: Permission) -> bool:
        raise NotImplementedError

    @property
    def membership_id(self) -> uuid.UUID | None:
        return None


@dataclass(frozen=True, kw_only=True)
class Member(Actor):
    """A signed-in person in their active organization. `id` is the membership's."""

    kind: str = "member"
    user_id: uuid.UUID
    role: type[Role]
    name: str = ""
    is_youth_trained: bool = False
    has_second_factor: bool = False
    time_zone: str = "America/New_York"
    granted: frozenset[Permission] = field(default_factory=frozenset)  # beyond the role, by name

    def can(self, permission: Permission) -> bool:
        if (
            permission == Permission.VIEW_MINORS
            and self.role.youth_only_if_trained
            and not self.is_youth_trained
        ):
            return False
        return permission in self.role.permissions or permission in self.granted

    @property
    def membership_id(self) -> uuid.UUID | None:
        return self.id


@dataclass(frozen=True, kw_only=True)
class System(Actor):
    """A job, a command or a seed. May do everything inside its organization; the reason is audited."""

    reason: str

    def can(self, permission: Permission) -> bool:
        return True


@dataclass(frozen=True, kw_only=True)
class Deputy(Actor):
    """Somebody within one deed that their role allows and that needs more than the role: whoever logs a talk thereby
    makes a contact. The audit names the person; `permissions` are just those of the deed."""

    permissions: frozenset[Permission]
    acts_for: uuid.UUID | None

    def can(self, permission: Permission) -> bool:
        return permission in self.permissions

    @property
    def membership_id(self) -> uuid.UUID | None:
        return self.acts_for


def deputy_of(actor: Actor, *permissions: Permission) -> Deputy:
    return Deputy(
        organization_id=actor.organization_id,
        kind=actor.kind,
        id=actor.id,
        request_id=actor.request_id,
        address=actor.address,
        permissions=frozenset(permissions),
        acts_for=actor.membership_id,
    )


@dataclass(frozen=True, kw_only=True)
class TokenBearer(Actor):
    """Whoever holds an API token or a public link. `id` is the token's; it acts for the membership that made it."""

    kind: str = "token"
    purpose: str
    role: type[Role] | None = None
    may_write: bool = False
    made_by: uuid.UUID | None = None
    user_id: uuid.UUID | None = None
    subject_id: uuid.UUID | None = None
    is_youth_trained: bool = False
    time_zone: str = "America/New_York"

    def can(self, permission: Permission) -> bool:
        if self.role is None:
            return False
        if (
            permission == Permission.VIEW_MINORS
            and self.role.youth_only_if_trained
            and not self.is_youth_trained
        ):
            return False
        return permission in self.role.permissions

    @property
    def membership_id(self) -> uuid.UUID | None:
        return self.made_by


def role_of(key: str) -> type[Role]:
    return ROLES[key]
