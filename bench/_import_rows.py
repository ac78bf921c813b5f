"""Made-up rows of people, 12 columns: the same for every way of importing. Nobody here exists."""

import csv
import random
import uuid
from pathlib import Path

import xlsxwriter

HEADINGS = ["Number", "First name", "Last name", "E-mail", "Mobile phone", "Language", "ZIP", "I am a", "School", "Tags",
            "OK to text", "OK to text on"]  # fmt: skip
AREAS = [919, 336, 704, 828, 910, 252, 212, 315, 607, 718, 404, 713]
SCHOOLS = 200
TIES = [("guardian of", "in the care of"), ("recruited", "recruited by"), ("knows", "knows")]
AGAIN = 0.03  # rows that stand in the file twice


def make_file(path: Path, rows: int, *, seed: int = 1) -> Path:
    random_of = random.Random(seed)
    syllables = [a + b for a in "bcdfghjklmnprstvwz" for b in ("a", "e", "i", "o", "u", "án", "er")]

    def word(length: int) -> str:
        return "".join(random_of.choice(syllables) for _ in range(length)).title()

    given, family = [word(2) for _ in range(4_000)], [word(3) for _ in range(20_000)]
    with path.open("w", newline="", encoding="utf-8") as file:
        out, recent = csv.writer(file), []
        out.writerow(HEADINGS)
        for number in range(rows):
            if recent and random_of.random() < AGAIN:
                out.writerow(random_of.choice(recent))
                continue
            first, last = random_of.choice(given), random_of.choice(family)
            row = [
                f"{seed}-{number}", first, last, f"{first}.{last}{number}@example.org".lower(),
                f"({random_of.choice(AREAS)}) {random_of.randint(200, 999)}-{random_of.randint(0, 9999):04}",
                random_of.choice(["English", "Spanish"]), f"{random_of.randint(10_000, 99_999)}",
                random_of.choice(["Parent", "Teacher", "Student", "Neighbor"]), f"School {random_of.randint(1, SCHOOLS)}",
                "; ".join(f"tag {n}" for n in random_of.sample(range(40), 2)), random_of.choice(["yes", "no", ""]),
                f"2026-{random_of.randint(1, 9):02}-{random_of.randint(1, 28):02}",
            ]  # fmt: skip
            recent = [*recent[-1_999:], row]
            out.writerow(row)
    return path


def make_workbook(path: Path, source: Path) -> Path:
    """The same rows as a spreadsheet program would save them."""
    with (
        xlsxwriter.Workbook(path, {"constant_memory": True}) as book,
        source.open(newline="", encoding="utf-8") as file,
    ):
        sheet = book.add_worksheet("People")
        for at, row in enumerate(csv.reader(file)):
            sheet.write_row(at, 0, row)
    return path


def make_tied(folder: Path, rows: int, *, seed: int = 1) -> tuple[Path, Path]:
    """The same people as our own file would hold them, once without and once with who is what to whom: three ties for
    two people, each told in both rows, a third of them at home and the others anywhere in the file, and two to a
    household."""
    source = make_file(folder / f"people-{rows}.csv", rows, seed=seed)
    random_of = random.Random(seed)
    ids = [str(uuid.UUID(int=random_of.getrandbits(128), version=4)) for _ in range(rows)]
    cells: list[list[str]] = [[] for _ in ids]
    for at in range(0, rows - 1, 2):
        pairs = [(at, at + 1), (at, random_of.randrange(rows)), (at + 1, random_of.randrange(rows))]
        for (one, other), (here, there) in zip(pairs, TIES, strict=True):
            if one != other:
                cells[one].append(f"{here} Somebody [{ids[other]}]")
                cells[other].append(f"{there} Somebody [{ids[one]}]")
    bare, tied = folder / f"bare-{rows}.csv", folder / f"tied-{rows}.csv"
    with (
        source.open(newline="", encoding="utf-8") as file,
        bare.open("w", newline="", encoding="utf-8") as without,
        tied.open("w", newline="", encoding="utf-8") as having,
    ):
        first, second = csv.writer(without), csv.writer(having)
        for at, row in enumerate(csv.reader(file), -1):
            if at < 0:
                first.writerow(["Earshot ID", *row])
                second.writerow(["Earshot ID", *row, "Relationships", "Household"])
                continue
            first.writerow([ids[at], *row])
            home = f"Household {at // 2} [{ids[at - at % 2]}] (2020-01-01 to ) at {at // 2} Main St | Cary | NC | 27513"
            second.writerow([ids[at], *row, "; ".join(cells[at]), home])
    return bare, tied
