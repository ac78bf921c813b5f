"""How a database is emptied after a test that commits: what holds rows is cleared, and nothing is built anew.

Django's flush truncates each of some 200 tables with all its indexes, once for each of our four logins, and writes content
types and permissions again each time: two seconds after every test in a browser.
"""

import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from crm import embedded
from crm.embedded.places import is_external

STAYS = ("django_migrations", "django_content_type", "auth_permission")
TABLES = (
    "select relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
    " and not relname = any(%s) order by relname"
)
BLOATED = (
    "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
    " and pg_relation_size(oid) > 1000000"
)
TRIES = 10
HAS_PAGES = (
    "select name from unnest(%s::text[]) as name where pg_relation_size(quote_ident(name)::regclass) > 0"
)
# Only the cluster's superuser may pass by the triggers that keep history from being deleted.
CLUSTER = None if is_external("DATABASE_URL") else embedded.superuser()


def empty() -> None:
    if CLUSTER is None:
        call_command("flush", verbosity=0, interactive=False)
        return
    for connection in connections.all(initialized_only=True):
        if connection.connection is not None and connection.connection.pgconn.transaction_status:
            connection.close()  # the test left a transaction open
    database = connections["default"].settings_dict["NAME"]
    # A page that asked once more before its browser was closed may still be answered, and holds tables in another order
    # than ours. The server then ends one of the two.
    for left in reversed(range(TRIES)):
        try:
            _clear(database)
            break
        except psycopg.errors.DeadlockDetected:
            if not left:
                raise
    with psycopg.connect(**{**CLUSTER, "dbname": database}, autocommit=True) as connection:
        for (name,) in connection.execute(BLOATED).fetchall():
            connection.execute(_over("vacuum {}", [name]))


def _clear(database: str) -> None:
    with psycopg.connect(**{**CLUSTER, "dbname": database}) as connection, connection.cursor() as cursor:
        tables = [name for (name,) in cursor.execute(TABLES, [list(STAYS)])]
        # As with truncate, whoever is still writing ends first.
        cursor.execute("set local lock_timeout = '60s'")
        cursor.execute(_over("lock table {} in access exclusive mode", tables))
        cursor.execute("set local session_replication_role = replica")
        for (name,) in cursor.execute(HAS_PAGES, [tables]).fetchall():
            cursor.execute(_over("delete from {}", [name]))


def _over(statement: str, tables: list[str]) -> sql.Composed:
    return sql.SQL(statement).format(sql.SQL(", ").join(map(sql.Identifier, tables)))
