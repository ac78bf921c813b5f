"""Every migration has a way back that leaves nothing behind: what stands after going back and forth is what a fresh
database has. In a database of its own."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from psycopg import sql

from crm import embedded
from crm.access.owner import as_owner
from crm.embedded.places import is_external
from tests import made

NAME = "back_and_forth"
NEWEST = 3  # of each app; with EARSHOT_MIGRATIONS=all back to an empty database, which takes minutes
EVERYTHING = os.environ.get("EARSHOT_MIGRATIONS") == "all"
# What a migration can make, one row each: kind, name, definition. Columns by name, as their order tells of their age.
SCHEMA = """
select 'table', c.relname::text, concat_ws(' ', c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.relacl)
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S')
union all
select 'column', c.relname || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull,
    a.attidentity, a.attgenerated, a.attcollation::regcollation, pg_get_expr(d.adbin, d.adrelid), a.attacl)
  from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d
    on d.adrelid = a.attrelid and d.adnum = a.attnum
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and a.attnum > 0
    and not a.attisdropped
union all
select 'constraint', conrelid::regclass || '.' || conname, concat_ws(' ', pg_get_constraintdef(oid), convalidated)
  from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n'
union all
select 'index', indexrelid::regclass::text, concat_ws(' ', pg_get_indexdef(indexrelid), indisvalid)
  from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace = 'public'::regnamespace
union all
select 'policy', polrelid::regclass || '.' || polname, concat_ws(' ', polcmd, polpermissive, polroles::regrole[],
    pg_get_expr(polqual, polrelid), 'check', pg_get_expr(polwithcheck, polrelid))
  from pg_policy
union all
select 'trigger', tgrelid::regclass || '.' || tgname, concat_ws(' ', pg_get_triggerdef(oid), tgenabled)
  from pg_trigger where not tgisinternal
union all
select 'function', p.oid::regprocedure::text, concat_ws(' ', pg_get_functiondef(p.oid), p.proacl)
  from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prokind <> 'a' and not exists (
    select from pg_depend where objid = p.oid and deptype = 'e')
union all
select 'statistics', stxname::text, pg_get_statisticsobjdef(oid) from pg_statistic_ext
union all
select 'type', t.typname::text, concat_ws(' ', t.typtype, format_type(t.typbasetype, t.typtypmod)) from pg_type t
  where t.typnamespace = 'public'::regnamespace and t.typtype in ('d', 'e', 'r')
"""


@pytest.fixture
def of_its_own(django_db_setup, django_db_blocker) -> Iterator:
    """The owner's connection to a copy of the migrated database."""
    if is_external("DATABASE_URL"):
        pytest.skip("needs the database that was migrated once")
    default = connections["default"]
    kept = default.settings_dict["NAME"]
    drop = sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(NAME))
    with psycopg.connect(**embedded.superuser(), autocommit=True) as admin, django_db_blocker.unblock():
        admin.execute(drop)
        admin.execute(
            sql.SQL("create database {} owner {} template {}").format(
                *map(sql.Identifier, (NAME, settings.OWNER["user"], made.TEMPLATE))
            )
        )
        try:
            default.close()
            default.settings_dict["NAME"] = NAME
            with as_owner() as connection:
                yield connection
        finally:
            default.close()
            default.settings_dict["NAME"] = kept
            admin.execute(drop)


def schema(connection) -> set[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA)
        return set(cursor.fetchall())


def newest_few(graph) -> set[tuple[str, str]]:
    """The last of each app, but for those that an older one of another app stands on."""
    kept = set()
    for leaf in graph.leaf_nodes():
        chain = [key for key in graph.forwards_plan(leaf) if key[0] == leaf[0]]
        for older in [] if EVERYTHING else chain[:-NEWEST]:
            kept.update(graph.forwards_plan(older))
    return set(graph.nodes) - kept


def go_back(connection) -> list[Migration]:
    """As Django does it, but without rendering every model as it was before each of all the migrations: that takes a minute."""
    executor = MigrationExecutor(connection)
    gone, state, before = newest_few(executor.loader.graph), executor._create_project_state(), {}
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True):
        if (migration.app_label, migration.name) in gone:
            before[migration] = state.clone()
        migration.mutate_state(state, preserve=False)
    for migration in reversed(before):
        executor.unapply_migration(before[migration], migration)
    return list(before)


def test_migrations_go_back_and_forth_and_leave_what_a_fresh_database_has(of_its_own):
    fresh, newest = schema(of_its_own), MigrationExecutor(of_its_own).loader.graph.leaf_nodes()

    gone = go_back(of_its_own)
    between = schema(of_its_own)
    MigrationExecutor(of_its_own).migrate(newest)
    again = schema(of_its_own)

    assert len(gone) >= NEWEST and between != fresh
    assert {"there no more": sorted(fresh - again), "left behind": sorted(again - fresh)} == {
        "there no more": [],
        "left behind": [],
    }
