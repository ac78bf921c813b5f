"""manage.py import_enrollment FILE: students of each school by race, from the public membership file. Years are kept."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from crm.access.owner import as_owner
from crm.districts.membership import NoSuchColumns, Report, read, save

SHOWN = 20


class Command(BaseCommand):
    help = "Read how many students each known school has (Common Core of Data, school membership, file 052)."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options):
        """As the owner: the application may read enrollment, not write it. If it breaks off, run it again."""
        report = Report()
        try:
            with as_owner():
                save(read(file, report=report), report=report)
        except (OSError, UnicodeDecodeError, NoSuchColumns) as trouble:
            raise CommandError(str(trouble)) from trouble
        self.stdout.write(
            f"{report.rows} rows of {report.schools} schools: {report.written} numbers written,"
            f" {report.same} unchanged, {report.unknown_schools} schools not in our list, {report.bad} rows left out"
        )
        for number, reason in report.reasons[:SHOWN]:
            self.stdout.write(f"  row {number}: {reason}")
        if report.bad > SHOWN:
            self.stdout.write(f"  and {report.bad - SHOWN} more")
