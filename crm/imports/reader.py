"""Reads a row column by column: for kinds whose rows are plain facts. People have a cleaner of their own."""

from collections.abc import Mapping
from typing import Any

from crm.imports.columns import Column
from crm.imports.mapping import Plan
from crm.imports.reading import Row


class RowReader:
    def __init__(self, plan: Plan, fields: Mapping[str, Column]):
        self._corrections = plan.corrections
        self._columns = [(c["header"], c["field"], fields[c["field"]]) for c in plan.columns]

    def read_into(self, values: dict[str, Any], row: Row) -> tuple[list[dict[str, Any]], bool]:
        """Puts in what the cells say, as somebody corrected them. What could not be read, and whether the row is wrong
        by it."""
        reasons: list[dict[str, Any]] = [{"code": row.problem}] if row.problem else []
        is_wrong = bool(row.problem)
        given = {**row.values, **self._corrections.get(str(row.line), {})}
        for header, name, column in self._columns:
            value, _guess, reason = column.read(given.get(header, ""))
            if value:
                values[name] = value
            elif reason and given.get(header, "").strip():
                reasons.append({"code": reason, "column": header})
                is_wrong = is_wrong or column.vital
        return reasons, is_wrong
