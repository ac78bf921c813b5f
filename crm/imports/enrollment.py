"""The public membership file of schools (Common Core of Data, file 052): students of a school by race, a kind of
spreadsheet of the ground itself, as crm.imports.public_lists is. A file adds what nobody told yet; what stands there
stays, and an import takes back its own numbers alone. The command import_enrollment corrects.

Which rows count, and what a race is called, is said once, in crm.districts.membership."""

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.db import connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from import_export import resources

from crm.access.actors import Actor
from crm.districts import membership
from crm.districts.models import Enrollment
from crm.imports import kinds
from crm.imports.columns import Column
from crm.imports.mapping import Plan
from crm.imports.models import ImportBatch, ImportRow
from crm.imports.public_lists import nces
from crm.imports.reader import RowReader
from crm.imports.reading import ColumnGuess, Row, Table
from crm.imports.reading.headers import normalise
from crm.lib.guess import Guess
from crm.lib.ids import uuid7

HEADINGS = {
    "year": "school year",
    "nces_id": "ncessch",
    "school": "sch name",
    "grade": "grade",
    "race": "race ethnicity",
    "sex": "sex",
    "students": "student count",
    "counted": "total indicator",
}
NEEDED = ("year", "nces_id", "race", "students", "counted")
KEEP = ("fill",)  # what stands there stays
LAYERS = {membership.TOTAL: "total", membership.BY_RACE: "race", membership.FINEST: "finest"}


def text(cell: str) -> Guess[str]:
    return Guess(" ".join(cell.split())[:160])


def year(cell: str) -> Guess[str]:
    bare = cell.strip()
    found = membership.YEAR.match(bare)
    return (
        Guess(bare)
        if found and int(found[2]) == int(found[1]) + 1
        else Guess("", True, "enrollment.year_unreadable")
    )


def count(cell: str) -> Guess[str]:
    """As text, so that nought is told from nothing."""
    bare = cell.strip().replace(",", "").removesuffix(".0")
    if bare in membership.ABSENT:
        return Guess("")
    return Guess(bare) if bare.isdigit() and len(bare) < 8 else Guess("", True, "enrollment.count_unreadable")


class EnrollmentColumns(resources.Resource):
    year = Column("year", _("School year"), year, vital=True, policies=KEEP)
    nces_id = Column("nces_id", _("School number (NCES)"), nces, vital=True, policies=KEEP)
    school = Column("school", _("School"), text, policies=KEEP)
    grade = Column("grade", _("Grade"), text, policies=KEEP)
    race = Column("race", _("Race or ethnicity"), text, policies=KEEP)
    sex = Column("sex", _("Sex"), text, policies=KEEP)
    students = Column("students", _("Students"), count, vital=True, policies=KEEP)
    counted = Column("counted", _("What the row adds up"), text, policies=KEEP)


class NoOptions(forms.Form):
    def __init__(self, *args: Any, actor: Actor, batch: ImportBatch, **kwargs: Any):
        super().__init__(*args, **kwargs)

    @classmethod
    def initial_from(cls, options: Mapping[str, Any]) -> dict[str, Any]:
        return {}


class Told(NamedTuple):
    """A row of the file. `skip`: why it says nothing that we take."""

    row: Row
    values: dict[str, str]
    reasons: list[dict[str, Any]]
    is_wrong: bool
    skip: str


class EnrollmentWriter:
    def __init__(self, batch: ImportBatch, plan: Plan):
        self.batch, self.reader = batch, RowReader(plan, EnrollmentColumns().fields)

    def prepare(self, rows: Sequence[Row]) -> list[Told]:
        return [self._read(row) for row in rows]

    def watch(self, rows: Iterable[Row]) -> None:
        """No row refers to another."""

    def _read(self, row: Row) -> Told:
        values = dict.fromkeys(HEADINGS, "")
        reasons, wrong = self.reader.read_into(values, row)
        layer, skip = LAYERS.get(values["counted"], ""), ""
        if not layer or (layer == "finest" and values["grade"] == membership.ADULTS):
            skip = "enrollment.other_sum"
        elif not values["students"] and not wrong:
            skip = "enrollment.absent"
        elif not wrong and not (values["year"] and values["nces_id"]):
            reasons.append({"code": "enrollment.no_school"})
            wrong = True
        elif not wrong and layer != "total" and values["race"] not in membership.RACES:
            reasons.append({"code": "enrollment.race_unknown"})
            wrong = True
        return Told(row, values | {"layer": layer}, reasons, wrong and not skip, skip)

    def write(self, chunk: Sequence[Told]) -> Counter[str]:
        sent = [
            {
                "n": n,
                "new_id": str(uuid7()),
                "nces_id": told.values["nces_id"],
                "year": told.values["year"],
                "race": "" if told.values["layer"] == "total" else membership.RACES[told.values["race"]],
                "students": int(told.values["students"]),
                "layer": told.values["layer"],
            }
            for n, told in enumerate(chunk)
            if not told.is_wrong and not told.skip
        ]
        with connection.cursor() as cursor:
            cursor.execute(
                "select n, id, outcome, reason from imports_bring_enrollment(%s, %s::jsonb)",
                [self.batch.pk, json.dumps(sent)],
            )
            came = {n: (pk, outcome, reason) for n, pk, outcome, reason in cursor.fetchall()}
        rows = [self._outcome(told, *came.get(n, (None, "error", ""))) for n, told in enumerate(chunk)]
        ImportRow.objects.bulk_create(rows)
        return Counter(row.outcome for row in rows)

    def _outcome(self, told: Told, pk: uuid.UUID | None, outcome: str, reason: str) -> ImportRow:
        if told.skip or told.row.problem == "row.repeated_header":
            outcome, reason = "skipped", told.skip
        reasons = [*told.reasons, *([{"code": reason}] if reason else [])]
        return ImportRow(
            organization_id=self.batch.organization_id, batch_id=self.batch.pk, line=told.row.line, part=0,
            outcome=outcome, reasons=reasons, object_id=pk, raw=dict(told.row.values) if outcome == "error" else None,
        )  # fmt: skip


class EnrollmentKind(kinds.Kind):
    key, label = "enrollment", _("Students of schools by race (public membership file)")
    noun, order = _("numbers of students"), 80
    resource, options_form = EnrollmentColumns, NoOptions

    def fits(self, headers: Sequence[str]) -> bool:
        names = {normalise(header) for header in headers}
        return all(HEADINGS[name] in names for name in NEEDED)

    def guesses(
        self, table: Table, sampled: Sequence[Row], guesses: Sequence[ColumnGuess]
    ) -> list[ColumnGuess]:
        """By the headings that the public file has, and no others."""
        known = {heading: name for name, heading in HEADINGS.items()}
        settled = []
        for guess in guesses:
            name = known.pop(normalise(guess.header), "")
            reason = "column.header" if name else "column.unknown"
            settled.append(ColumnGuess(guess.header, name, "", 0.98 if name else 0.0, reason))
        return settled

    def missing(self, fields: set[str]) -> str | Promise:
        if lacking := [name for name in NEEDED if name not in fields]:
            labels = EnrollmentColumns().fields
            return _("Say which column holds: %(what)s.") % {"what": labels[lacking[0]].label}
        return ""

    def shown(self, actor: Actor, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str]]:
        rows = Enrollment.objects.filter(pk__in=list(ids)).select_related("school")
        return {row.pk: (f"{row.school}, {row.year}: {row.get_race_display()}", "") for row in rows}

    def writer(self, batch: ImportBatch, plan: Plan, by: Actor) -> EnrollmentWriter:
        return EnrollmentWriter(batch, plan)

    def preview(self, batch: ImportBatch, plan: Plan, by: Actor, rows: Sequence[Row]) -> kinds.Preview:
        writer = self.writer(batch, plan, by)
        chunk = writer.prepare(rows)
        with transaction.atomic():
            writer.write(chunk)
            there = {row.line: row for row in ImportRow.objects.visible_to(by).of_batch(batch.pk)}
            transaction.set_rollback(True)
        shown = []
        for told in chunk:
            row = there[told.row.line]
            cells = [" ".join(filter(None, (told.values["school"], told.values["nces_id"]))), told.values["year"],
                     told.values["race"] if told.values["layer"] != "total" else str(Enrollment.Race.ALL.label),
                     told.values["students"]]  # fmt: skip
            shown.append(
                kinds.Shown(
                    told.row.line, 0, row.outcome, [kinds.ShownCell(cell) for cell in cells], row.reasons
                )
            )
        return kinds.Preview([_("School"), _("School year"), _("Race or ethnicity"), _("Students")], shown)

    def expected_errors(self, batch: ImportBatch, plan: Plan, by: Actor, rows: Sequence[Row]) -> int:
        return sum(1 for told in self.writer(batch, plan, by).prepare(rows) if told.is_wrong)

    def finished(self, batch: ImportBatch, by: Actor) -> None:
        """Schools whose total the file does not tell are added up."""
        with connection.cursor() as cursor:
            cursor.execute("select imports_add_up_enrollment(%s)", [batch.pk])

    def undo(self, batch: ImportBatch, ids: Sequence[uuid.UUID], by: Actor) -> dict[uuid.UUID, str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "select id, reason from imports_take_back_enrollment(%s, %s::uuid[])", [batch.pk, list(ids)]
            )
            return dict(cursor.fetchall())


kinds.register(EnrollmentKind())
