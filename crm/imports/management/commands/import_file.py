"""Import a spreadsheet without anybody watching. Exit status 1: some row failed, or the file could not be imported."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from crm.access.actors import Actor, System
from crm.access.errors import DomainError
from crm.access.tenancy import tenant
from crm.imports import engine, mapping, reading, report, services, storage
from crm.imports.kinds import kind_of, kinds
from crm.imports.models import ImportBatch, SavedMapping
from crm.organizations.resolving import organization_called

SURE = 0.8  # columns below this are guesses


class Command(BaseCommand):
    help = "Import a spreadsheet into one organization and report what became of every row."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--organization", required=True, metavar="SLUG")
        parser.add_argument("--kind", default="contacts", choices=[kind.key for kind in kinds()])
        parser.add_argument("--mapping", metavar="NAME", help="a mapping saved in the organization")
        parser.add_argument(
            "--accept-guesses", action="store_true", help="use columns that were only guessed, too"
        )
        parser.add_argument("--report", type=Path, metavar="OUT.json")
        parser.add_argument("--dry-run", action="store_true", help="write nothing, tell what would happen")

    def handle(self, *args: Any, **options: Any) -> None:
        organization_id = organization_called(options["organization"])
        if organization_id is None:
            raise CommandError(f"No organization is called {options['organization']}.")
        if not options["path"].is_file():
            raise CommandError(f"There is no file {options['path']}.")
        by = System(organization_id=organization_id, reason="command import_file")
        try:
            with _whole(by, dry=options["dry_run"]):
                batch = self._import(by, options)
                told = _report(by, batch)
        except (DomainError, reading.Refused) as refused:
            raise CommandError(str(refused)) from None
        if options["report"]:
            options["report"].write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
        self.stdout.write(
            ", ".join(f"{rows} {outcome}" for outcome, rows in sorted(told["counts"].items())) or "no rows"
        )
        if told["counts"].get("error"):
            sys.exit(1)

    def _import(self, by: Actor, options: dict[str, Any]) -> ImportBatch:
        with tenant(by.organization_id), options["path"].open("rb") as file:
            batch = services.keep_file(
                by=by, file=File(file), name=options["path"].name, kind=options["kind"]
            )
        try:
            facts, spool = services.read_upload(batch)
            with tenant(by.organization_id):
                batch = services.keep_facts(by=by, batch=batch, facts=facts, spool=spool)
                batch = services.decide_columns(
                    by=by, batch=batch, columns=_columns(by, batch, options), looks=False
                )
                batch = services.begin(by=by, batch=batch)

            @contextmanager
            def step(**_figures: Any) -> Iterator[SimpleNamespace]:
                with tenant(by.organization_id):
                    yield SimpleNamespace()

            counts = engine.apply(batch, by=by, step=step)
            with tenant(by.organization_id):
                engine.finish(batch, by=by, counts=counts)
        except reading.Refused as refused:
            with tenant(by.organization_id):
                services.refuse(by=by, batch=batch, refused=refused)
            raise
        finally:
            if options["dry_run"]:
                storage.forget_import(by.organization_id, batch.pk)
        return batch


@contextmanager
def _whole(by: Actor, *, dry: bool) -> Iterator[None]:
    """A dry run is one transaction that is rolled back, so that later rows meet what earlier ones would have written."""
    if not dry:
        yield
        return
    with tenant(by.organization_id):
        yield
        transaction.set_rollback(True)


def _columns(by: Actor, batch: ImportBatch, options: dict[str, Any]) -> list[dict[str, Any]]:
    """What was saved under the name, else what the headings say; guesses only when they are accepted."""
    if options["mapping"]:
        saved = SavedMapping.objects.visible_to(by).filter(kind=batch.kind, name=options["mapping"]).first()
        if saved is None:
            raise CommandError(f"No mapping is called {options['mapping']}.")
        batch.mapping = mapping.recall(batch.mapping, saved.columns)
        services.decide_what(by=by, batch=batch, kind=batch.kind, options=saved.options)
    columns = batch.mapping["columns"]
    if not options["accept_guesses"]:
        unsure = [column for column in columns if column["field"] and column["confidence"] < SURE]
        columns = [
            {**column, "field": "", "policy": ""} if column in unsure else column for column in columns
        ]
        if missing := kind_of(batch.kind).missing({column["field"] for column in columns}):
            guessed = ", ".join(column["header"] for column in unsure)
            raise CommandError(
                f"{missing} Guessed only: {guessed or 'nothing'}. Use --accept-guesses or --mapping."
            )
    return [
        {key: column[key] for key in ("header", "field", "system", "policy", "rules")} for column in columns
    ]


def _report(by: Actor, batch: ImportBatch) -> dict[str, Any]:
    with tenant(by.organization_id):
        batch.refresh_from_db()
        return report.as_data(batch, by)
