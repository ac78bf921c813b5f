"""Reading the public list of districts: the file of the Common Core of Data, or a table of our own simple shape."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crm.districts.models import STATES, District

# What a column may be called, in capitals: our own names, then those of the Common Core of Data.
COLUMNS = {
    "leaid": ("LEAID",),
    "name": ("NAME", "LEA_NAME"),
    "state": ("STATE", "ST", "LSTATE"),
    "city": ("CITY", "LCITY", "MCITY"),
    "county": ("COUNTY", "CONAME", "NMCNTY"),
    "enrollment": ("ENROLLMENT", "MEMBER", "LEA_ENROLLMENT"),
}
NEEDED = ("leaid", "name", "state")
KEPT = ("name", "state", "city", "county", "enrollment")
BATCH = 2000


@dataclass
class Report:
    created: int = 0
    updated: int = 0
    same: int = 0
    skipped: list[tuple[int, str]] = field(default_factory=list)  # (row of the file, reason)


class NoSuchColumns(ValueError):
    """The file has not the columns we need."""


def read(path: Path) -> Iterator[dict[str, str]]:
    """Rows by the names of our fields. UTF-8 with or without a mark, else Latin-1, as the public files come."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        text = path.read_text(encoding="latin-1")
    dialect = csv.Sniffer().sniff(text.partition("\n")[0], delimiters=",;\t|")
    rows = csv.DictReader(io.StringIO(text, newline=""), dialect=dialect)
    places = _places([name or "" for name in rows.fieldnames or []])
    if missing := [name for name in NEEDED if name not in places]:
        raise NoSuchColumns(f"{path.name} has no column for {', '.join(missing)}")
    for row in rows:
        yield {name: " ".join((row[column] or "").split()) for name, column in places.items()}


def save(rows: Iterable[Mapping[str, str]]) -> Report:
    """Create and update by LEAID; a row that says nothing new changes nothing."""
    report = Report()
    known = {district.leaid: district for district in District.objects.exclude(leaid="")}
    seen, fresh, changed = set(), [], []
    for number, row in enumerate(rows, start=2):
        values, reason = _checked(row)
        leaid = values["leaid"]
        if reason or leaid in seen:
            report.skipped.append((number, reason or f"LEAID {leaid} stands in the file twice"))
            continue
        seen.add(leaid)
        if (old := known.get(leaid)) is None:
            fresh.append(District(**values))
        elif any(getattr(old, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(old, name, value)
            changed.append(old)
        else:
            report.same += 1
    District.objects.bulk_create(fresh, batch_size=BATCH)
    District.objects.bulk_update(changed, KEPT, batch_size=BATCH)
    report.created, report.updated = len(fresh), len(changed)
    return report


def _places(header: list[str]) -> dict[str, str]:
    """Which column of the file holds which field. The two letters of a state are preferred to its name."""
    found = {column.strip().upper(): column for column in header}
    if "ST" in found and "STATENAME" in found:
        found.pop("STATE", None)
    return {
        name: found[called] for name, names in COLUMNS.items() for called in names[::-1] if called in found
    }


def _checked(row: Mapping[str, str]) -> tuple[dict, str]:
    """The fields of a district, or why there is none."""
    leaid = row["leaid"].zfill(7) if row["leaid"].isdigit() else row["leaid"]
    state = row["state"].upper()
    enrollment = row.get("enrollment", "").replace(",", "")
    values = {
        "leaid": leaid,
        "name": row["name"][:160],
        "state": state,
        "city": row.get("city", "")[:80],
        "county": row.get("county", "")[:80],
    }
    if enrollment.isdigit():  # the public file writes -1 and -2 for "missing" and "not applicable"
        values["enrollment"] = int(enrollment)
    if not row["leaid"]:
        return values, "no LEAID"
    if not (leaid.isdigit() and len(leaid) == 7):
        return values, f"LEAID {row['leaid']!r} is not seven digits"
    if not values["name"]:
        return values, "no name"
    if state not in STATES:
        return values, f"state {row['state']!r} is none of the fifty or DC"
    return values, ""
