"""An import in a house of its own, for a test that kills things: python -m tests.crm.imports.siege prepare|work ...

`prepare ROWS BAD` makes an organization and a file, and asks for the import; it prints the organization's id.
`work` does jobs until it is killed.
"""

import logging
import os
import sys
import time

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "crm.settings"
    django.setup()

from django.db import Error, connections

from crm.access.actors import System
from crm.access.tenancy import tenant
from crm.imports import services
from crm.organizations.models import Organization
from crm.queue.models import Job
from crm.queue.running import drain
from tests.crm.imports.bringing import ready


def prepare(rows: int, bad: int) -> None:
    """The first `bad` rows have a phone that cannot be read."""
    organization = Organization(name="Besieged", slug="besieged", kind="state", state="NC")
    with tenant(organization.pk):
        organization.save()
    by = System(organization_id=organization.pk, reason="siege")
    lines = (
        f"Person {n},Family{n},{'9' if n < bad else f'919-{200 + n // 10_000}-{n % 10_000:04}'}"
        for n in range(rows)
    )
    batch = ready(by, "First name,Last name,Phone\n" + "\n".join(lines))
    with tenant(organization.pk):
        Job.objects.all().delete()  # the looking up of people is not what is besieged
        services.start(by=by, batch=batch, mapping_hash=batch.mapping_hash)
        # Each attempt that dies counts; that a poisonous job gives up after three is the queue's own story.
        Job.objects.update(max_attempts=1_000)
    print(organization.pk, flush=True)


def work() -> None:
    logging.disable()
    while True:
        try:
            drain()
        except Error:
            connections.close_all()  # it was killed; it comes back
        time.sleep(0.1)


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]), int(sys.argv[3]))
    else:
        work()
