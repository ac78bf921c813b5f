"""The three reversible changes a merge is made of. Each is written down as JSON and can be done backwards.

Rows travel as PostgreSQL's own JSON of them, so that what comes back is what was there, to the microsecond.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from psycopg import sql

from contacts.merging.relations import key

Row = dict[str, Any]
Step = dict[str, Any]


def rows_where(model: type[models.Model], organization_id: Any, column: str, value: Any) -> list[Row]:
    """Rows of the organization as JSON objects, in the order of their keys."""
    query = sql.SQL(
        "select to_jsonb(t) from {table} t where {within} and {column} = %s order by {key} for update"
    )
    names = {
        "table": sql.Identifier(model._meta.db_table),
        "within": _within(model),
        "column": sql.Identifier(column),
        "key": sql.SQL(", ").join(map(sql.Identifier, key(model))),
    }
    return [_read(row) for (row,) in _run(query.format(**names), [*_owner(model, organization_id), value])]


def move(model: type[models.Model], column: str, rows: Sequence[Row], source: Any, target: Any) -> Step:
    """Let these rows refer to `target`."""
    rest = [name for name in key(model) if name != column]
    ids = [[row[name] for name in rest] for row in rows]
    step = {
        "do": "move", "model": model._meta.label_lower, "column": column, "key": rest, "ids": ids,
        "from": str(source), "to": str(target),
    }  # fmt: skip
    _point(step, str(source), str(target))
    return step


def fold(model: type[models.Model], row: Row) -> Step:
    """Take a row away; nothing refers to it any more."""
    step = {"do": "fold", "model": model._meta.label_lower, "row": row}
    query = sql.SQL("delete from {table} where {same}")
    names = {"table": sql.Identifier(model._meta.db_table), "same": _same(key(model))}
    _run(query.format(**names), [row[name] for name in key(model)])
    return step


def change(model: type[models.Model], row: Row, changes: Mapping[str, Any]) -> Step:
    """Give a row other values."""
    before = {name: row[name] for name in changes}
    step = {
        "do": "change", "model": model._meta.label_lower, "key": {name: row[name] for name in key(model)},
        "before": before, "after": dict(changes),
    }  # fmt: skip
    _write(model, step["key"], changes)
    return step


def changed(model: type[models.Model], before: Row, after: Row) -> Step:
    """Write down a change that somebody else has made."""
    names = [name for name in before if before[name] != after.get(name)]
    return {
        "do": "change", "model": model._meta.label_lower, "key": {name: before[name] for name in key(model)},
        "before": {name: before[name] for name in names}, "after": {name: after[name] for name in names},
    }  # fmt: skip


def reverse(step: Step) -> int:
    """Undo one step as far as the world still allows. Returns how many rows or values stay as they are."""
    model = apps.get_model(step["model"])
    if step["do"] == "move":
        return len(step["ids"]) - _point(step, step["to"], step["from"])
    if step["do"] == "fold":
        return _bring_back(model, step["row"])
    return _change_back(model, step)


def row_of(model: type[models.Model], pk: Any) -> Row | None:
    query = sql.SQL("select to_jsonb(t) from {table} t where id = %s")
    found = _run(query.format(table=sql.Identifier(model._meta.db_table)), [pk])
    return _read(found[0][0]) if found else None


def _point(step: Step, source: str, target: str) -> int:
    """Rows that refer to `source` and have one of the keys now refer to `target`. Returns how many did."""
    if not step["ids"]:
        return 0
    model = apps.get_model(step["model"])
    types = {field.column: field.db_type(connection) for field in model._meta.concrete_fields}
    columns = step["key"]
    lists = [[ids[place] for ids in step["ids"]] for place in range(len(columns))]
    query = sql.SQL(
        "update {table} t set {column} = %s from (select * from unnest({lists}) as w ({names})) w where t.{column} = %s and {same}"
    ).format(
        table=sql.Identifier(model._meta.db_table),
        column=sql.Identifier(step["column"]),
        lists=sql.SQL(", ").join(sql.SQL("%s::" + types[name] + "[]") for name in columns),
        names=sql.SQL(", ").join(map(sql.Identifier, columns)),
        same=sql.SQL(" and ").join(
            sql.SQL("t.{name} = w.{name}").format(name=sql.Identifier(name)) for name in columns
        ),
    )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(query, [target, *lists, source])
            return cursor.rowcount
    except IntegrityError:
        if len(step["ids"]) == 1:
            return 0  # what stands there now is in its way
        return sum(_point({**step, "ids": [one]}, source, target) for one in step["ids"])


def _bring_back(model: type[models.Model], row: Row) -> int:
    """Columns that came since get their default."""
    fields = {field.column: field for field in model._meta.concrete_fields}
    values = {name: value for name, value in row.items() if name in fields}
    for name, field in fields.items():
        if name not in values and field.has_default():
            values[name] = field.get_prep_value(field.get_default())
    columns = sql.SQL(", ").join(map(sql.Identifier, values))
    query = sql.SQL(
        "insert into {table} ({columns}) select {columns} from jsonb_populate_record(null::{table}, %s) on conflict do nothing"
    ).format(table=sql.Identifier(model._meta.db_table), columns=columns)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(query, [json.dumps(values, default=str)])
            return 1 - cursor.rowcount
    except IntegrityError:
        return 1  # what it belonged to is gone


def _change_back(model: type[models.Model], step: Step) -> int:
    """Values that somebody has changed since stay."""
    query = sql.SQL("select to_jsonb(t) from {table} t where {same} for update")
    names = {"table": sql.Identifier(model._meta.db_table), "same": _same(step["key"])}
    found = _run(query.format(**names), list(step["key"].values()))
    if not found:
        return len(step["before"])
    now = _read(found[0][0])
    back = {name: old for name, old in step["before"].items() if now.get(name) == step["after"][name]}
    if back:
        _write(model, step["key"], back)
    return len(step["before"]) - len(back)


def _write(model: type[models.Model], where: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    if not values:
        return
    columns = sql.SQL(", ").join(map(sql.Identifier, values))
    query = sql.SQL(
        "update {table} set ({columns}) = (select {columns} from jsonb_populate_record(null::{table}, %s)) where {same}"
        if len(values) > 1
        else "update {table} set {columns} = (select {columns} from jsonb_populate_record(null::{table}, %s)) where {same}"
    ).format(table=sql.Identifier(model._meta.db_table), columns=columns, same=_same(where))
    _run(query, [json.dumps(dict(values), default=str), *where.values()])


def _within(model: type[models.Model]) -> sql.Composable:
    """Row security says so too; the filter lets the index help."""
    if any(field.column == "organization_id" for field in model._meta.concrete_fields):
        return sql.SQL("organization_id = %s")
    return sql.SQL("true")


def _owner(model: type[models.Model], organization_id: Any) -> list[Any]:
    return [organization_id] if "organization_id" in {f.column for f in model._meta.concrete_fields} else []


def _same(names: Iterable[str]) -> sql.Composable:
    return sql.SQL(" and ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in names)


def _run(query: sql.Composable, parameters: Sequence[Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall() if cursor.description else []


def _read(value: Any) -> Row:
    return json.loads(value) if isinstance(value, str) else value
