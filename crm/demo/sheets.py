"""Rows on their way into the database: gathered by table, written together.

COPY is refused under row security, so rows go by COPY to a temporary table and from there by INSERT, which obeys the
wall and all constraints. Tables are written in the order in which they refer to each other.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from psycopg import sql

from campaigns.models import Action, Campaign, Demand, Signup, SignupStatus
from contacts.models import (
    Assessment,
    ConsentEvent,
    ConstituencyRow,
    Contact,
    ContactMethod,
    ContactTag,
    CustomField,
    CustomValue,
    Household,
    HouseholdMember,
    Relationship,
    Rung,
    RungStep,
    SearchToken,
    Suppression,
    Tag,
    Turf,
    TurfContact,
    TurfMember,
)
from crm.organizations.models import Membership
from listening.models import Attempt, ListeningSession, Note, NoteVersion, SessionParticipant
from tasks.models import Message, Notice, Reminder, Task

ORDER: tuple[type[models.Model], ...] = (
    Membership, Tag, Turf, TurfMember, Contact, ConstituencyRow, ContactMethod, SearchToken, ContactTag, TurfContact,
    Suppression, Household, HouseholdMember, Relationship, Rung, RungStep, Assessment, CustomField, CustomValue, ListeningSession, SessionParticipant, Note, NoteVersion, ConsentEvent, Task, Reminder, Notice, Message,
    Attempt, Campaign, Demand, Action, Signup, SignupStatus,
)  # fmt: skip


class Sheet:
    """Rows of one table. What `add` is not given has the model's default."""

    def __init__(self, model: type[models.Model], common: dict[str, Any]):
        fields = [field for field in model._meta.local_concrete_fields if field.column]
        self.table = model._meta.db_table
        self.columns = [field.column for field in fields]
        self.names = [field.attname for field in fields]
        self.defaults = [common.get(field.attname, _default(field)) for field in fields]
        self.json = [place for place, field in enumerate(fields) if isinstance(field, models.JSONField)]
        self.rows: list[list[Any]] = []
        self.written = 0

    def add(self, values: dict[str, Any]) -> None:
        row = [values.pop(name, default) for name, default in zip(self.names, self.defaults, strict=True)]
        if values:
            raise TypeError(f"{self.table} has no {', '.join(values)}")
        for place in self.json:
            if not isinstance(row[place], str):
                row[place] = json.dumps(row[place])
        self.rows.append(row)

    def write(self) -> None:
        if not self.rows:
            return
        stage = sql.Identifier(f"demo_{self.table}")
        table, columns = sql.Identifier(self.table), sql.SQL(", ").join(map(sql.Identifier, self.columns))
        with connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("create temporary table if not exists {} (like {}) on commit drop").format(
                    stage, table
                )
            )
            with cursor.copy(sql.SQL("copy {} ({}) from stdin").format(stage, columns)) as copy:
                for row in self.rows:
                    copy.write_row(row)
            cursor.execute(
                sql.SQL("insert into {} ({}) select {} from {}").format(table, columns, columns, stage)
            )
            cursor.execute(sql.SQL("truncate {}").format(stage))
        self.written += len(self.rows)
        self.rows = []


class Sheets:
    """All tables of one organization. `common` gives the columns that every row has: the organization, the moment."""

    def __init__(self, **common: Any):
        self.by_model = {model: Sheet(model, common) for model in ORDER}

    def add(self, model: type[models.Model], **values: Any) -> None:
        self.by_model[model].add(values)

    def write(self) -> None:
        for sheet in self.by_model.values():
            sheet.write()

    @property
    def waiting(self) -> int:
        return sum(len(sheet.rows) for sheet in self.by_model.values())

    @property
    def written(self) -> dict[str, int]:
        return {sheet.table: sheet.written for sheet in self.by_model.values() if sheet.written}


def analyze(tables: Iterable[str]) -> None:
    """Fresh statistics, as the owner: after a load the first pages would be planned as for empty tables."""
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(sql.SQL("analyze {}").format(sql.Identifier(table)))


def _default(field: models.Field) -> Any:
    """None where the database or the caller must know better: a forgotten id is refused, not shared."""
    if field.primary_key or (field.has_db_default() and not field.has_default()):
        return None
    if isinstance(field, models.JSONField):
        return json.dumps(field.get_default())
    return field.get_default()
