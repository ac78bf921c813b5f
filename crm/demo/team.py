"""Who signs in: members of one organization, with e-mail addresses that tell their role."""

import uuid
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import connection

from crm.accounts.models import User
from crm.demo.clock import Clock
from crm.demo.ids import Ids
from crm.demo.names import Namer
from crm.organizations.models import Membership

PARTNER_TEAM = {
    "partner_lead": "lead",
    "org_admin": "admin",
    "organizer": "organizer",
    "youth_organizer": "youth",
    "data_staff": "staff",
    "researcher": "researcher",
    "viewer": "viewer",
    "volunteer": "volunteer",
}
COALITION_TEAM = {"coalition_lead": "lead", "coalition_admin": "admin", "coalition_researcher": "researcher"}
MOST_ORGANIZERS, MOST_VOLUNTEERS = 8, 30
SPANISH_FIRST = {"lucha", "ace", "mese"}  # the second organizer reads Earshot in Spanish


@dataclass(frozen=True, slots=True)
class Member:
    id: str
    user_id: str
    role: str
    email: str
    name: str
    language: str
    zone: str
    is_youth_trained: bool


class Team:
    def __init__(self, members: list[Member]):
        self.members = members
        self.lead = self.first("partner_lead")
        self.staff = self.first("data_staff")
        self.youth = self.first("youth_organizer")
        self.organizers = [member for member in members if member.role == "organizer"]
        self.volunteers = [member for member in members if member.role == "volunteer"]
        # Who may own a minor's follow-up.
        self.trained = [self.youth, *(m for m in self.organizers if m.is_youth_trained)]

    def first(self, role: str) -> Member:
        return next(member for member in self.members if member.role == role)


def sizes(contacts: int) -> dict[str, int]:
    """How many of a role; the others are there once."""
    return {
        "organizer": min(MOST_ORGANIZERS, 2 + contacts // 250),
        "volunteer": min(MOST_VOLUNTEERS, max(2, contacts // 60 - 2)),
    }


def assemble(
    namer: Namer, ids: Ids, clock: Clock, *, key: str, roles: dict[str, str], counts: dict[str, int]
) -> list[Member]:
    members = []
    for role, word in roles.items():
        for number in range(1, counts.get(role, 1) + 1):
            community = namer.community()
            name = namer.name(community, family=namer.family(community))
            members.append(
                Member(
                    id=ids(),
                    user_id=ids(),
                    role=role,
                    email=f"{word}{number if number > 1 else ''}.{key}@example.org",
                    name=f"{name.chosen or name.given} {name.family}",
                    language="es" if key in SPANISH_FIRST and (role, number) == ("organizer", 2) else "en",
                    zone=clock.zone_name,
                    is_youth_trained=role in ("youth_organizer", "partner_lead")
                    or (role, number) == ("organizer", 2),
                )
            )
    return members


def save_users(members: list[Member], encoded_password: str, clock: Clock) -> None:
    """Outside every organization: whoever signs in belongs to none yet. One hash serves them all."""
    since = clock.at(clock.ago(560), 12)
    User.objects.bulk_create(
        User(
            id=uuid.UUID(member.user_id),
            email=member.email,
            name=member.name,
            language=member.language,
            time_zone=member.zone,
            created_at=since,
        )
        for member in members
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user_id=uuid.UUID(member.user_id), email=member.email, verified=True, primary=True)
        for member in members
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "select accounts_set_password(id, %s) from unnest(%s::uuid[]) as id",
            [encoded_password, [member.user_id for member in members]],
        )


def save_memberships(organization_id: uuid.UUID, members: list[Member], clock: Clock) -> None:
    since = clock.at(clock.ago(560), 12)
    Membership.objects.bulk_create(
        Membership(
            id=uuid.UUID(member.id),
            organization_id=organization_id,
            user_id=uuid.UUID(member.user_id),
            role=member.role,
            is_youth_trained=member.is_youth_trained,
            created_at=since,
        )
        for member in members
    )
