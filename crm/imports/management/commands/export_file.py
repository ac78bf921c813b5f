"""Write records of one organization to a file. Its own import takes the file back unchanged."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crm.access.actors import System
from crm.access.errors import DomainError
from crm.access.tenancy import tenant
from crm.imports import exporting
from crm.imports.kinds import kinds
from crm.organizations.resolving import organization_called


class Command(BaseCommand):
    help = "Write records of one organization to a CSV file."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--organization", required=True, metavar="SLUG")
        parser.add_argument("--kind", default="contacts", choices=[kind.key for kind in kinds()])
        parser.add_argument("--reason", required=True, metavar="TEXT", help="what for; kept in the history")
        parser.add_argument("--with-minors", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        organization_id = organization_called(options["organization"])
        if organization_id is None:
            raise CommandError(f"No organization is called {options['organization']}.")

        @contextmanager
        def step(**_figures: Any) -> Iterator[None]:
            with tenant(organization_id):
                yield

        try:
            count = exporting.write_now(
                options["path"],
                by=System(organization_id=organization_id, reason="command export_file"),
                kind=options["kind"],
                filters={},
                reason=options["reason"],
                with_minors=options["with_minors"],
                step=step,
            )
        except DomainError as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"{count} rows")
