"""The five database roles: how they are made and what each may do in a database. All may be repeated."""

import hashlib
import hmac
from urllib.parse import parse_qs, unquote, urlparse

import psycopg
from psycopg import sql

KINDS = ("owner", "app", "dispatcher", "coalition", "backup")


def from_url(url: str) -> dict:
    """postgres://user:password@host:port/name?host=/socket&sslmode=... as connection parameters."""
    parts = urlparse(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    found = {
        "host": query.get("host") or unquote(parts.hostname or ""),
        "port": parts.port,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "dbname": unquote(parts.path.lstrip("/")),
        "sslmode": query.get("sslmode"),
    }
    return {key: value for key, value in found.items() if value}


def name(database: str, kind: str) -> str:
    """Roles are global to a cluster, so each carries the name of its database."""
    return f"{database}_{kind}"


def password(root_secret: str, role: str) -> str:
    """One secret gives every role a password of its own; nothing else has to be stored."""
    return hmac.new(root_secret.encode(), f"database-role:{role}".encode(), hashlib.sha256).hexdigest()


def create(
    admin: dict, database: str, root_secret: str, *, own: bool = True, createdb: bool = False
) -> list[str]:
    """Create the roles and, if `own`, owner and database; `admin` needs CREATEROLE. Returns warnings."""
    warnings = []
    with psycopg.connect(**admin, autocommit=True) as connection:
        for kind in KINDS if own else KINDS[1:]:
            role = name(database, kind)
            _create_role(connection, role, password(root_secret, role))
            if kind == "backup":
                try:
                    connection.execute(sql.SQL("alter role {} bypassrls").format(sql.Identifier(role)))
                except psycopg.errors.InsufficientPrivilege as error:
                    # Not every provider allows it. Then: pg_dump --enable-row-security, as the owner.
                    warnings.append(f"{role}: {error}")
        if own:
            _create_database(connection, database, createdb=createdb)
    return warnings


def prepare(cursor, database: str) -> None:
    """Run as owner before migrations, in each database: default privileges belong to one, not a cluster."""
    role = {kind: sql.Identifier(name(database, kind)) for kind in KINDS}
    current = cursor.execute("select current_database()").fetchone()[0]
    for statement in (
        "revoke all on schema public from public",
        "grant usage on schema public to {app}, {dispatcher}, {coalition}, {backup}",
        "alter default privileges in schema public grant select, insert, update, delete on tables to {app}",
        "alter default privileges in schema public grant usage, select on sequences to {app}",
        "alter default privileges in schema public grant select on tables to {backup}",
        "alter default privileges in schema public grant select on sequences to {backup}",
        "alter default privileges revoke execute on functions from public",
        "revoke connect, temporary on database {current} from public",
        "grant connect, temporary on database {current} to {app}",
        "grant connect on database {current} to {dispatcher}, {coalition}, {backup}",
    ):
        cursor.execute(sql.SQL(statement).format(current=sql.Identifier(current), **role))


def _create_role(connection, role: str, secret: str) -> None:
    if not connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
        connection.execute(sql.SQL("create role {} login").format(sql.Identifier(role)))
    # Hashed here, so that the password itself never reaches the server or its log.
    hashed = connection.pgconn.encrypt_password(secret.encode(), role.encode(), b"scram-sha-256").decode()
    connection.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(hashed)))


def _create_database(connection, database: str, *, createdb: bool) -> None:
    owner = sql.Identifier(name(database, "owner"))
    allowed = sql.SQL("createdb" if createdb else "nocreatedb")
    connection.execute(sql.SQL("alter role {} {}").format(owner, allowed))
    if not connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone():
        connection.execute(
            sql.SQL("create database {} owner {}").format(sql.Identifier(database), owner),
        )
