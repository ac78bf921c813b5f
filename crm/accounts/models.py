"""People who sign in. They belong to no organization themselves: a membership ties them to one (crm.organizations)."""

import secrets

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password, is_password_usable, make_password
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import connection, models
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.lib.ids import uuid7

LONG = 15  # characters of a password that stands alone


def new_salt() -> str:
    return secrets.token_hex(16)


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """Signs in with an e-mail address. The password's hash lies in a table that the app's login cannot read."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, default="en")
    time_zone = models.CharField(_("time zone"), max_length=50, default="America/New_York")
    is_active = models.BooleanField(default=True)
    session_salt = models.CharField(max_length=32, default=new_salt, editable=False)
    # Long enough beside a second factor, too short alone.
    has_short_password = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email")]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return str(self)

    @property
    def password(self) -> str:
        """The hash, fetched one at a time through a function of the owner's (accounts_password)."""
        if not hasattr(self, "_hash"):
            with connection.cursor() as cursor:
                cursor.execute("select accounts_password(%s)", [self.pk])
                self._hash = cursor.fetchone()[0] or ""
        return self._hash

    @password.setter
    def password(self, encoded: str) -> None:
        self._hash, self._hash_changed = encoded, True

    def set_password(self, raw_password):
        self.password = make_password(raw_password)
        self._password = raw_password
        self.has_short_password = raw_password is not None and len(raw_password) < LONG
        self.session_salt = new_salt()  # ends every session made before

    def check_password(self, raw_password):
        def rehash(raw):
            self.password = make_password(raw)
            self.save()

        return check_password(raw_password, self.password, rehash)

    def has_usable_password(self):
        return is_password_usable(self.password)

    def _get_session_auth_hash(self, secret=None):
        return self.session_salt

    def get_session_auth_hash(self):
        return self.session_salt

    def get_session_auth_fallback_hash(self):
        return iter(())

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        if getattr(self, "_hash_changed", False):
            with connection.cursor() as cursor:
                cursor.execute("select accounts_set_password(%s, %s)", [self.pk, self._hash])
            self._hash_changed = False


class Password(models.Model):
    """A hash per user. The app has no grant here at all: it asks accounts_password and accounts_set_password."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    encoded = models.TextField()
    changed_at = models.DateTimeField(db_default=Now())


class Session(AbstractBaseSession):
    """A signed-in browser. `session_key` is the SHA-256 of what the cookie holds, so a leaked table opens nothing."""

    session_key = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    device = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=50, blank=True)  # a truncated network prefix
    created_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["expire_date"], name="accounts_session_expire"),
        ]


class Attempt(models.Model):
    """How often something guessable was tried in one window. `key` is a keyed hash of an account or an address."""

    key = models.CharField(max_length=64, primary_key=True)
    window_start = models.DateTimeField()
    count = models.IntegerField(default=0)
