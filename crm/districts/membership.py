"""Reading the public membership file of schools (Common Core of Data, file 052): students of a school by race and ethnicity.

The file has a row for every school, grade, race and sex, and derived rows that add them up. Of these we take two kinds, without adult
education: the total of a school, and its subtotals by race and sex. A school that has only the finest rows is added up from them.
Millions of rows are read one at a time; what is written is written school by school, so that a reading that broke off begins again
without harm.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from django.db import transaction

from crm.districts.models import Enrollment, School

TOTAL = "Derived - Education Unit Total minus Adult Education Count"
BY_RACE = "Derived - Subtotal by Race/Ethnicity and Sex minus Adult Education Count"
FINEST = "Category Set A - By Race/Ethnicity; Sex; Grade"
ADULTS = "Adult Education"
NEEDED = ("SCHOOL_YEAR", "NCESSCH", "GRADE", "RACE_ETHNICITY", "STUDENT_COUNT", "TOTAL_INDICATOR")
RACES = {
    "American Indian or Alaska Native": "aian",
    "Asian": "asian",
    "Black or African American": "black",
    "Hispanic/Latino": "hispanic",
    "Native Hawaiian or Other Pacific Islander": "nhpi",
    "Two or more races": "two",
    "White": "white",
    "Not Specified": "unknown",
}
YEAR = re.compile(r"^(\d{4})-(\d{4})$")
ABSENT = {"", "-1", "-2", "-9"}  # missing, not applicable, left out by the states: never zero
SCHOOLS_AT_ONCE = 500
MOST_REASONS = 200


@dataclass
class Report:
    schools: int = 0
    written: int = 0
    same: int = 0
    unknown_schools: int = 0
    rows: int = 0
    bad: int = 0
    reasons: list[tuple[int, str]] = field(default_factory=list)  # (row of the file, what is wrong with it)

    def leave_out(self, row: int, reason: str) -> None:
        self.bad += 1
        if len(self.reasons) < MOST_REASONS:
            self.reasons.append((row, reason))


@dataclass
class Counted:
    """What the file says of one school in one year."""

    nces_id: str
    year: str
    total: int | None = None
    by_race: Counter[str] = field(default_factory=Counter)
    finest: Counter[str] = field(default_factory=Counter)

    @property
    def numbers(self) -> dict[str, int]:
        races = self.by_race or self.finest
        total = self.total if self.total is not None else (sum(races.values()) if races else None)
        return ({} if total is None else {"": total}) | dict(races)


class NoSuchColumns(ValueError):
    """The file is not the membership file."""


def read(path: Path, *, report: Report) -> Iterator[Counted]:
    """School after school, as the file has them. UTF-8 or Windows-1252, as the public files come."""
    with path.open(encoding=_encoding(path), newline="") as file:
        rows = csv.DictReader(file)
        names = {(name or "").strip().upper(): name for name in rows.fieldnames or []}
        if missing := [name for name in NEEDED if name not in names]:
            raise NoSuchColumns(f"{path.name} has no column for {', '.join(missing)}")
        clean = ({ours: (row[theirs] or "").strip() for ours, theirs in names.items()} for row in rows)
        sound = _sound(clean, report)
        for (nces_id, year), group in groupby(sound, key=lambda row: (row["NCESSCH"], row["SCHOOL_YEAR"])):
            yield _counted(Counted(nces_id, year), group)


def save(schools: Iterable[Counted], *, report: Report) -> Report:
    """Each year stays beside the others; a newer file of the same year corrects it. Rows that say nothing new are not written."""
    waiting: dict[tuple[str, str], Counted] = {}
    for school in schools:
        waiting[school.nces_id, school.year] = school
        if len(waiting) >= SCHOOLS_AT_ONCE:
            _write(list(waiting.values()), report)
            waiting.clear()
    _write(list(waiting.values()), report)
    return report


def _write(counted: list[Counted], report: Report) -> None:
    with transaction.atomic():
        known = dict(
            School.objects.filter(nces_id__in={one.nces_id for one in counted}).values_list("nces_id", "pk")
        )
        before = {
            (row.school_id, row.year, row.race): row.students
            for row in Enrollment.objects.filter(
                school__in=known.values(), year__in={one.year for one in counted}
            )
        }
        fresh = []
        for one in counted:
            report.schools += 1
            if one.nces_id not in known:
                report.unknown_schools += 1
                continue
            for race, students in one.numbers.items():
                if before.get((known[one.nces_id], one.year, race)) == students:
                    report.same += 1
                else:
                    fresh.append(
                        Enrollment(school_id=known[one.nces_id], year=one.year, race=race, students=students)
                    )
        Enrollment.objects.bulk_create(
            fresh,
            update_conflicts=True,
            unique_fields=["school", "year", "race"],
            update_fields=["students", "batch_id", "is_added_up"],
        )
        report.written += len(fresh)


def _sound(rows: Iterable[Mapping[str, str]], report: Report) -> Iterator[dict[str, str]]:
    for number, row in enumerate(rows, start=2):
        report.rows += 1
        if row["TOTAL_INDICATOR"] not in (TOTAL, BY_RACE, FINEST) or row["STUDENT_COUNT"] in ABSENT:
            continue
        year, nces_id = YEAR.match(row["SCHOOL_YEAR"]), row["NCESSCH"].zfill(12)
        if not (nces_id.isdigit() and len(nces_id) == 12):
            report.leave_out(number, f"NCESSCH {row['NCESSCH']!r} is not twelve digits")
        elif not year or int(year[2]) != int(year[1]) + 1:
            report.leave_out(number, f"SCHOOL_YEAR {row['SCHOOL_YEAR']!r} is not like 2023-2024")
        elif not row["STUDENT_COUNT"].isdigit():
            report.leave_out(number, f"STUDENT_COUNT {row['STUDENT_COUNT']!r} is not a number")
        elif row["TOTAL_INDICATOR"] != TOTAL and row["RACE_ETHNICITY"] not in RACES:
            report.leave_out(number, f"RACE_ETHNICITY {row['RACE_ETHNICITY']!r} is none that we know")
        else:
            yield {**row, "NCESSCH": nces_id}


def _counted(school: Counted, rows: Iterable[Mapping[str, str]]) -> Counted:
    for row in rows:
        students = int(row["STUDENT_COUNT"])
        if row["TOTAL_INDICATOR"] == TOTAL:
            school.total = students
        elif row["TOTAL_INDICATOR"] == BY_RACE:
            school.by_race[RACES[row["RACE_ETHNICITY"]]] += students
        elif row["GRADE"] != ADULTS:
            school.finest[RACES[row["RACE_ETHNICITY"]]] += students
    return school


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(1 << 20)
    try:
        start.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        return "utf-8-sig" if trouble.start > len(start) - 4 else "cp1252"
    return "utf-8-sig"
