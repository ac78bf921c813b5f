"""Lists of districts and schools: a kind of spreadsheet of the ground itself, since these are facts shared by all.

Whoever may import may add what the public lists know by number; nobody changes what others rely on."""

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
from crm.districts.models import STATE_CHOICES, District, School
from crm.imports import kinds
from crm.imports.columns import Column
from crm.imports.mapping import Plan
from crm.imports.models import ImportBatch, ImportRow
from crm.imports.reader import RowReader
from crm.imports.reading import ColumnGuess, Row, Table
from crm.imports.reading.headers import normalise
from crm.lib import places
from crm.lib.guess import Guess
from crm.lib.ids import uuid7

HEADINGS = {
    "leaid": "leaid|nces district id|district nces id|lea id|agency id nces assigned district latest available year",
    "nces_id": "ncessch|nces id|nces school id|school id|school nces id|ncesschool",
    "school": "school|school name|sch name|schname",
    "district": "district|district name|lea name|lea|agency name|name",
    "state": "st|state|lstate|state abbr|state code",
    "city": "city|lcity|mcity",
    "county": "county|coname|nmcnty|county name",
    "enrollment": "enrollment|member|lea enrollment|students|total students",
    "level": "level|school level|sch type text|level text",
}
LEVELS = {"elementary": "elementary|primary|elem|prekindergarten|k 5|k 6", "middle": "middle|junior high|6 8|7 8",
          "high": "high|secondary|high school|9 12"}  # fmt: skip


def text(cell: str) -> Guess[str]:
    return Guess(" ".join(cell.split())[:160])


def number(cell: str) -> Guess[int | None]:
    """The public file writes -1 and -2 for "missing" and "not applicable"."""
    bare = cell.strip().replace(",", "").removesuffix(".0")
    return Guess(int(bare) if bare.isdigit() and len(bare) < 9 else None)


def nces(cell: str) -> Guess[str]:
    """Twelve digits; a spreadsheet takes the zeros in front."""
    bare = cell.strip().removesuffix(".0")
    if not bare:
        return Guess("")
    if not bare.isdigit() or not 11 <= len(bare) <= 12:
        return Guess("", True, "place.nces_unreadable")
    return Guess(bare.zfill(12), len(bare) < 12, "zip.padded" if len(bare) < 12 else "")


def level(cell: str) -> Guess[str]:
    word = normalise(cell)
    return Guess(
        next((key for key, known in LEVELS.items() if word in known.split("|")), "other" if word else "")
    )


class PlaceColumns(resources.Resource):
    leaid = Column("leaid", _("District number (LEAID)"), places.leaid, vital=True)
    district = Column("district", _("District"), text)
    state = Column("state", _("State"), places.state, vital=True)
    city = Column("city", _("City"), text)
    county = Column("county", _("County"), text)
    enrollment = Column("enrollment", _("Students enrolled"), number)
    nces_id = Column("nces_id", _("School number (NCES)"), nces, vital=True)
    school = Column("school", _("School"), text)
    level = Column("level", _("Level"), level)


class PlaceOptions(forms.Form):
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        help_text=_("For rows that name none."),
        choices=[("", "—"), *STATE_CHOICES],
    )

    def __init__(self, *args: Any, actor: Actor, batch: ImportBatch, **kwargs: Any):
        super().__init__(*args, **kwargs)

    @classmethod
    def initial_from(cls, options: Mapping[str, Any]) -> dict[str, Any]:
        return {"state": options.get("state", "")}


class Place(NamedTuple):
    row: Row
    values: dict[str, Any]
    reasons: list[dict[str, Any]]
    is_wrong: bool


class PlaceWriter:
    def __init__(self, batch: ImportBatch, plan: Plan):
        self.batch, self.plan = batch, plan
        self.reader = RowReader(plan, PlaceColumns().fields)

    def prepare(self, rows: Sequence[Row]) -> list[Place]:
        return [self._cleaned(row) for row in rows]

    def watch(self, rows: Iterable[Row]) -> None:
        """No row refers to another."""

    def _cleaned(self, row: Row) -> Place:
        values: dict[str, Any] = dict.fromkeys(HEADINGS, "") | {"enrollment": None, "level": "other"}
        values["state"] = self.plan.options.get("state", "")
        reasons, wrong = self.reader.read_into(values, row)
        if not values["leaid"] and values["nces_id"]:
            values["leaid"] = values["nces_id"][:7]  # a school's number begins with its district's
        values["city"], values["county"] = values["city"][:80], values["county"][:80]
        return Place(row, values, reasons, wrong)

    def write(self, chunk: Sequence[Place]) -> Counter[str]:
        fit = {n: place for n, place in enumerate(chunk) if not place.is_wrong}
        sent = [
            {"n": n, "new_id": str(uuid7()), "school_new_id": str(uuid7()), **place.values}
            for n, place in fit.items()
        ]
        told: dict[int, tuple[uuid.UUID | None, str, str]] = {}
        with connection.cursor() as cursor:
            cursor.execute(
                "select n, id, outcome, reason from imports_bring_districts(%s::jsonb)", [json.dumps(sent)]
            )
            told = {n: (pk, outcome, reason) for n, pk, outcome, reason in cursor.fetchall()}
        rows = [self._outcome(place, *told.get(n, (None, "error", ""))) for n, place in enumerate(chunk)]
        ImportRow.objects.bulk_create(rows)
        return Counter(row.outcome for row in rows)

    def _outcome(self, place: Place, pk: uuid.UUID | None, outcome: str, reason: str) -> ImportRow:
        if place.row.problem == "row.repeated_header":
            outcome = "skipped"
        reasons = [*place.reasons, *([{"code": reason}] if reason else [])]
        raw = dict(place.row.values) if outcome in ("error", "skipped") else None
        return ImportRow(
            organization_id=self.batch.organization_id, batch_id=self.batch.pk, line=place.row.line, part=0,
            outcome=outcome, reasons=reasons, object_id=pk, raw=raw,
        )  # fmt: skip


class Places(kinds.Kind):
    key, label, noun = "places", _("A list of districts or schools"), _("districts and schools")
    resource, options_form = PlaceColumns, PlaceOptions

    def fits(self, headers: Sequence[str]) -> bool:
        """A district's or a school's public number, nobody's name, and no count of students."""
        names = {normalise(header) for header in headers}
        numbered = names & {*HEADINGS["leaid"].split("|"), *HEADINGS["nces_id"].split("|")} - {"school id"}
        others = {"first name", "last name", "full name", "email", "phone", "student count"}
        return bool(numbered) and names.isdisjoint(others)

    def guesses(
        self, table: Table, sampled: Sequence[Row], guesses: Sequence[ColumnGuess]
    ) -> list[ColumnGuess]:
        """By these headings alone. "Name" is the school's where another column names the district."""
        known = {word: field for field, words in HEADINGS.items() for word in words.split("|")}
        found = {normalise(guess.header): known.get(normalise(guess.header), "") for guess in guesses}
        if "name" in found and list(found.values()).count("district") > 1 and "school" not in found.values():
            found["name"] = "school"
        settled, taken = [], set()
        for guess in guesses:
            field = found[normalise(guess.header)]
            if field in taken:
                field = ""
            taken.add(field)
            reason = "column.header" if field else "column.unknown"
            settled.append(ColumnGuess(guess.header, field, "", 0.98 if field else 0.0, reason))
        return settled

    def missing(self, fields: set[str]) -> str | Promise:
        if not fields & {"district", "school"}:
            return _("Say which column holds the name.")
        return (
            ""
            if fields & {"leaid", "nces_id", "school"}
            else _("Say which column holds the district number (LEAID).")
        )

    def shown(self, actor: Actor, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str]]:
        wanted = list(ids)
        districts = {one.pk: (str(one), "") for one in District.objects.filter(pk__in=wanted)}
        return districts | {one.pk: (str(one), "") for one in School.objects.filter(pk__in=wanted)}

    def writer(self, batch: ImportBatch, plan: Plan, by: Actor) -> PlaceWriter:
        return PlaceWriter(batch, plan)

    def preview(self, batch: ImportBatch, plan: Plan, by: Actor, rows: Sequence[Row]) -> kinds.Preview:
        writer = self.writer(batch, plan, by)
        chunk = writer.prepare(rows)
        with transaction.atomic():
            writer.write(chunk)
            there = {row.line: row for row in ImportRow.objects.visible_to(by).of_batch(batch.pk)}
            transaction.set_rollback(True)
        shown = [
            kinds.Shown(
                place.row.line, 0, there[place.row.line].outcome, _cells(place), there[place.row.line].reasons
            )
            for place in chunk
        ]
        return kinds.Preview([_("School"), _("District"), _("Where")], shown)

    def expected_errors(self, batch: ImportBatch, plan: Plan, by: Actor, rows: Sequence[Row]) -> int:
        return sum(1 for place in self.writer(batch, plan, by).prepare(rows) if place.is_wrong)

    def undo(self, batch: ImportBatch, ids: Sequence[uuid.UUID], by: Actor) -> dict[uuid.UUID, str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "select id, reason from imports_take_back_districts(%s, %s::uuid[])", [batch.pk, list(ids)]
            )
            return dict(cursor.fetchall())


def _cells(place: Place) -> list[kinds.ShownCell]:
    values = place.values
    marks = [
        kinds.Mark(
            reason["column"], place.row.values.get(reason["column"], ""), reason["code"], place.is_wrong
        )
        for reason in place.reasons
        if "column" in reason
    ]
    district = " ".join(filter(None, (values["district"], values["leaid"])))
    where = ", ".join(filter(None, (values["city"], values["county"], values["state"])))
    return [
        kinds.ShownCell(" ".join(filter(None, (values["school"], values["nces_id"])))),
        kinds.ShownCell(district, marks),
        kinds.ShownCell(where),
    ]


kinds.register(Places())
