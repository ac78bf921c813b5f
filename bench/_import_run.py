"""One measurement in a process of its own: python -m bench._import_run WAY FILE ROWS. Prints JSON.

The database is made anew each time, under row security, and everything runs as the application's role.
"""

import json
import os
import resource
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
django.setup()

from django.core.files import File  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from bench import _import_baseline, _import_copy, _import_rows  # noqa: E402
from bench.figures import processor_s, since  # noqa: E402
from crm.access.actors import System  # noqa: E402
from crm.access.owner import as_owner  # noqa: E402
from crm.access.tenancy import tenant  # noqa: E402
from crm.imports import engine, services  # noqa: E402
from crm.imports.models import ImportBatch  # noqa: E402
from crm.organizations.models import Organization  # noqa: E402

TABLES = ["contacts_contact", "contacts_contactmethod", "contacts_constituencyrow", "contacts_contacttag", "contacts_consentevent",
          "contacts_externalid", "contacts_searchtoken", "imports_importrow"]  # fmt: skip


def main(way: str, path: Path, rows: int) -> None:
    """`way`: ours, usual, or ours once more with "again" (the same file twice), "copied" (COPY of what it left) or "tied"
    (the file of ROWS rows beside it with and without ties, each into an organization of its own)."""
    with as_owner():
        made = setup_databases(verbosity=0, interactive=False)
    try:
        organization_id = make_world()
        if way == "usual":
            started = time.perf_counter()
            done = _import_baseline.two_passes(path, organization_id, rows)
            told = {"rows": done, "s": time.perf_counter() - started}
        else:
            told = ours(path, organization_id)
        told["rss_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        told["tables"] = counts(organization_id)
        if way == "again":
            told["again"] = ours(path, organization_id)
        elif way == "tied":
            for name in ("tied", "bare"):
                told[name] = ours(path.with_name(f"{name}-{rows}.csv"), make_organization(name))
        elif way == "copied":
            told |= _import_copy.seconds()
    finally:
        connections.close_all()
        with as_owner():
            teardown_databases(made, verbosity=0)
    print(json.dumps(told))


def make_world():
    """A partner, and the schools of its state."""
    organization_id = make_organization("bench")
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute(
            "insert into districts_district (id, name, state, leaid, city, county, is_fictional) values (gen_random_uuid(), 'Alder', 'NC', '', '', '', true)"
        )
        cursor.execute(
            "insert into districts_school (id, district_id, name, nces_id, level, is_fictional)"
            " select gen_random_uuid(), d.id, 'School ' || n, '', 'other', true from districts_district d, generate_series(1, %s) n",
            [_import_rows.SCHOOLS // 2],
        )
    return organization_id


def make_organization(slug: str):
    organization = Organization(name=slug.title(), slug=slug, kind="state", state="NC")
    with tenant(organization.pk):
        organization.save()
    return organization.pk


def ours(path: Path, organization_id) -> dict:
    """Read, cleaned, matched, written with outcomes, undo images, tags, consent and search words."""
    by = System(organization_id=organization_id, reason="bench")
    with tenant(organization_id), path.open("rb") as file:
        batch = services.keep_file(by=by, file=File(file), name=path.name, kind="contacts")
    before, started = worked(organization_id), time.perf_counter()
    facts, spool = services.read_upload(batch)
    read_at = time.perf_counter()
    with tenant(organization_id):
        batch = services.keep_facts(by=by, batch=batch, facts=facts, spool=spool)
        batch = services.decide_what(
            by=by, batch=batch, kind="contacts", options={"consent_how": "paper", "tags": []}
        )
        columns = [
            {key: c[key] for key in ("header", "field", "system", "policy", "rules")}
            for c in batch.mapping["columns"]
        ]
        for column in columns:
            if column["header"] == "Number":
                column |= {"field": "external_id", "system": "sheet", "policy": "add"}
        batch = services.decide_columns(by=by, batch=batch, columns=columns)
    # People are looked up while somebody reads the first rows; nobody waits for it at Finish.
    looking_from = time.perf_counter()
    from_there = worked(organization_id)
    asked = engine.look_up(batch, by=by, step=lambda **_figures: step(organization_id))
    looked = since(from_there, worked(organization_id))
    looking = time.perf_counter() - looking_from
    result = engine.apply(batch, by=by, step=lambda **_figures: step(organization_id))
    with tenant(organization_id):
        engine.finish(batch, by=by, counts=result)
        there = ImportBatch.objects.get(pk=batch.pk).total
    ended = time.perf_counter()
    whole = since(before, worked(organization_id))
    return {
        "processor_s": {name: round(whole[name] - looked[name], 1) for name in whole},
        "rows": there,
        "s": ended - started - looking,
        "reading_s": read_at - started,
        "looking_up_s": looking,
        "asked": asked,
        "outcomes": dict(result),
    }


def worked(organization_id) -> dict[str, float]:
    with tenant(organization_id), connection.cursor() as cursor:
        return processor_s(cursor)


@contextmanager
def step(organization_id):
    with tenant(organization_id):
        yield None


def counts(organization_id) -> dict[str, int]:
    found = {}
    with tenant(organization_id), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"select count(*) from {table}")  # noqa: S608
            found[table] = cursor.fetchone()[0]
    return found


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
