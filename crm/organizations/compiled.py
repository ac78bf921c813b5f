"""Reads whose statement is written once for each kind of reader, not for each read: a search asks with every letter, and
Django takes longer to write who may see whom than PostgreSQL to answer."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.fields import BooleanField
from django.db.models.query import ModelIterable
from psycopg import Cursor

from crm.access.actors import Actor, Deputy
from crm.access.roles import Permission

# Stand where a reader's organization and membership will stand.
ORGANIZATION = uuid.UUID("00000000-0000-4000-8000-00000000000a")
MEMBER = uuid.UUID("00000000-0000-4000-8000-00000000000b")
IDS = "(ids to come)"


class Statement(NamedTuple):
    sql: str
    parameters: Sequence[Any]
    place: int  # of the ids among the parameters
    model: Any  # None: rows as they are
    columns: tuple[str, ...]

    def own(self, actor: Actor) -> list[Any]:
        """The parameters, this reader's in their place."""
        given = {ORGANIZATION: actor.organization_id, MEMBER: actor.membership_id}
        return [
            given[value] if isinstance(value, uuid.UUID) and value in given else value
            for value in self.parameters
        ]

    def made(self, rows: list[tuple]) -> list[Any]:
        if self.model is None:
            return rows
        return [self.model.from_db(connection.alias, self.columns, row) for row in rows]


def among_ids(column: str) -> RawSQL:
    """For the queryset: only rows whose column (with its table) is one of the ids that are given when it is read."""
    return RawSQL(f"{column} = any {IDS}", [], output_field=BooleanField())


def kept_plan(sql: str, parameters: Sequence[Any]) -> list[tuple]:
    """Rows of a statement that is asked again and again. This cursor binds on the server, which keeps what it read and
    planned from the first time on (OPTIONS of the database: prepare_threshold): for plans that are right whatever the values are."""
    connection.ensure_connection()
    make = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with make(cast(Any, Cursor(connection.connection))) as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


class Compiled:
    """`build(actor)` gives a queryset that asks of the actor nothing but what they may do, their organization and their
    membership, and narrows itself by `among_ids`. Without select_related, annotations, distinct or JSON."""

    def __init__(self, build: Callable[[Actor], QuerySet]):
        self._build = build
        self._statements: dict[tuple[frozenset[Permission], bool], Statement | None] = {}

    def rows(self, actor: Actor, ids: list[uuid.UUID]) -> list[Any]:
        """Those among `ids` that this actor may see: as the queryset would give them."""
        statement = self._statement(actor)
        if statement is None or not ids:
            return []
        sql, own = statement.sql.replace(IDS, "(%s)"), statement.own(actor)
        place = statement.place
        return statement.made(kept_plan(sql, [*own[:place], ids, *own[place:]]))

    def first_of(self, actor: Actor, ids: str, given: Sequence[Any], limit: int) -> tuple[list[Any], int]:
        """The same, where a statement gives the ids, of which the first are looked at; and how many those were, which
        nobody says (`limit`) if there is no row."""
        statement = self._statement(actor)
        if statement is None:
            return [], 0
        those = f"with those as materialized (select array({ids} limit {limit:d}) as ids)"
        sql = statement.sql.replace(IDS, "((select ids from those)::uuid[])").removeprefix("SELECT ")
        counted = f"{those} select (select cardinality(ids) from those), {sql}"  # noqa: S608
        found = kept_plan(counted, [*given, *statement.own(actor)])
        return statement.made([row[1:] for row in found]), found[0][0] if found else limit

    def _statement(self, actor: Actor) -> Statement | None:
        may = frozenset(permission for permission in Permission if actor.can(permission))
        kind = may, actor.membership_id is None
        if kind not in self._statements:
            self._statements[kind] = self._written(may, None if kind[1] else MEMBER)
        return self._statements[kind]

    def _written(self, may: frozenset[Permission], member: uuid.UUID | None) -> Statement | None:
        reader = Deputy(organization_id=ORGANIZATION, permissions=may, acts_for=member)
        queryset = self._build(reader)
        compiler = queryset.query.get_compiler(connection=connection)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:  # whoever may so little sees nobody
            return None
        is_model = queryset._iterable_class is ModelIterable
        columns = tuple(column.target.attname for column, *_ in compiler.select) if is_model else ()
        place = sql[: sql.index(IDS)].count("%s")
        return Statement(sql, parameters, place, queryset.model if is_model else None, columns)
