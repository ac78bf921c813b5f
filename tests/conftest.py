"""What every test stands on: a database made as the owner, plain static files, a browser if there is one."""

import os
import shutil
from contextlib import suppress
from unittest.mock import patch

import psycopg
import pytest
from django.conf import settings as project
from django.db import OperationalError, connections
from django.test import TransactionTestCase
from django.test.utils import override_settings, setup_databases, teardown_databases
from django.utils import timezone, translation
from hypothesis import HealthCheck, settings

from crm.access.owner import as_owner
from crm.embedded import roles
from crm.embedded.places import is_external
from tests import made
from tests.cast import cast, everybody  # noqa: F401  (fixtures)
from tests.emptying import empty
from tests.make import ZONE
from tests.make.ground import forget_districts

# A busy machine is no fault of what is tested. And the examples are the same in each run: nobody is stopped by a throw of
# dice that another's change did not load.
settings.register_profile(
    "unhurried", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("unhurried")

NO_BROWSER = "no Chromium on PATH (chromium, chromium-browser or google-chrome)"
BROWSER_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def django_db_setup(
    request,
    django_test_environment,
    django_db_blocker,
    django_db_keepdb,
    django_db_createdb,
    django_db_modify_db_settings,
):
    """pytest-django's own, as the owner: the application's login may not create or drop a database. A copy of the one
    that was migrated, so that nothing is left to migrate."""
    if not is_external("DATABASE_URL"):
        connections["default"].settings_dict["TEST"]["TEMPLATE"] = made.TEMPLATE
    with django_db_blocker.unblock(), as_owner():
        databases = setup_databases(
            verbosity=0, interactive=False, keepdb=django_db_keepdb and not django_db_createdb
        )
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            # The other logins' sessions would hold the database open.
            connections.close_all()
            # One that a browser still holds open is dropped by the next run.
            with suppress(OperationalError), as_owner():
                teardown_databases(databases, verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def _fast_and_plain():
    """Static files by their own names (the live server finds no hashed ones), passwords hashed quickly, the database
    emptied without building it anew."""
    storages = {
        **project.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    project.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing one
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with (
        override_settings(STORAGES=storages, PASSWORD_HASHERS=hashers),
        patch.object(TransactionTestCase, "_fixture_teardown", lambda _test: empty()),
    ):
        yield


@pytest.fixture(autouse=True)
def _language_of_nobody():
    """A page asked for in Spanish leaves its language on the thread; the next test would compare its words with that."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _day_of_the_cast():
    """A test's `timezone.localdate()` is the day of whom it is about. In American evenings UTC has the next one."""
    with timezone.override(ZONE):
        yield


@pytest.fixture
def login(db):
    """A raw connection to the test database as one of the roles: login("backup")."""
    opened = []

    def connect(kind: str, **options) -> psycopg.Connection:
        user = project.OWNER["user"] if kind == "owner" else roles.name(project.DATABASE, kind)
        secret = project.OWNER["password"] if kind == "owner" else roles.password(project.ROOT_SECRET, user)
        server = {key: project.OWNER[key] for key in ("host", "port", "sslmode") if key in project.OWNER}
        name = connections["default"].settings_dict["NAME"]
        opened.append(
            psycopg.connect(
                **server, user=user, password=secret, dbname=name, **{"autocommit": True, **options}
            )
        )
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    flags = [*BROWSER_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return {**browser_type_launch_args, "executable_path": chromium(), "args": flags}


def pytest_collection_modifyitems(items):
    """Every test with a database may use all logins: a refused page is audited on the second connection."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is None and "db" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(databases="__all__"))
        elif marker is not None and "databases" not in marker.kwargs:
            item.add_marker(pytest.mark.django_db(**marker.kwargs, databases="__all__"), append=False)


def pytest_runtest_setup(item):
    forget_districts()
    if "browser" not in getattr(item, "fixturenames", ()) or chromium():
        return
    if os.environ.get("EARSHOT_REQUIRE_BROWSER") == "1":
        pytest.fail(NO_BROWSER, pytrace=False)
    pytest.skip(NO_BROWSER)


def pytest_terminal_summary(terminalreporter):
    skipped = [
        report for report in terminalreporter.stats.get("skipped", []) if NO_BROWSER in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.section("THE JOURNEYS WERE NOT RUN", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} tests in a real browser were skipped: {NO_BROWSER}.", red=True)


def chromium() -> str | None:
    found = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    return next((path for path in found if path), None)
