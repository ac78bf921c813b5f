"""The limit: COPY of the very rows an import has left behind, into the same tables without their walls.

Every table the import wrote to is made anew beside the real one: same columns, defaults, indexes, checks and foreign keys
(those to each other as well), no row security, no triggers. The rows are read out first, so that only COPY is timed:
one connection, a transaction a table, in an order in which references find what they refer to. Each try has tables of
its own: emptied ones keep the statistics of an empty table, and reference checks then read the whole table for each row.
"""

import time
from graphlib import TopologicalSorter

from bench.figures import processor_s, since
from crm.access.owner import as_owner

BARE, PIECE = "bare", 2_000
WRITTEN = r"""
select c.relname from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
  and (c.relname like 'contacts\_%%' or c.relname = 'imports_importrow')
"""
FOREIGN_KEYS = """
select c.relname, k.conname, pg_get_constraintdef(k.oid), f.relname
from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class f on f.oid = k.confrelid
where k.contype = 'f' and c.relname = any(%s) and c.relnamespace = 'public'::regnamespace order by k.conname
"""


def seconds(tries: int = 3) -> dict:
    """How long each try took, into empty tables, and how many rows there were."""
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute(WRITTEN)
        rows = {table: found for (table,) in cursor.fetchall() if (found := _read_out(cursor, table))}
        taken, worked = [], []
        for _try in range(tries):
            tables = _make_tables(cursor, sorted(rows))
            before = processor_s(cursor)
            taken.append(_fill(cursor, tables, rows))
            worked.append(since(before, processor_s(cursor)))
        return {
            "copy_s": taken,
            "copy_processor_s": worked,
            "copied": {table: len(rows[table]) for table in rows},
        }


def _read_out(cursor, table: str) -> list[bytes]:
    with cursor.copy(f"copy public.{table} to stdout") as copy:
        return [bytes(piece) for piece in copy]


def _make_tables(cursor, names: list[str]) -> list[str]:
    cursor.execute(f"drop schema if exists {BARE} cascade; create schema {BARE}")
    for table in names:
        cursor.execute(f"create table {BARE}.{table} (like public.{table} including all)")
    cursor.execute("set search_path = pg_catalog")  # so that definitions name the schema
    cursor.execute(FOREIGN_KEYS, [names])
    after: dict[str, set[str]] = {table: set() for table in names}
    for table, name, definition, referenced in cursor.fetchall():
        if referenced in after:
            definition = definition.replace(f"public.{referenced}(", f"{BARE}.{referenced}(")
            after[table] |= {referenced} - {table}
        cursor.execute(f"alter table {BARE}.{table} add constraint {name} {definition}")
    cursor.execute("set search_path = public")
    return list(TopologicalSorter(after).static_order())


def _fill(cursor, tables: list[str], rows: dict[str, list[bytes]]) -> float:
    pieces = {
        table: [b"".join(lines[at : at + PIECE]) for at in range(0, len(lines), PIECE)]
        for table, lines in rows.items()
    }
    started = time.perf_counter()
    for table in tables:
        with cursor.copy(f"copy {BARE}.{table} from stdin") as copy:
            for piece in pieces[table]:
                copy.write(piece)
    return time.perf_counter() - started
