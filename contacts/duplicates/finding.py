"""One organization's people compared with each other: pairs are kept, dropped when they no longer hold, never asked
again once somebody has said that two people are different."""

import datetime
import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from contacts.duplicates import blocking
from contacts.duplicates.scoring import HOUSEHOLD, Person, Verdict, judge
from contacts.models import DuplicatePair, DuplicateSearch
from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.roles import Permission
from crm.lib.ids import uuid7_texts

AT_ONCE = 20_000
NOBODY: frozenset[str] = frozenset()
# A margin for rows that were being written while the last search looked.
OVERLAP = datetime.timedelta(minutes=10)
DECIDED = """
select coalesce(l.merged_into_id, l.id), coalesce(r.merged_into_id, r.id)
from contacts_duplicatepair d
join contacts_contact l on l.organization_id = %(org)s and l.id = d.left_id
join contacts_contact r on r.organization_id = %(org)s and r.id = d.right_id
where d.organization_id = %(org)s and d.state in ('different', 'household')
union
select least(contact_id, other_id), greatest(contact_id, other_id) from contacts_relationship
where organization_id = %(org)s
union
select a.contact_id, b.contact_id from contacts_householdmember a
join contacts_householdmember b
  on b.organization_id = a.organization_id and b.household_id = a.household_id and b.contact_id > a.contact_id
where a.organization_id = %(org)s and a.left_on is null and b.left_on is null and %(housed)s
"""
KEEP = """
insert into contacts_duplicatepair (id, organization_id, left_id, right_id, proposal, score, reasons, state, outcome)
select id, %(org)s, l, r, proposal, score, reasons::jsonb, 'open', '{}'
from unnest(%(ids)s::uuid[], %(left)s::uuid[], %(right)s::uuid[], %(proposals)s::text[], %(scores)s::int[], %(reasons)s::text[])
  as v (id, l, r, proposal, score, reasons)
order by l, r
on conflict (organization_id, left_id, right_id) do update
set proposal = excluded.proposal, score = excluded.score, reasons = excluded.reasons
where contacts_duplicatepair.state = 'open'
  and (contacts_duplicatepair.proposal, contacts_duplicatepair.score, contacts_duplicatepair.reasons)
    is distinct from (excluded.proposal, excluded.score, excluded.reasons)
"""


@dataclass
class Found:
    people: int = 0
    compared: int = 0
    pairs: int = 0
    dropped: int = 0
    seconds: float = 0.0


Proposed = tuple[uuid.UUID, uuid.UUID, Verdict]


@transaction.atomic
def find_duplicates(*, by: Actor, everybody: bool = False, now: datetime.datetime | None = None) -> Found:
    """Compare whoever is new or changed since the last search with everybody; with `everybody`, all with all."""
    require(by, Permission.EDIT_CONTACTS)
    started, now = time.perf_counter(), now or timezone.now()
    last = DuplicateSearch.objects.filter(organization_id=by.organization_id).first()
    since = last.looked_at - OVERLAP if last and not everybody else None
    found, proposed = Found(), set()
    decided, housed = (_decided(by.organization_id, housed=housed) for housed in (False, True))
    for some in proposals(by.organization_id, since, found):
        # Who lives together is no household to propose; who is somebody's child is not that somebody.
        fresh = [one for one in some if one[:2] not in (housed if one[2].proposal == HOUSEHOLD else decided)]
        proposed |= {one[:2] for one in fresh}
        _keep(by.organization_id, fresh)
    found.pairs = len(proposed)
    found.dropped = _drop(by.organization_id, proposed, decided)
    DuplicateSearch.objects.update_or_create(
        organization_id=by.organization_id,
        defaults={"looked_at": now, "people": found.people, "pairs": found.pairs},
    )
    found.seconds = time.perf_counter() - started
    return found


def proposals(
    organization_id: uuid.UUID, since: datetime.datetime | None = None, found: Found | None = None
) -> Iterator[list[Proposed]]:
    """Pairs with a verdict, some at a time; the smaller id first."""
    found = found or Found()
    known = blocking.prepare(organization_id, since)
    is_known = known.__contains__
    found.people = blocking.count_people()
    for some in blocking.pairs(AT_ONCE):
        rows = blocking.people(list({n for left, right, _bearers in some for n in (left, right)}))
        people = {n: _person(row) for n, row in rows.items()}
        found.compared += len(some)
        judged = [
            (left, right, verdict)
            for left, right, bearers in some
            if (verdict := judge(people[left], people[right], known=is_known, bearers=bearers))
        ]
        ids = blocking.ids(list({n for left, right, _verdict in judged for n in (left, right)}))
        yield [(ids[left], ids[right], verdict) for left, right, verdict in judged]


def _person(row: tuple[Any, ...]) -> Person:
    given, family, chosen, street, zip_code, age, phones, emails, schools, kinds = row
    return Person(
        given,
        family,
        chosen,
        street,
        zip_code,
        age,
        frozenset(phones) if phones else NOBODY,
        frozenset(emails) if emails else NOBODY,
        frozenset(schools) if schools else NOBODY,
        frozenset(kinds) if kinds else NOBODY,
    )


def _decided(organization_id: uuid.UUID, *, housed: bool) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """Who is different from somebody is different from whomever that one was merged into."""
    with connection.cursor() as cursor:
        cursor.execute(DECIDED, {"org": organization_id, "housed": housed})
        return {(min(pair), max(pair)) for pair in cursor.fetchall()}


def _keep(organization_id: uuid.UUID, some: list[Proposed]) -> None:
    if not some:
        return
    left, right, verdicts = zip(*some, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            KEEP,
            {
                "org": organization_id,
                "ids": list(uuid7_texts(len(some))),
                "left": list(left),
                "right": list(right),
                "proposals": [verdict.proposal for verdict in verdicts],
                "scores": [verdict.score for verdict in verdicts],
                "reasons": [json.dumps(verdict.reasons) for verdict in verdicts],
            },
        )


def _drop(organization_id: uuid.UUID, proposed: set, decided: set) -> int:
    """Open pairs of people who were looked at and no longer resemble each other, or were answered another way."""
    looked_at = blocking.fresh_ids()
    open_pairs = DuplicatePair.objects.filter(organization_id=organization_id, state=DuplicatePair.State.OPEN)
    gone = [
        pk
        for pk, left, right in open_pairs.values_list("pk", "left_id", "right_id")
        if (left, right) in decided
        or ((left, right) not in proposed and (left in looked_at or right in looked_at))
    ]
    DuplicatePair.objects.filter(organization_id=organization_id, pk__in=gone).delete()
    return len(gone)
