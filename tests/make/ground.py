"""Organizations, members, districts."""

import datetime
import itertools
import uuid

import psycopg
from django.conf import settings
from django.db import connections
from django.utils import timezone
from django.utils.text import slugify

from crm.access.actors import Member, System
from crm.access.roles import ROLES
from crm.access.tenancy import tenant
from crm.accounts.models import User
from crm.districts.models import District, School
from crm.organizations.models import AccessToken, Invitation, Membership, Organization
from crm.organizations.resolving import digest, new_token
from crm.queue.models import Job

ZONE = "America/New_York"  # of every organization and person that is not told another
numbers = itertools.count(1)
_districts: list[uuid.UUID] = []  # committed, so no test's rollback takes them away


def organization(name: str = "North", **fields) -> Organization:
    made = Organization(
        **{
            "name": name,
            "slug": f"{slugify(name)}-{next(numbers)}",
            "kind": "state",
            "postal_address": "1 Main St, Alder NC 27000",
            **fields,
        }
    )
    with tenant(made.id):
        made.save()
    return made


def member(
    of: Organization,
    role: str = "organizer",
    *,
    second_factor: bool = True,
    password: str | None = None,
    **fields,
) -> Member:
    """A person with a membership, as the actor they are after signing in."""
    number = next(numbers)
    user_fields = {
        key: fields.pop(key) for key in ("email", "name", "time_zone", "language") if key in fields
    }
    user = User.objects.create_user(
        **{"email": f"{role}{number}@example.org", "name": f"{ROLES[role].label} {number}", **user_fields},
        password=password,
    )
    with tenant(of.id):
        made = Membership.objects.create(organization_id=of.id, user=user, role=role, **fields)
    return Member(
        id=made.id,
        organization_id=of.id,
        user_id=user.pk,
        role=ROLES[role],
        name=user.name,
        is_youth_trained=made.is_youth_trained,
        has_second_factor=second_factor,
        time_zone=user.time_zone,
    )


def system(of: Organization, reason: str = "test") -> System:
    return System(organization_id=of.id, reason=reason)


def invitation(of: Organization, email: str = "new@example.org", role: str = "organizer") -> Invitation:
    with tenant(of.id):
        return Invitation.objects.create(
            organization_id=of.id,
            email=email,
            role=role,
            token_hash=digest(new_token()),
            expires_at=timezone.now() + datetime.timedelta(hours=72),
        )


def token(
    of: Organization, role: str = "organizer", *, may_write: bool = False, by: Member | None = None
) -> str:
    """An API token as its bearer holds it; `token_row` finds its row."""
    secret = new_token()
    maker = by or member(of, role)
    with tenant(of.id):
        AccessToken.objects.create(
            organization_id=of.id,
            purpose=AccessToken.Purpose.API,
            token_hash=digest(secret),
            prefix=secret[:8],
            label="test",
            role=role,
            may_write=may_write,
            made_by_id=maker.id,
            expires_at=timezone.now() + datetime.timedelta(days=1),
        )
    return secret


def token_row(of: Organization, secret: str) -> AccessToken:
    with tenant(of.id):
        return AccessToken.objects.get(token_hash=digest(secret))


def login(client, actor: Member, *, second_factor: bool = True):
    """Sign the test client in as this member, with the second factor proven unless told otherwise."""
    client.force_login(User.objects.get(pk=actor.user_id))
    session = client.session
    session["organization"] = str(actor.organization_id)
    if second_factor:
        session["account_authentication_methods_user"] = str(actor.user_id)
        session["account_authentication_methods"] = [
            {"method": "password"},
            {"method": "mfa", "type": "totp"},
        ]
    session.save()
    return client


def district(
    name: str = "Alder County", state: str = "NC", schools: tuple[str, ...] = ("Lowery High",)
) -> District:
    """A public, fictional district with its schools. Written by the owner, since the app may only read them; the next test
    does not find it (forget_districts)."""
    with _owner() as owner:
        found = District.objects.filter(name=name, state=state).first()
        if found is None:
            found = District(name=name, state=state, is_fictional=True)
            owner.execute(
                "insert into districts_district (id, name, state, leaid, city, county, is_fictional)"
                " values (%s, %s, %s, '', '', '', true)",
                [found.pk, name, state],
            )
            _districts.append(found.pk)
        there = set(School.objects.filter(district=found).values_list("name", flat=True))
        for school in set(schools) - there:
            owner.execute(
                "insert into districts_school (id, district_id, name, nces_id, level, is_fictional)"
                " values (%s, %s, %s, '', 'other', true)",
                [School(name=school).pk, found.pk, school],
            )
    return found


def forget_districts() -> None:
    """Before each test: what the last one made. During a test its own transaction may still speak of them."""
    if not _districts:
        return
    with _owner() as owner:
        owner.execute("delete from districts_school where district_id = any(%s)", [_districts])
        owner.execute("delete from districts_district where id = any(%s)", [_districts])
    _districts.clear()


def _owner() -> psycopg.Connection:
    settings_dict = connections["default"].settings_dict
    return psycopg.connect(
        host=settings_dict["HOST"],
        port=settings_dict["PORT"] or None,
        dbname=settings_dict["NAME"],
        user=settings.OWNER["user"],
        password=settings.OWNER["password"],
        options="-c lock_timeout=60s",
    )


def job(of: Organization, kind: str = "audit.seal", **fields) -> Job:
    """A row as it waits; what is to be done in the test is asked for with crm.queue.services.enqueue."""
    with tenant(of.id):
        return Job.objects.create(
            **{"organization_id": of.id, "kind": kind, "key": f"{next(numbers)}", **fields}
        )
