"""Signed-in browsers. The cookie holds a random key, the table only its SHA-256: a leaked table opens nothing.

Two clocks: fourteen days after signing in, or twelve hours without a request, and a session is over. One hour for those
who manage members or partners; their role is known only to the middleware, which reads `idle_for`.
"""

import datetime
import hashlib
import uuid

from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, router, transaction
from django.utils import timezone

from crm.accounts.models import Session

IDLE = datetime.timedelta(hours=12)
IDLE_OF_ADMINISTRATORS = datetime.timedelta(hours=1)
ABSOLUTE = datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE)
TOUCH_EACH = datetime.timedelta(minutes=1)  # a write for each request would be too many

USER, DEVICE, ADDRESS = "_auth_user_id", "_device", "_address"


class SessionStore(SessionBase):
    idle_for = datetime.timedelta()
    started_at: datetime.datetime | None = None
    ended_for: uuid.UUID | None = None  # whose it was, when this very request came too late

    @classmethod
    def get_session_store_class(cls):
        return cls

    @classmethod
    def get_model_class(cls):
        return Session

    @property
    def model(self):
        return Session

    @staticmethod
    def stored_key(session_key: str) -> str:
        return hashlib.sha256(session_key.encode()).hexdigest()

    def load(self) -> dict:
        now = timezone.now()
        row = self._row() if self.session_key else None
        if row is None or row.expire_date <= now or now - row.last_seen_at > IDLE:
            self.ended_for = row.user_id if row else None
            self._session_key = None
            return {}
        self.idle_for, self.started_at = now - row.last_seen_at, row.created_at
        if self.idle_for > TOUCH_EACH:
            Session.objects.filter(pk=row.pk).update(last_seen_at=now)
        return self.decode(row.session_data)

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(pk=self.stored_key(session_key)).exists()

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)
        now = timezone.now()
        values = {
            "session_data": self.encode(data),
            "user_id": data.get(USER),
            "device": str(data.get(DEVICE, ""))[:200],
            "address": str(data.get(ADDRESS, ""))[:50],
        }
        using = router.db_for_write(Session)
        key = self.stored_key(self.session_key)
        if not must_create:
            if not Session.objects.using(using).filter(pk=key).update(**values):
                raise UpdateError  # ended elsewhere meanwhile: it must not come back
            return None
        try:
            with transaction.atomic(using=using):
                Session.objects.using(using).create(
                    pk=key, created_at=now, last_seen_at=now, expire_date=now + ABSOLUTE, **values
                )
        except IntegrityError as error:
            raise CreateError from error
        return None

    def delete(self, session_key: str | None = None) -> None:
        session_key = session_key or self.session_key
        if session_key:
            Session.objects.filter(pk=self.stored_key(session_key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        now = timezone.now()
        Session.objects.filter(expire_date__lte=now).delete()
        Session.objects.filter(last_seen_at__lt=now - IDLE).delete()

    def _row(self) -> Session | None:
        return Session.objects.filter(pk=self.stored_key(self.session_key)).first()
