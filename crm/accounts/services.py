"""What people do with their own account. Every verb is audited in the organization they work in at the moment."""

import datetime
import uuid
from typing import cast

from django.contrib.auth import update_session_auth_hash
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from crm.access.actors import Actor
from crm.accounts import factors
from crm.accounts.models import Attempt, Session, User, new_salt
from crm.accounts.sessions import SessionStore
from crm.audit import services as audit
from crm.queue.models import Job
from crm.queue.services import enqueue
from crm.ui.letters import dressed


def end_other_sessions(user: User, *, request: HttpRequest, by: Actor | None = None) -> int:
    """Every browser but this one has to sign in again. This one gets a new key."""
    user.session_salt = new_salt()
    user.save(update_fields=["session_salt"])
    request.session.cycle_key()
    update_session_auth_hash(request, user)
    here = cast(SessionStore, request.session)
    ended, _rows = sessions_of(user).exclude(pk=here.stored_key(here.session_key or "")).delete()
    if by is not None:
        audit.record("accounts.other_sessions_ended", by=by, target=user, details={"sessions": ended})
    return ended


def end_session(user: User, key: str, *, by: Actor | None = None) -> bool:
    """One of one's own browsers; `key` is the hash in the table."""
    ended, _rows = sessions_of(user).filter(pk=key).delete()
    if ended and by is not None:
        audit.record("accounts.session_ended", by=by, target=user)
    return bool(ended)


def end_all_sessions(user_id: uuid.UUID) -> int:
    """For whoever has been deactivated."""
    ended, _rows = Session.objects.filter(user_id=user_id).delete()
    return ended


def sessions_of(user: User) -> QuerySet[Session]:
    return Session.objects.filter(user=user).order_by("-last_seen_at")


def sign_in_changed(user: User, verb: str, *, request: HttpRequest, by: Actor | None) -> None:
    """After another password or second factor: other sessions end, the audit remembers, the owner is told."""
    end_other_sessions(user, request=request)
    if by is not None:
        audit.record(f"accounts.{verb}", by=by, target=user)
        tell_later(user.pk, verb, by=by)


def renew_recovery_codes(user: User, *, request: HttpRequest, by: Actor | None) -> list[str]:
    codes = factors.new_recovery_codes(user)
    sign_in_changed(user, "recovery_codes_renewed", request=request, by=by)
    return codes


def is_new_device(user: User, device: str) -> bool:
    """Somebody who has signed in before does so with a browser that is signed in nowhere."""
    return user.last_login is not None and not sessions_of(user).filter(device=device).exists()


def change_profile(user: User, *, name: str, language: str, time_zone: str, by: Actor | None) -> User:
    before = User.objects.get(pk=user.pk)
    user.name, user.language, user.time_zone = name, language, time_zone
    user.save(update_fields=["name", "language", "time_zone"])
    if by is not None and (changes := audit.differences(before, user, ["name", "language", "time_zone"])):
        audit.record("accounts.profile_changed", by=by, target=user, changes=changes)
    return user


def forget_expired(*, attempts_before: datetime.datetime) -> None:
    """Delete sessions that are over, and counts of tries from before this moment."""
    SessionStore.clear_expired()
    Attempt.objects.filter(window_start__lt=attempts_before).delete()


def tell_later(user_id: uuid.UUID, verb: str, *, by: Actor, device: str = "") -> None:
    """A mail about their account, by a job: a request does not wait for a mail server."""
    enqueue(
        "accounts.tell",
        by=by,
        payload={"user_id": str(user_id), "verb": verb, "device": device},
        urgency=Job.Urgency.NOW,
    )


def notice(user_id: uuid.UUID, verb: str, device: str = "") -> EmailMultiAlternatives:
    """The mail, in the person's own language. Inside an organization they belong to, or belonged to."""
    user = User.objects.get(pk=user_id)
    words = {"verb": verb, "device": device}
    with translation.override(user.language):
        subject = render_to_string("accounts/mail/change_subject.txt", words)
        body = render_to_string("accounts/mail/change_message.txt", words)
        return dressed(EmailMultiAlternatives(" ".join(subject.split()), body.strip(), to=[user.email]))
