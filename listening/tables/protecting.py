"""A table of codes for whoever may not see every count: people by family of codes, small cells hidden (crm.cells)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from crm.cells import Axis, Table, protect
from listening.models import Code
from listening.tables.code_tables import CodeTable


@dataclass(frozen=True)
class ProtectedTable:
    """None is a hidden count."""

    values: Sequence[tuple[str, str | Promise]]
    rows: Sequence[tuple[Code, Sequence[int | None]]]


def protected(table: CodeTable, *, threshold: int, most: int) -> ProtectedTable | None:
    """Persons and anonymous participations together. Without margins: one person says several things, and the numbers of
    sessions and excerpts stay away, since they would tell what is hidden."""
    values = table.values[:most]
    if not table.codes or not values:
        return None
    rows = Axis("code", tuple(str(code.pk) for code in table.codes), overlaps=True)
    columns = Axis(str(table.by), tuple(value or "-" for value, _label in values), overlaps=True)
    counts = {
        (str(code.pk), value or "-"): table.at(code.pk, value).voices
        for code in table.codes
        for value, _label in values
        if table.at(code.pk, value).voices
    }
    shown = protect(
        [Table(f"heard by {table.by}", rows, columns, counts, has_totals=False)], threshold=threshold
    ).tables[0]
    return ProtectedTable(
        values, [(code, cells) for code, (_key, cells, _sum) in zip(table.codes, shown.lines, strict=True)]
    )
