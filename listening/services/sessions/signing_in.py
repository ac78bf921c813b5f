"""Signing in at the door by a QR code: a public page of one session, open around its hours. Its link is derived, not
kept: the table holds its hash alone, and the poster can be printed again."""

import datetime
import hashlib
import hmac
import uuid
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts import services as contacts
from contacts.consent import NOT_ASKED, consent_of
from contacts.derived import method_key
from contacts.models import ConsentEvent, Contact, ContactMethod
from crm.access.actors import Actor, TokenBearer
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.districts.models import School
from crm.lib.names.folding import fold
from crm.organizations.models import AccessToken
from crm.organizations.resolving import digest
from listening.models import ListeningSession, SessionParticipant, SessionSignIn
from listening.services.sessions.participants import add_participant, hears
from listening.services.sessions.planning import own

LABEL = "sign_in"
LASTS = datetime.timedelta(days=30)  # of the link; the hours decide when it takes anybody
OPENS_BEFORE, CLOSES_AFTER = datetime.timedelta(hours=12), datetime.timedelta(hours=12)


class NotOpen(DomainError):
    sentence = _("The sign-in is not open. Ask whoever leads the meeting.")


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """What somebody typed. `may_text`: None where no number was given. `key` makes a second press count once."""

    key: uuid.UUID
    given_name: str
    family_name: str = ""
    phone: str = ""
    email: str = ""
    kinds: tuple[str, ...] = ()
    school: School | None = None
    language: str = "en"
    may_text: bool | None = None
    needs_interpreter: bool = False
    children_n: int = 0


def open_sign_in(*, by: Actor, session: ListeningSession) -> str:
    """The token of the page, for the QR code. Opened again after it was closed, it is the same."""
    require(by, Permission.MANAGE_LISTENING)
    session = own(by, session)
    token = sign_in_token(session)
    row, made = AccessToken.objects.get_or_create(
        organization_id=by.organization_id,
        token_hash=digest(token),
        defaults={
            "purpose": AccessToken.Purpose.PUBLIC,
            "prefix": token[:8],
            "label": LABEL,
            "subject_id": session.pk,
            "expires_at": session.starts_at + LASTS,
        },
    )
    if row.revoked_at or row.expires_at < session.starts_at + CLOSES_AFTER:
        row.revoked_at, row.expires_at = None, session.starts_at + LASTS
        row.save(update_fields=["revoked_at", "expires_at"])
        made = True
    if made:
        audit.record("listening.sign_in_opened", by=by, target=session)
    return token


def close_sign_in(*, by: Actor, session: ListeningSession, now: datetime.datetime | None = None) -> None:
    require(by, Permission.MANAGE_LISTENING)
    session = own(by, session)
    if _row(by, session).filter(revoked_at=None).update(revoked_at=now or timezone.now()):
        audit.record("listening.sign_in_closed", by=by, target=session)


def sign_in_open(actor: Actor, session: ListeningSession, *, now: datetime.datetime) -> bool:
    return _row(actor, session).filter(revoked_at=None, expires_at__gt=now).exists()


def sign_in_token(session: ListeningSession) -> str:
    key = f"sign-in:{session.organization_id}:{session.pk}".encode()
    secret = hmac.new(settings.SECRET_KEY.encode(), key, hashlib.sha256).digest()
    return urlsafe_b64encode(secret).decode().rstrip("=")


@transaction.atomic
def sign_in(
    *, by: TokenBearer, session: ListeningSession, typed: SignIn, now: datetime.datetime | None = None
) -> SessionParticipant:
    """One person more. Somebody whom we know by the same name and the same number or address is nobody new; who said no to
    texts is not asked for a yes by a page that anybody may fill in. Raises NotOpen."""
    now = now or timezone.now()
    if not is_open(session, now=now):
        raise NotOpen
    before = SessionParticipant.objects.filter(
        organization_id=by.organization_id, session=session, client_uuid=typed.key
    ).first()
    if before:
        return before
    try:
        with transaction.atomic():
            return _sign_in(by, session, typed)
    except IntegrityError:
        return SessionParticipant.objects.get(
            organization_id=by.organization_id, session=session, client_uuid=typed.key
        )


def is_open(session: ListeningSession, *, now: datetime.datetime) -> bool:
    """From twelve hours before it begins until twelve after it ends, unless it was cancelled."""
    if session.status == ListeningSession.Status.CANCELLED:
        return False
    return session.starts_at - OPENS_BEFORE <= now <= (session.ends_at or session.starts_at) + CLOSES_AFTER


def _sign_in(by: TokenBearer, session: ListeningSession, typed: SignIn) -> SessionParticipant:
    contact = _known(by, typed) or _new(by, typed)
    row = add_participant(
        by=hears(by),
        session=session,
        contact=contact,
        constituencies=typed.kinds,
        came_by=SessionParticipant.CameBy.SIGN_IN,
        client_uuid=typed.key,
        language=typed.language,
        **({"school_id": typed.school.pk, "district_id": typed.school.district_id} if typed.school else {}),
    )
    SessionSignIn.objects.update_or_create(
        organization_id=by.organization_id,
        participant=row,
        defaults={
            "session": session,
            "language": typed.language,
            "needs_interpreter": typed.needs_interpreter,
            "children_n": typed.children_n,
            "may_text": typed.may_text,
        },
    )
    asked = typed.may_text is not None and typed.phone.strip()
    if asked and consent_of([contact])[contact.pk].standing(ConsentEvent.Purpose.TEXT).value == NOT_ASKED:
        contacts.record_consent(
            by=hears(by),
            contact=contact,
            purpose=ConsentEvent.Purpose.TEXT,
            value=ConsentEvent.Value.GRANTED if typed.may_text else ConsentEvent.Value.DENIED,
            how="web_form",
            language="es" if typed.language == "es" else "en",
        )
    audit.record("listening.signed_in", by=by, target=session)
    return row


def _known(by: TokenBearer, typed: SignIn) -> Contact | None:
    ways = [("mobile", typed.phone), ("email", typed.email)]
    keys = [key for kind, value in ways if value.strip() and (key := method_key(kind, value))]
    if not keys:
        return None
    methods = ContactMethod.objects.filter(organization_id=by.organization_id, key__in=keys)
    people = Contact.objects.filter(
        organization_id=by.organization_id,
        pk__in=methods.values("contact_id"),
        status=Contact.Status.ACTIVE,
        archived_at=None,
        confidentiality=Contact.Confidentiality.NORMAL,
    )
    name = fold(f"{typed.given_name} {typed.family_name}".strip())
    for person in people.order_by("pk")[:20]:
        if (
            fold(person.display_name) == name
            or fold(f"{person.given_name} {person.family_name}".strip()) == name
        ):
            return person
    return None


def _new(by: TokenBearer, typed: SignIn) -> Contact:
    methods = [{"kind": "mobile", "value": typed.phone}] if typed.phone.strip() else []
    methods += [{"kind": "email", "value": typed.email}] if typed.email.strip() else []
    place = {"school": typed.school, "district": typed.school.district} if typed.school else {}
    return contacts.create_contact(
        by=hears(by),
        given_name=typed.given_name,
        family_name=typed.family_name,
        language=typed.language,
        needs_interpreter=typed.needs_interpreter,
        methods=methods,
        constituencies=[{"kind": kind, **place} for kind in typed.kinds],
        client_uuid=uuid.uuid5(typed.key, "contact"),
    )


def _row(actor: Actor, session: ListeningSession) -> QuerySet[AccessToken]:
    return AccessToken.objects.visible_to(actor).filter(token_hash=digest(sign_in_token(session)))
