"""Small cells: 300 random tables protected, attacked, and compared with hiding small counts alone."""

import os
import time
from collections import Counter
from itertools import product

import numpy as np

from bench.figures import Figure
from bench.pages import at
from crm.cells import Axis, Shown, Table, protect
from crm.cells.auditing import audit

SEED, TABLES, THRESHOLD = 20261122, 300, 10
MEANS = (3, 8, 15, 30, 60, 120)  # people in a cell, on average; within a table they differ widely
ROWS, COLUMNS = Axis("row", tuple("abcdef")), Axis("column", tuple("wxyz"))
LANGUAGES = Axis("language", ("en", "es", "other"))


def measure() -> list[Figure]:
    before = os.getloadavg()[0]
    random = np.random.default_rng(SEED)
    ours, alone, linked = Counter(), Counter(), Counter()
    ms: list[float] = []
    for number in range(TABLES):
        table = _table(random, MEANS[number % len(MEANS)])
        started = time.perf_counter()
        protected = protect([table], threshold=THRESHOLD)
        ms.append((time.perf_counter() - started) * 1000)
        ours["withheld"] += protected.withheld
        ours["objected"] += protected.objected
        _add(ours, [table], protected.tables)
        _add(alone, [table], [_threshold_only(table)])
    for number in range(TABLES // 5):
        pair = _pair(random, MEANS[number % len(MEANS)])
        together = protect(pair, threshold=THRESHOLD)
        ours["objected"] += together.objected
        _add(linked, pair, together.tables)
    load = [round(before, 1), round(os.getloadavg()[0], 1)]
    about = {"tables": TABLES, "shape": "6x4 with all margins", "threshold": THRESHOLD, "seed": SEED}
    return [
        Figure("listening.cells_recovered", ours["exact"] + ours["small"] + linked["exact"] + linked["small"], "numbers",
               {"ours_exact": ours["exact"], "ours_proven_small": ours["small"], "linked": linked["exact"] + linked["small"],
                "threshold_only_exact": alone["exact"], "threshold_only_proven_small": alone["small"]},
               {**about, "linked_pairs": TABLES // 5,
                "of": "hidden cells and margins that an integer program, which knows the rules and sees only what was printed, "
                      "knows exactly or proves to be under the threshold"}),
        Figure("cells.hidden_share", ours["hidden"] / ours["cells"], "of cells",
               {"ours": ours["hidden"] / ours["cells"], "threshold_only": alone["hidden"] / alone["cells"]},
               {"by_mean": {str(mean): [round(ours[f"hidden_{mean}"] / ours[f"cells_{mean}"], 2),
                                        round(alone[f"hidden_{mean}"] / alone[f"cells_{mean}"], 2)] for mean in MEANS}}),
        Figure("cells.people_hidden_share", ours["people_hidden"] / ours["people"], "of the people counted",
               {"ours": ours["people_hidden"] / ours["people"], "threshold_only": alone["people_hidden"] / alone["people"]}),
        Figure("cells.margins_hidden", ours["margins"], "margins", {"ours": ours["margins"], "threshold_only": alone["margins"]},
               {"of": TABLES * 11, "tables_without_a_cell": ours["withheld"], "audit_objected": ours["objected"]}),
        Figure("cells.table_ms", at(ms, 0.5), "ms", {"p95": at(ms, 0.95), "worst": max(ms)},
               {"load": load, "of": "protection and the audit that ends it"}),
    ]  # fmt: skip


def _add(sum_of: Counter, tables: list[Table], shown: list[Shown] | tuple[Shown, ...]) -> None:
    """What is hidden, and what can be worked out all the same."""
    for finding in audit(shown, threshold=THRESHOLD):
        sum_of["exact" if finding.is_exact else "small"] += 1
    for table, seen in zip(tables, shown, strict=True):
        hidden = [place for place, value in seen.counts.items() if value is None]
        mean = table.people.partition(" ")[0]
        for suffix in ("", f"_{mean}"):
            sum_of[f"cells{suffix}"] += len(seen.counts)
            sum_of[f"hidden{suffix}"] += len(hidden)
        sum_of["people"] += sum(table.counts.values())
        sum_of["people_hidden"] += sum(table.counts[place] for place in hidden)
        margins = [*seen.row_totals.values(), *seen.column_totals.values(), seen.total]
        sum_of["margins"] += sum(value is None for value in margins)


def _table(random: np.random.Generator, mean: int) -> Table:
    counts = random.poisson(mean * random.gamma(1.0, 1.0, (6, 4)))
    return _filled(str(mean), COLUMNS, counts)


def _pair(random: np.random.Generator, mean: int) -> list[Table]:
    """The same people by two attributes: the tables share their rows' totals."""
    counts = random.poisson(mean / 2 * random.gamma(1.0, 1.0, (6, 4, 3)))
    return [
        _filled(str(mean), COLUMNS, counts.sum(axis=2)),
        _filled(str(mean), LANGUAGES, counts.sum(axis=1)),
    ]


def _filled(people: str, columns: Axis, counts: np.ndarray) -> Table:
    places = product(enumerate(ROWS.categories), enumerate(columns.categories))
    return Table(
        people, ROWS, columns, {(row, column): int(counts[i, j]) for (i, row), (j, column) in places}
    )


def _threshold_only(table: Table) -> Shown:
    """The usual way: what is small is hidden, totals are shown."""

    def seen(value: int) -> int | None:
        return value if value >= THRESHOLD else None

    return Shown(
        table.people,
        table.rows,
        table.columns,
        {place: seen(value) for place, value in table.counts.items()},
        frozenset(),
        {row: seen(table.row_total(row)) for row in table.rows.categories},
        {column: seen(table.column_total(column)) for column in COLUMNS.categories},
        seen(table.grand_total()),
    )
