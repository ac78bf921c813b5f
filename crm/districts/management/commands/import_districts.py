"""manage.py import_districts FILE: school districts from a public list. Run it again with a newer list at any time."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from crm.access.owner import as_owner
from crm.districts.importing import NoSuchColumns, read, save

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Create and update school districts from a CSV file (Common Core of Data, or leaid,name,state,...)."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options):
        """As the owner: the application may read districts, not write them."""
        try:
            with as_owner(), transaction.atomic():
                report = save(read(file))
        except (OSError, NoSuchColumns) as trouble:
            raise CommandError(str(trouble)) from trouble
        self.stdout.write(
            f"{report.created} created, {report.updated} updated, {report.same} unchanged,"
            f" {len(report.skipped)} skipped"
        )
        for number, reason in report.skipped[:SHOWN]:
            self.stdout.write(f"  row {number}: {reason}")
        if len(report.skipped) > SHOWN:
            self.stdout.write(f"  and {len(report.skipped) - SHOWN} more")
