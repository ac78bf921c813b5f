"""A spreadsheet that was brought in, as it would be: read, mapped by its headings, written row by row.

Other files lie beside it to be tried: a sign-in sheet as people fill them in, a meeting's list of participants, a voter list.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.core.files import File

from crm.access.tenancy import tenant
from crm.demo.team import Member
from crm.demo.world import World
from crm.imports import engine, services
from crm.organizations.models import Membership
from tasks.letters import member_of

FOLDER = Path(__file__).parent / "data/files"
BROUGHT_IN = "library-table.csv"


def bring_in(world: World) -> int:
    """By the data staff, all guesses accepted. Returns how many people it made."""
    by = member_of(_membership(world.team.staff))
    with (FOLDER / BROUGHT_IN).open("rb") as file:
        batch = services.keep_file(by=by, file=File(file), name=BROUGHT_IN, kind="contacts")
    facts, spool = services.read_upload(batch)
    batch = services.keep_facts(by=by, batch=batch, facts=facts, spool=spool)
    batch = services.decide_columns(by=by, batch=batch, columns=batch.mapping["columns"], looks=False)
    batch = services.begin(by=by, batch=batch)

    @contextmanager
    def step(**_figures: Any) -> Iterator[SimpleNamespace]:
        with tenant(world.organization_id):
            yield SimpleNamespace()

    counts = engine.apply(batch, by=by, step=step)
    engine.finish(batch, by=by, counts=counts)
    return counts["created"]


def _membership(member: Member) -> Membership:
    return Membership.objects.select_related("user").get(pk=member.id)
