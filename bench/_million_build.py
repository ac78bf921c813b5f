"""Fill an empty database with the million, in a process of its own: python -m bench._million_build. Prints JSON.

Runs as the owner: rows go by COPY into bare tables, then constraints, indexes and walls are put back as they were.
"""

import csv
import json
import os
import random
import sys
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from bench import million  # noqa: E402
from bench._million_names import Names  # noqa: E402
from bench._million_rows import People, Place, Sheet, Side, sheets  # noqa: E402
from contacts.models import Contact, Tag, Turf, TurfMember  # noqa: E402
from crm.access.owner import as_owner  # noqa: E402
from crm.accounts.models import User  # noqa: E402
from crm.demo.partners import AREA_CODES, Partner  # noqa: E402
from crm.districts.models import District, School  # noqa: E402
from crm.organizations.models import Membership, Organization  # noqa: E402

AT_ONCE = 20_000
DISTRICTS, SCHOOLS, TAGS = 40, 6, 40
ROLES = ("partner_lead", "org_admin", "data_staff", "viewer", "volunteer")


def main(total: int) -> dict:
    started = time.perf_counter()
    with as_owner():
        if Contact.objects.exists():
            call_command("flush", interactive=False, verbosity=0)
        with transaction.atomic():
            sides = [_side(number, partner, size) for number, partner, size in million.sizes(total)]
        rows = _copy(sides)
        with connection.cursor() as cursor:
            cursor.execute("vacuum (analyze)")
    return {
        "people": sum(side.size for side in sides),
        "rows": rows,
        "s": round(time.perf_counter() - started),
    }


def _side(number: int, partner: Partner, size: int) -> Side:
    """The organization, its people at work, its districts and labels. Ids follow from the names."""
    own = million.organization_id(partner.key)
    Organization.objects.create(
        id=own,
        name=partner.name,
        slug=partner.slug,
        kind=partner.kind,
        state=partner.state,
        time_zone=partner.zone,
    )
    owners = [f"organizer{n}" for n in range(max(3, min(40, size // 2_000)))]
    members = {name: _member(own, partner.key, name) for name in (*ROLES, *owners)}
    tags = [Tag(id=_id(own, f"tag {n}"), organization_id=own, name=f"tag {n}") for n in range(TAGS)]
    turfs = [
        Turf(id=_id(own, f"turf {n}"), organization_id=own, name=f"turf {n}")
        for n in range(max(4, size // 1_000))
    ]
    Tag.objects.bulk_create(tags)
    Turf.objects.bulk_create(turfs)
    TurfMember.objects.bulk_create(
        TurfMember(organization_id=own, turf=turf, membership=members[owners[n % len(owners)]])
        for n, turf in enumerate(turfs)
    )
    TurfMember.objects.create(organization_id=own, turf=turfs[0], membership=members["volunteer"])
    return Side(
        number, str(own), partner.state, AREA_CODES[partner.state].split(), size, _places(partner.state),
        [str(members[name].pk) for name in owners], [str(tag.pk) for tag in tags], [str(turf.pk) for turf in turfs],
    )  # fmt: skip


def _member(own: uuid.UUID, key: str, name: str) -> Membership:
    user = User.objects.create(
        id=_id(own, f"user {name}"), email=f"{name}@{key}.example", name=f"{name} of {key}"
    )
    role = name if name in ROLES else "organizer"
    return Membership.objects.create(
        id=million.membership_id(own, name),
        organization_id=own,
        user=user,
        role=role,
        is_youth_trained=name == "organizer0",
    )


def _places(state: str) -> list[Place]:
    """Partners of one state share its districts."""
    found = []
    for n in range(DISTRICTS):
        pk = _id(million.SEED, f"district {state} {n}")
        name = f"{state} District {n + 1}"
        District.objects.get_or_create(
            id=pk,
            defaults={"name": name, "state": state, "county": f"County {n % 20 + 1}", "is_fictional": True},
        )
        schools = [School(id=_id(pk, f"school {s}"), district_id=pk, name=f"{name} School {s + 1}", is_fictional=True) for s in range(SCHOOLS)]  # fmt: skip
        School.objects.bulk_create(schools, ignore_conflicts=True)
        found.append(Place(str(pk), name, f"County {n % 20 + 1}", [str(school.pk) for school in schools]))
    return found


def _copy(sides: list[Side]) -> dict[str, int]:
    into, names = sheets(), Names(random.Random(str(million.SEED)))
    tables, rows = [sheet.table for sheet in into.values()], dict.fromkeys(into, 0)
    with transaction.atomic(), bare(tables), million.twice_file().open("w", newline="") as file:
        twice = csv.writer(file)
        twice.writerow(["organization_id", "first", "again"])
        for side in sides:
            people = People(side, names, into)
            for n in range(side.size):
                people.add()
                if n % AT_ONCE == AT_ONCE - 1:
                    _write(into, rows)
            _write(into, rows)
            twice.writerows((side.id, *pair) for pair in people.again)
            print(f"{side.number}: {side.size} people", file=sys.stderr, flush=True)
    return rows


def _write(into: dict[str, Sheet], rows: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        for name, sheet in into.items():
            columns = ", ".join(f'"{column}"' for column in sheet.columns)
            with cursor.copy(f'copy "{sheet.table}" ({columns}) from stdin') as copy:
                copy.write("".join(sheet.lines))
            rows[name] += len(sheet.lines)
            sheet.lines.clear()


@contextmanager
def bare(tables: list[str]) -> Iterator[None]:
    """Without row security (COPY is refused under it), indexes and constraints; afterwards as before."""
    with connection.cursor() as cursor:
        constraints = list(_asked(cursor, CONSTRAINTS, tables))
        indexes = list(_asked(cursor, INDEXES, tables))
        cursor.execute("set local maintenance_work_mem = '512MB'")
        for table in tables:
            cursor.execute(f'alter table "{table}" no force row level security')
        for table, name, _how in reversed(constraints):
            cursor.execute(f'alter table "{table}" drop constraint "{name}" cascade')
        for _table, name, _how in indexes:
            cursor.execute(f'drop index "{name}"')
        yield
        for _table, _name, how in indexes:
            cursor.execute(how)
        for table, name, how in constraints:
            cursor.execute(f'alter table "{table}" add constraint "{name}" {how}')
        for table in tables:
            cursor.execute(f'alter table "{table}" force row level security')


# Keys before what refers to them; references from elsewhere to these tables too.
CONSTRAINTS = """
select distinct r.conrelid::regclass::text, r.conname::text, pg_get_constraintdef(r.oid), array_position(array['p', 'u', 'f'], r.contype::text)
from pg_constraint r
where r.contype in ('p', 'u', 'f')
  and (r.conrelid = any(%(tables)s::regclass[]) or (r.contype = 'f' and r.confrelid = any(%(tables)s::regclass[])))
order by 4, 1, 2
"""
INDEXES = """
select c.relname::text, i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
from pg_index i join pg_class c on c.oid = i.indrelid
where i.indrelid = any(%(tables)s::regclass[])
  and not exists (select from pg_constraint where conindid = i.indexrelid and contype in ('p', 'u', 'x'))
order by 2
"""


def _asked(cursor, query: str, tables: list[str]) -> Iterable[tuple[str, str, str]]:
    cursor.execute(query, {"tables": [f'"{table}"' for table in tables]})
    return [(row[0].strip('"'), row[1].strip('"'), row[2]) for row in cursor.fetchall()]


def _id(space: uuid.UUID, name: str) -> uuid.UUID:
    return uuid.uuid5(space, name)


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
