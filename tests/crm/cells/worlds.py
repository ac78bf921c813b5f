"""A third way to know what a published table gives away, by trying every table there could be. Only for tiny ones."""

from itertools import product

from crm.cells import Shown


def possible(shown: Shown, *, threshold: int, most: int) -> list[dict]:
    """Every full table, by (row, column), that agrees with the printed one and has a small number among the hidden."""
    columns = shown.columns.categories
    places = [(row, column) for row in shown.rows.categories for column in columns]
    printed = {(row, None): value for row, value in shown.row_totals.items()}
    printed |= {(None, column): value for column, value in shown.column_totals.items()}
    printed[None, None] = shown.total
    found = []
    for rows in product(*(_rows(shown, row, most) for row in shown.rows.categories)):
        world = dict(zip(places, (value for row in rows for value in row), strict=True))
        world |= {(row, None): sum(rows[index]) for index, row in enumerate(shown.rows.categories)}
        world |= {(None, one): sum(row[index] for row in rows) for index, one in enumerate(columns)}
        world[None, None] = sum(map(sum, rows))
        if all(value is None or world[place] == value for place, value in printed.items()):
            found.append(world)
    hidden = [place for place, value in (shown.counts | printed).items() if value is None]
    return [world for world in found if any(world[place] < threshold for place in hidden)]


def _rows(shown: Shown, row: str, most: int) -> list[tuple[int, ...]]:
    """What this row could hold, by itself."""
    cells = [shown.counts[row, column] for column in shown.columns.categories]
    total = shown.row_totals[row]
    top = most if total is None else total
    tried = product(*(range(top + 1) if cell is None else [cell] for cell in cells))
    return [one for one in tried if total is None or sum(one) == total]
