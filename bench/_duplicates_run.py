"""One measurement in a process of its own: python -m bench._duplicates_run truth SEED | febrl FILE | million. Prints JSON.

Truth and FEBRL go into a database made for it; everything runs as the application's role, under row security.
"""

import csv
import json
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
django.setup()

from django.db import connection, connections, transaction  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from bench._duplicates_truth import Record, town  # noqa: E402
from bench.figures import processor_s, since  # noqa: E402
from contacts import derived  # noqa: E402
from contacts.duplicates.finding import find_duplicates, proposals  # noqa: E402
from contacts.models import ConstituencyRow, Contact, ContactMethod, SearchToken  # noqa: E402
from crm.access.actors import System  # noqa: E402
from crm.access.owner import as_owner  # noqa: E402
from crm.access.tenancy import tenant  # noqa: E402
from crm.districts.models import District, School  # noqa: E402
from crm.organizations.models import Organization  # noqa: E402
from crm.queue.dispatching import organizations  # noqa: E402

SAME, HOUSEHOLD, UNSURE = "same", "household", "unsure"


def truth(seed: int) -> dict:
    made = town(seed)
    with database(), world() as (organization, schools), tenant(organization.pk):
        numbers = write(organization, made.records, schools)
        started = time.perf_counter()
        found = found_by_number(organization, numbers)
        seconds = time.perf_counter() - started
    return told(made.truth, made.related, found) | {"records": len(made.records), "s": seconds}


def febrl(path: str) -> dict:
    with open(path, newline="", encoding="utf-8") as file:
        rows = [{key.strip(): value.strip() for key, value in row.items()} for row in csv.DictReader(file)]
    records = [
        Record(
            int(row["rec_id"].split("-")[1]), place, row["given_name"].title(), row["surname"].title(),
            street=f"{row['street_number']} {row['address_1']}".strip() if row["address_1"] else "", zip=row["postcode"],
        )
        for place, row in enumerate(rows)
    ]  # fmt: skip
    pairs: dict[tuple[int, int], str] = {}
    seen: dict[int, int] = {}
    for place, record in enumerate(records):
        if record.person in seen:
            pairs[seen[record.person], place] = SAME
        seen[record.person] = place
    records = [
        record if record.given or record.surname else Record(record.person, 0, "?", "?") for record in records
    ]
    with database(), world() as (organization, schools), tenant(organization.pk):
        found = found_by_number(organization, write(organization, records, schools))
    return told(pairs, set(), found)


def million() -> dict:
    """Every organization from scratch, pairs written, then rolled back: the next run meets the same."""
    seconds, counts = 0.0, Counter()
    slowest, worked = 0.0, Counter()
    for organization in organizations():
        with tenant(organization):
            with connection.cursor() as cursor:
                before, started = processor_s(cursor), time.perf_counter()
                found = find_duplicates(
                    by=System(organization_id=organization, reason="bench"), everybody=True
                )
                took = time.perf_counter() - started
                worked.update(since(before, processor_s(cursor)))
            counts.update(people=found.people, compared=found.compared, pairs=found.pairs)
            transaction.set_rollback(True)
        seconds, slowest = seconds + took, max(slowest, took)
    return {"s": seconds, "slowest_s": slowest, "processor_s": worked, **counts}


def told(truth: dict, related: set, found: dict[tuple[int, int], str]) -> dict:
    """A proposal is right when it says what is true; "perhaps the same person" is right of one person."""
    right = {pair for pair, what in found.items() if truth.get(pair) == (SAME if what == UNSURE else what)}
    neutral = {pair for pair in related if found.get(pair) == HOUSEHOLD}
    wrong = set(found) - right - neutral
    same = [pair for pair, what in found.items() if what == SAME]
    precision, recall = len(right) / max(1, len(right) + len(wrong)), len(right) / len(truth)
    missed = Counter(truth[pair] for pair in truth if pair not in right)
    return {
        "precision_same": sum(truth.get(pair) == SAME for pair in same) / max(1, len(same)),
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall),
        "pairs": len(truth),
        "truth": dict(Counter(truth.values())),
        "proposed": dict(Counter(found.values())),
        "wrong": dict(Counter(f"{found[pair]}, truly {truth.get(pair, 'nothing')}" for pair in wrong)),
        "missed": dict(missed),
        "examples": [[*pair, found[pair], truth.get(pair, "")] for pair in sorted(wrong)[:4000]],
        "unfound": [[*pair, truth[pair]] for pair in sorted(truth) if pair not in found][:4000],
    }


def found_by_number(organization: Organization, numbers: dict) -> dict[tuple[int, int], str]:
    found = {}
    for some in proposals(organization.pk):
        for left, right, verdict in some:
            pair = tuple(sorted((numbers[left], numbers[right])))
            found[pair] = verdict.proposal
    return found


def write(organization: Organization, records: Iterable[Record], schools: list) -> dict:
    own = {"organization_id": organization.pk}
    contacts, methods, stakes, tokens = [], [], [], []
    for record in records:
        person = Contact(
            **own, given_name=record.given, family_name=record.surname, chosen_name=record.chosen, street=record.street,
            zip_code=record.zip, age_band=record.age, sort_name=derived.sort_name(record.given, record.surname),
            is_minor=derived.is_minor(record.age, {kind for kind, _school in record.stakes}),
        )  # fmt: skip
        contacts.append(person)
        for kind, value in (("mobile", record.phone), ("email", record.email)):
            if value:
                methods.append(ContactMethod(**own, contact=person, kind=kind, value=value, key=value, reversed_key=value[::-1]))  # fmt: skip
        stakes += [ConstituencyRow(**own, contact=person, kind=kind, school=schools[school]) for kind, school in record.stakes]  # fmt: skip
        tokens += [
            SearchToken(**own, token=token, contact_id=person.pk)
            for token in derived.search_tokens(record.given, record.surname, record.chosen)
        ]
    for model, rows in (
        (Contact, contacts),
        (ContactMethod, methods),
        (ConstituencyRow, stakes),
        (SearchToken, tokens),
    ):
        model.objects.bulk_create(rows, batch_size=2_000)
    return {person.pk: number for number, person in enumerate(contacts)}


@contextmanager
def database() -> Iterator[None]:
    with as_owner():
        made = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        connections.close_all()
        with as_owner():
            teardown_databases(made, verbosity=0)


@contextmanager
def world() -> Iterator[tuple[Organization, list]]:
    organization = Organization(name="Bench", slug="bench", kind="state", state="NC")
    with tenant(organization.pk):
        organization.save()
    with as_owner():
        district = District.objects.create(name="Bench County", state="NC", is_fictional=True)
        schools = [School(district=district, name=f"School {n}", is_fictional=True) for n in range(60)]
        School.objects.bulk_create(schools)
    yield organization, schools


if __name__ == "__main__":
    way, *rest = sys.argv[1:]
    answer = {"truth": lambda: truth(int(rest[0])), "febrl": lambda: febrl(rest[0]), "million": million}[
        way
    ]()
    print(json.dumps({**answer, "rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))
