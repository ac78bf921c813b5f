"""What must be asked of Django itself: python -m bench._pages_run load|queries. Prints JSON."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from crm.access.tenancy import tenant  # noqa: E402
from crm.accounts.models import User  # noqa: E402
from crm.demo import places, services  # noqa: E402
from crm.demo.partners import BY_KEY, SMALL  # noqa: E402
from crm.organizations.models import Membership  # noqa: E402

LARGE, MIDDLE, FEW = "downhome", "lucha", "nhyouth"
PEOPLE = {LARGE: 10_000, MIDDLE: 200, FEW: 10}
TRANSACTIONS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def load() -> dict:
    """The small demonstration, with as many people as are measured."""
    SMALL.update(PEOPLE)
    loaded = services.load("small")
    return {"people": loaded.people, "s": round(loaded.seconds, 1)}


def queries() -> dict:
    """Of one answer of the list, in an organization of 10, of 200 and of 10,000 people; nothing is warm but the code."""
    found = {}
    for key, people in PEOPLE.items():
        client, address = Client(), reverse("contacts:list")
        client.force_login(_organizer(key))
        rows = client.get(address).content.count(b'name="pick"')
        with (
            CaptureQueriesContext(connections["default"]) as main,
            CaptureQueriesContext(connections["side"]) as side,
        ):
            answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"the list answered {answer.status_code}")
        asked = [query["sql"] for query in [*main.captured_queries, *side.captured_queries]]
        found[people] = {
            "queries": sum(not sql.startswith(TRANSACTIONS) for sql in asked),
            "statements": len(asked),
            "rows": rows,
        }
    return found


def _organizer(key: str) -> User:
    here = places.organization_id(BY_KEY[key].slug)
    with tenant(here):
        rows = Membership.objects.filter(role="organizer").select_related("user")
        return rows.order_by("pk").first().user


if __name__ == "__main__":
    with override_settings(ALLOWED_HOSTS=[*settings.ALLOWED_HOSTS, "testserver"]):
        print(json.dumps({"load": load, "queries": queries}[sys.argv[1]]()))
