"""All settings, read from the environment. A secret NAME may also come from the file that NAME_FILE points to.

EARSHOT_ENV=production asks for SECRET_KEY and ALLOWED_HOSTS and refuses the demo's conveniences; anything else is a
machine of one's own, where missing secrets are made and kept under EARSHOT_HOME.
"""

import os
from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from crm import embedded
from crm.embedded import roles


def env(name: str, default: str = "") -> str:
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    value = env(name, "1" if default else "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no", ""}:
        raise ImproperlyConfigured(f"{name} is 1 or 0, not {value!r}")
    return value in {"1", "true", "yes"}


BASE_DIR = Path(__file__).resolve().parent.parent
HOME = embedded.home()
PRODUCTION = env("EARSHOT_ENV") == "production"
DEBUG = flag("DEBUG") and not PRODUCTION

SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = [host for host in env("ALLOWED_HOSTS").split(",") if host]
if PRODUCTION and not (SECRET_KEY and ALLOWED_HOSTS):
    raise ImproperlyConfigured("production needs SECRET_KEY (or SECRET_KEY_FILE) and ALLOWED_HOSTS")
# Hashes of numbers that must not be reached hang on a key of their own, so that SECRET_KEY can be changed alone.
SUPPRESSION_KEY = env("SUPPRESSION_KEY") or ("" if PRODUCTION else embedded.secret("suppression"))
SUPPRESSION_KEYS_BEFORE = [key for key in env("SUPPRESSION_KEYS_BEFORE").split(",") if key]
SECRET_KEY = SECRET_KEY or embedded.secret("django")
ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [
    f"https://{host}" for host in ALLOWED_HOSTS if PRODUCTION and not host.startswith(".")
]
PUBLIC_URL = env("PUBLIC_URL", f"http://localhost:{env('PORT', '8000')}")

# The demo's printed sign-ins need no second factor, in organizations that are marked as demo.
DEMO = flag("EARSHOT_DEMO")
if DEMO and PRODUCTION:
    raise ImproperlyConfigured("EARSHOT_DEMO lets people in without a second factor: not in production")

INSTALLED_APPS = [
    "crm.access",  # first: its migrate and flush replace Django's
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "crm.accounts",  # before allauth: its templates and words replace allauth's
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "import_export",
    "crm.ui",
    "crm.api",
    "crm.audit",
    "crm.queue",
    "crm.districts",
    "crm.organizations",
    "crm.records",
    "crm.imports",
    "crm.search",
    "crm.timeline",
    "crm.metrics",
    "contacts",
    "tasks",
    "listening",
    "campaigns",
    "crm.dashboard",
    "crm.demo",
]

MIDDLEWARE = [
    "crm.ui.middleware.SafeHeaders",  # first: every answer carries them
    "crm.ui.middleware.WithoutNulls",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads by chance, against guessing a secret from a length
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "crm.ui.middleware.OnlyByButton",
    "crm.ui.unsent.NothingLost",
    "crm.organizations.middleware.OneOrganization",  # last: the request's transaction
]

ROOT_URLCONF = "crm.urls"
WSGI_APPLICATION = "crm.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "crm.ui.context.furniture",
                "crm.organizations.context.organization",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# Three ways to say where the database is:
#   nothing                          the embedded server; its launcher made the roles
#   DATABASE_URL alone               the owner's login; the other passwords are derived from its password
#   DATABASE_URL + DATABASE_SECRET   the URL names server and database, every login but the owner's is derived from the
#                                    secret; OWNER_DATABASE_URL is set only where migrate runs, so that web and workers
#                                    cannot become the owner
DATABASE_URL, OWNER_DATABASE_URL = env("DATABASE_URL"), env("OWNER_DATABASE_URL")
if DATABASE_URL:
    OWNER = roles.from_url(OWNER_DATABASE_URL or DATABASE_URL)
    DATABASE, ROOT_SECRET = OWNER["dbname"], env("DATABASE_SECRET") or OWNER.get("password", "")
else:
    DATABASE, ROOT_SECRET = "earshot", embedded.secret("cluster")
    OWNER = {
        "host": str(embedded.run_dir()),
        "dbname": DATABASE,
        "user": roles.name(DATABASE, "owner"),
        "password": roles.password(ROOT_SECRET, roles.name(DATABASE, "owner")),
    }


def login(kind: str, *, idle_s: int = 120) -> dict:
    """One alias for each login that serves requests. The owner is none of them (crm.access.owner).

    `idle_s`: after this many seconds a transaction whose process says nothing is ended, and its locks are free."""
    user = roles.name(DATABASE, kind)
    parameters = {"sslmode": OWNER["sslmode"]} if "sslmode" in OWNER else {}
    session = {
        "statement_timeout": env("STATEMENT_TIMEOUT_MS", "60000"),
        "idle_in_transaction_session_timeout": idle_s * 1000,
        # Of the statements whose plans are kept (below). All others are planned with their values, as ever.
        "plan_cache_mode": "force_generic_plan",
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        "HOST": OWNER.get("host", ""),
        "PORT": OWNER.get("port", ""),
        "USER": user,
        "PASSWORD": roles.password(ROOT_SECRET, user),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # Only cursors that bind on the server keep plans: those of crm.organizations.compiled.
        "OPTIONS": {
            **parameters,
            "options": " ".join(f"-c {name}={value}" for name, value in session.items()),
            "prepare_threshold": 0,
        },
    }


DATABASES = {
    "default": login("app"),
    "side": login("app"),  # commits by itself: audit of refusals, heartbeats, the sign-in limiter
    "dispatcher": login("dispatcher", idle_s=30),  # milliseconds long, and every other worker waits
    "coalition": login("coalition"),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL or f"redis+socket://{embedded.kv_socket()}?virtual_host=0"
# Rows that an import writes in one transaction: more are a little faster, hold more memory, and lose more work when a
# machine dies.
IMPORT_CHUNK_ROWS = int(env("IMPORT_CHUNK_ROWS", "2500"))
QUEUE_SCHEDULE = "crm.celery"  # the module whose SCHEDULE says what comes round by the clock
# A running job that gave no sign of life for this long is another worker's to take (crm.queue).
QUEUE_LEASE = timedelta(seconds=float(env("QUEUE_LEASE_S", "60")))
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL or f"unix://{embedded.kv_socket()}?db=1",
    }
}

AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # unique by a constraint on lower(email), which the check does not see
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 3600

ACCOUNT_ADAPTER = "crm.organizations.sign_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proven by the invitation that was sent to it
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True  # a reset does the same work for an address nobody has
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False  # crm.accounts.limits counts instead, in PostgreSQL
ACCOUNT_FORMS = {
    "login": "crm.accounts.forms.SignIn",
    "reauthenticate": "crm.accounts.forms.Reauthenticate",
    "change_password": "crm.accounts.forms.ChangePassword",
    "set_password": "crm.accounts.forms.SetPassword",
    "reset_password": "crm.accounts.forms.ResetPassword",
    "reset_password_from_key": "crm.accounts.forms.ResetPasswordFromKey",
}
MFA_ADAPTER = "crm.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = [
    "totp",
    "webauthn",
]  # recovery codes are ours, since allauth's can be computed from the table
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Earshot"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_FORMS = {
    "authenticate": "crm.accounts.forms.Authenticate",
    "reauthenticate": "crm.accounts.forms.ReauthenticateByCode",
    "activate_totp": "crm.accounts.forms.ActivateApp",
    "add_webauthn": "crm.accounts.forms.AddPasskey",
    "edit_webauthn": "crm.accounts.forms.RenamePasskey",
}
SESSION_ENGINE = "crm.accounts.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrftoken"
CSRF_FAILURE_VIEW = "crm.ui.views.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION and flag("SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
TIME_ZONE = "UTC"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = Path(env("MEDIA_ROOT") or HOME / "media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

# EMAIL_BACKEND=anymail.backends.mailgun.EmailBackend and ANYMAIL_MAILGUN_API_KEY=... send through a provider instead.
EMAIL_BACKEND = env(
    "EMAIL_BACKEND",
    "django.core.mail.backends." + ("smtp" if env("EMAIL_HOST") else "console") + ".EmailBackend",
)
ANYMAIL = {
    name.removeprefix("ANYMAIL_").removesuffix("_FILE"): env(name.removesuffix("_FILE"))
    for name in os.environ
    if name.startswith("ANYMAIL_")
}
EMAIL_HOST = env("EMAIL_HOST", "localhost")
EMAIL_PORT = int(env("EMAIL_PORT", "25"))
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env("EMAIL_HOST_USER"), env("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "Earshot <earshot@localhost>")
SMS_GATEWAY = env("SMS_GATEWAY")  # file, console or nothing (tasks.gateways)
SMS_FILE = env("SMS_FILE", str(HOME / "texts.jsonl"))

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["crm.api.authentication.ActorAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["crm.api.permissions.ActorMay"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["crm.api.parsers.TextParser"],
    "EXCEPTION_HANDLER": "crm.api.problems.problem_response",
    "UNAUTHENTICATED_USER": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Earshot",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "ActionKind": "campaigns.models.Action.Kind",
        "AttemptResult": "listening.models.Attempt.Result",
        "Channel": "listening.models.Attempt.Channel",
        "Constituency": "contacts.models.ConstituencyRow.Kind",
        "ContactStatus": "contacts.models.Contact.Status",
        "ContactStatusChange": "contacts.api.STATUSES",
        "MethodKind": "contacts.models.ContactMethod.Kind",
        "MethodStatus": "contacts.models.ContactMethod.Status",
        "SignupStatus": "campaigns.models.Signup.Status",
        "TaskKind": "tasks.models.Task.Kind",
        "TaskState": "tasks.models.Task.State",
        "UsState": "crm.districts.models.STATE_CHOICES",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"secrets": {"()": "crm.lib.logs.WithoutSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "INFO")},
}
