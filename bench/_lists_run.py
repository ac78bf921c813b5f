"""Lists among the million, as the application's role: python -m bench._lists_run. Prints JSON."""

import datetime
import json
import os
import time
from urllib.parse import urlencode

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench import million  # noqa: E402
from contacts.models import Contact, ContactTag, Segment  # noqa: E402
from contacts.views.lists import SORTS, listed  # noqa: E402
from crm.access.actors import Member  # noqa: E402
from crm.access.tenancy import tenant  # noqa: E402
from crm.demo.partners import PARTNERS  # noqa: E402
from crm.ui.paging import AFTER, _keys, _token  # noqa: E402

TIMES, WARM_UP, DEPTH = 30, 3, 160_000
READERS = ("partner_lead", "org_admin", "organizer1")
SMALL = PARTNERS[-1].key
NOT_COUNTED = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


def main() -> dict:
    large, small = PARTNERS[0].key, SMALL
    built = {key: lists_of(million.actor(key)) for key in (large, small)}
    found: dict = {}
    for name, query in built[large].items():
        ms = []
        for reader in READERS:
            actor = million.actor(large, reader)
            ms += [timed(actor, query) for _turn in range(WARM_UP + TIMES)][WARM_UP:]
        found[name] = {
            "ms": ms,
            "fit": counted(million.actor(large), query),
            "statements": [statements(million.actor(key), built[key][name]) for key in (large, small)],
        }
    sizes = [counted(million.actor(key), {}) for key in (large, small)]
    return {"lists": found, "here": sizes[0], "sizes": sizes, "deep": deep(million.actor(large))}


def lists_of(actor: Member) -> dict[str, dict[str, str]]:
    """The ten lists (docs/benchmarks.md) as addresses; saved lists are made anew, as the application would."""
    with tenant(actor.organization_id):
        here = Contact.objects.visible_to(actor).current()
        district = (
            here.filter(district__isnull=False).values_list("district_id", flat=True).order_by("pk").first()
        )
        links = ContactTag.objects.filter(organization_id=actor.organization_id)
        tags = [str(tag) for tag in links.order_by("tag_id").values_list("tag_id", flat=True).distinct()[:2]]
        owner = here.filter(owner__isnull=False).values_list("owner_id", flat=True).order_by("pk").first()
        Segment.objects.filter(organization_id=actor.organization_id).delete()
        since = (timezone.localdate() - datetime.timedelta(days=60)).isoformat()

        def kept(name: str, *rules: dict, match: str = "all") -> dict[str, str]:
            definition = {"version": 1, "match": "all", "groups": [{"match": match, "rules": list(rules)}]}
            made = Segment.objects.create(
                organization_id=actor.organization_id, name=name, definition=definition, is_shared=True
            )
            return {"segment": str(made.pk)}

        parents = {"fact": "contacts.stake", "is": "is", "value": ["parent"]}
        in_district = {"fact": "contacts.district", "is": "is", "value": [str(district)]}
        spanish = {"fact": "contacts.language", "is": "is", "value": ["es"]}
        return {
            "everybody": {},
            "parents": {"stake": "parent"},
            "never_talked_newest": {"talk": "never", "sort": "new"},
            "latest_talks": {"sort": "talk"},
            "of_organizer": {"owner": str(owner)},
            "two_tags": kept("two tags", *({"fact": "contacts.tag", "is": "is", "value": [tag]} for tag in tags)),
            "parents_in_district_no_talk": kept(
                "parents", parents, in_district, {"fact": "contacts.last_talk", "is": "not_since", "value": since}
            ),
            "may_text_spanish": kept("may text", spanish, {"fact": "contacts.may_text", "is": "yes"}),
            "tag_or_educator": kept(
                "any", {"fact": "contacts.tag", "is": "is", "value": tags[:1]},
                {"fact": "contacts.stake", "is": "is", "value": ["educator"]}, match="any",
            ),
            "untagged_in_no_turf": kept(
                "left over", {"fact": "contacts.tag", "is": "is_not", "value": tags},
                {"fact": "contacts.in_turf", "is": "no"}, {"fact": "contacts.owner", "is": "is", "value": ["nobody"]},
            ),
        }  # fmt: skip


def timed(actor: Member, query: dict[str, str]) -> float:
    """Milliseconds until the page's rows are read, within the organization's transaction."""
    request = asked(actor, query)
    with tenant(actor.organization_id):
        started = time.perf_counter()
        listed(request)
        return (time.perf_counter() - started) * 1000


def statements(actor: Member, query: dict[str, str]) -> int:
    with tenant(actor.organization_id), CaptureQueriesContext(connection) as captured:
        listed(asked(actor, query))
    return sum(not one["sql"].startswith(NOT_COUNTED) for one in captured)


def counted(actor: Member, query: dict[str, str]) -> int:
    with tenant(actor.organization_id):
        return listed(asked(actor, query))["form"].people().order_by().count()


def deep(actor: Member) -> dict:
    """The first page and one far down, in turns."""
    sort = "name"
    with tenant(actor.organization_id):
        people = Contact.objects.visible_to(actor).current()
        depth = min(DEPTH, people.order_by().count() - 100)
        row = people.order_by("sort_name", "pk")[depth]
        keys = _keys(people, SORTS[sort], turned=False)
        after = _token(f"{Contact._meta.label}:{sort}", keys, row)
    found: dict = {"first": [], "deep": [], "depth": depth}
    for _turn in range(WARM_UP + 3 * TIMES):
        found["first"].append(timed(actor, {}))
        found["deep"].append(timed(actor, {AFTER: after}))
    return {key: value[WARM_UP:] if isinstance(value, list) else value for key, value in found.items()}


def asked(actor: Member, query: dict[str, str]) -> HttpRequest:
    request = RequestFactory().get(f"/people/?{urlencode(query)}")
    request.actor = actor
    return request


if __name__ == "__main__":
    print(json.dumps(main()))
