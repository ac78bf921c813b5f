"""The REST API: the same rules as the pages, for clients that hold a token."""

import datetime
import json
import uuid
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.models import Action, Signup
from contacts.models import Contact
from contacts.services import add_method, create_contact
from crm.access.tenancy import tenant
from crm.api import throttles
from crm.api.models import RequestKey
from crm.api.services import forget_keys
from crm.organizations.models import AccessToken, Membership
from crm.organizations.resolving import digest, new_token
from listening.models import Attempt
from tasks.models import Task
from tests import make


class Api:
    """A client with a bearer token."""

    def __init__(self, client, actor, *, role="", may_write=True, **fields):
        self.client, self.token = client, new_token()
        with tenant(actor.organization_id):
            self.row = AccessToken.objects.create(
                organization_id=actor.organization_id,
                purpose="api",
                token_hash=digest(self.token),
                prefix=self.token[:8],
                role=role or actor.role.key,
                may_write=may_write,
                made_by_id=actor.id,
                **{"expires_at": timezone.now() + datetime.timedelta(days=30), **fields},
            )

    def _ask(self, method, path, data=None, **headers):
        return getattr(self.client, method)(
            f"/api/v1/{path}",
            data,
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}", **headers},
        )

    def get(self, path):
        return self.client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {self.token}"})

    def post(self, path, data, **headers):
        return self._ask("post", path, data, **headers)

    def patch(self, path, data):
        return self._ask("patch", path, data)


@pytest.fixture
def api(client, cast):
    return Api(client, cast.lead)


def test_it_works(api, cast):
    made = api.post(
        "contacts/",
        {
            "given_name": "Lupe",
            "family_name": "Reyes",
            "methods": [{"kind": "mobile", "value": "919-555-0142"}],
            "constituencies": [{"kind": "parent"}],
        },
    )

    assert made.status_code == 201, made.content
    listed = api.get("contacts/").json()["results"]
    assert [row["display_name"] for row in listed] == ["Lupe Reyes"]
    assert listed[0]["methods"][0]["value"] == "919-555-0142"
    one = api.get(f"contacts/{made.json()['id']}/")
    assert one.json()["constituencies"][0]["kind"] == "parent"


def test_a_conversation_is_logged_with_what_follows(api, cast):
    made = api.post(
        "conversations/",
        {
            "result": "talked",
            "given_name": "Ana",
            "next_step": "call_back",
            "issues": ["buses"],
            "words": "Late.",
        },
    )

    assert made.status_code == 201, made.content
    assert made.json()["is_conversation"] is True
    assert "Late." not in made.content.decode()
    with tenant(cast.north.id):
        assert Task.objects.get().contact == Contact.objects.get()


def test_somebody_is_asked_to_an_action(api, cast):
    ana = make.contact(cast.north)
    starts = (timezone.now() + datetime.timedelta(days=3)).isoformat()
    action = api.post("actions/", {"name": "Fill the room", "starts_at": starts}).json()

    answer = api.post(f"actions/{action['id']}/signups/", {"contact": str(ana.pk), "status": "yes"})

    assert answer.status_code == 201, answer.content
    assert [row["status"] for row in api.get(f"actions/{action['id']}/signups/").json()["results"]] == ["yes"]


def test_the_same_key_makes_one(api, cast):
    key = {"Idempotency-Key": "phone-7-0001"}

    first = api.post("contacts/", {"given_name": "Ana"}, **key)
    second = api.post("contacts/", {"given_name": "Ana"}, **key)

    assert first.json()["id"] == second.json()["id"]
    with tenant(cast.north.id):
        assert Contact.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "first", "second"),
    [
        ("contacts/", {"given_name": "Ana"}, {"given_name": "Eva"}),
        (
            "conversations/",
            {"result": "talked", "given_name": "Ana"},
            {"result": "refused", "given_name": "Ana"},
        ),
        ("tasks/", {"title": "Call", "due_on": "2030-01-01"}, {"title": "Call", "due_on": "2030-01-02"}),
        (
            "actions/",
            {"name": "Rally", "starts_at": "2030-01-01T18:00Z"},
            {"name": "Rally", "starts_at": "2030-01-02T18:00Z"},
        ),
    ],
)
def test_the_same_key_with_another_body_is_a_conflict_that_changes_nothing(api, cast, path, first, second):
    key = {"Idempotency-Key": "phone-7-0002"}
    api.post(path, first, **key)

    refused = api.post(path, second, **key)
    again = api.post(path, dict(reversed(first.items())), **key)

    assert refused.status_code == 409
    assert refused["Content-Type"] == "application/problem+json"
    assert "another body" in refused.json()["detail"]
    assert again.status_code == 201
    with tenant(cast.north.id):
        counts = [model.objects.count() for model in (Contact, Task, Attempt, Action)]
    assert max(counts) == 1


def test_what_stands_elsewhere_is_not_moved_back_by_a_late_repetition(api, cast):
    """A phone sends its yes again, after she has said no to somebody else."""
    action = make.action(cast.north)
    ana, key = make.contact(cast.north), {"Idempotency-Key": "phone-7-0005"}
    path, yes = f"actions/{action.pk}/signups/", {"contact": str(ana.pk), "status": "yes"}
    first = api.post(path, yes, **key)
    api.post(path, {**yes, "status": "declined"})

    again = api.post(path, yes, **key)
    another = api.post(path, {**yes, "status": "attended"}, **key)

    assert (first.status_code, again.status_code, another.status_code) == (201, 201, 409)
    assert (again.json()["id"], again.json()["status"]) == (first.json()["id"], "declined")


def test_a_step_finished_twice_with_other_words_under_one_key_is_a_conflict(api):
    task = api.post("tasks/", {"title": "Call Ana", "due_on": "2030-01-01"}).json()
    key, path = {"Idempotency-Key": "phone-7-0006"}, f"tasks/{task['id']}/finish/"

    answers = [api.post(path, {"outcome": word}, **key) for word in ("Yes", "Yes", "No")]

    assert [answer.status_code for answer in answers] == [200, 200, 409]
    assert api.get(f"tasks/{task['id']}/").json()["outcome"] == "Yes"


def test_a_key_too_long_is_refused(api, cast):
    answer = api.post(
        "actions/", {"name": "Rally", "starts_at": "2030-01-01T18:00Z"}, **{"Idempotency-Key": "k" * 201}
    )

    assert answer.status_code == 400
    with tenant(cast.north.id):
        assert Action.objects.count() == 0


def test_a_refused_request_may_be_mended_under_its_key(api):
    key = {"Idempotency-Key": "phone-7-0003"}

    wrong = api.post("tasks/", {"title": "", "due_on": "2030-01-01"}, **key)
    right = api.post("tasks/", {"title": "Call", "due_on": "2030-01-01"}, **key)

    assert (wrong.status_code, right.status_code) == (400, 201)


def test_of_the_body_only_a_keyed_hash_is_kept_and_not_for_ever(api, cast):
    api.post("contacts/", {"given_name": "Anastasia"}, **{"Idempotency-Key": "phone-7-0004"})

    with tenant(cast.north.id):
        (kept,) = RequestKey.objects.all()
        now = timezone.now() + datetime.timedelta(days=181)
        gone = forget_keys(by=make.system(cast.north), now=now)

    assert (len(bytes(kept.body)), b"Anastasia" in bytes(kept.body), gone) == (32, False, 1)


def test_who_asks_too_often_is_told_when_to_come_back(api, client, cast, monkeypatch):
    monkeypatch.setattr(throttles, "LIMITS", {"read": 3, "write": 2})
    # The minute does not end between two of these requests.
    monkeypatch.setattr(throttles, "time", SimpleNamespace(time=lambda: 1_800_000_010.5))

    reads = [api.get("tasks/") for _ in range(4)]
    writes = [api.post("tasks/", {"title": "Call", "due_on": "2030-01-01"}) for _ in range(3)]
    another = Api(client, cast.admin).get("tasks/")

    assert [answer.status_code for answer in reads] == [200, 200, 200, 429]
    assert [answer.status_code for answer in writes] == [201, 201, 429]
    assert 0 < int(reads[-1]["Retry-After"]) <= 60
    assert reads[-1]["Content-Type"] == "application/problem+json"
    assert another.status_code == 200
    with tenant(cast.north.id):
        assert Task.objects.count() == 2


def test_without_the_counter_nobody_is_held_up(api, monkeypatch, settings):
    monkeypatch.setattr(throttles, "LIMITS", {"read": 0, "write": 0})
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    assert api.get("tasks/").status_code == 200


@pytest.mark.parametrize(("size", "status"), [(1_000_000, 201), (1_000_001, 413)])
def test_a_body_is_at_most_a_megabyte(api, cast, size, status):
    body = '{"title": "Call", "due_on": "2030-01-01"}'

    answer = api.post("tasks/", body + " " * (size - len(body)))

    assert answer.status_code == status
    assert answer["Content-Type"] in ("application/json", "application/problem+json")
    with tenant(cast.north.id):
        assert Task.objects.count() == (status == 201)


def test_a_length_that_is_no_number_is_no_error_of_ours(api, client):
    answer = client.post(
        "/api/v1/tasks/",
        "",
        content_type="application/json",
        headers={"Authorization": f"Bearer {api.token}"},
        CONTENT_LENGTH="many",
    )

    assert answer.status_code == 400


def test_a_stale_edit_is_refused(api, cast):
    ana = make.contact(cast.north)

    first = api.patch(f"contacts/{ana.pk}/", {"city": "Durham", "version": 1})
    second = api.patch(f"contacts/{ana.pk}/", {"city": "Raleigh", "version": 1})

    assert first.status_code == 200, first.content
    assert second.status_code == 409
    assert second["Content-Type"] == "application/problem+json"


def test_tasks_are_finished(api, cast):
    task = api.post("tasks/", {"title": "Call Ana", "due_on": "2030-01-01"}).json()

    assert api.post(f"tasks/{task['id']}/finish/", {"outcome": "She will come"}).json()["state"] == "done"


@pytest.mark.parametrize("path", ["contacts/", "conversations/", "actions/", "tasks/"])
def test_without_a_token_nothing(client, cast, path):
    answer = client.get(f"/api/v1/{path}")

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert client.get(f"/api/v1/{path}?token=abc").status_code == 401


@pytest.mark.parametrize(
    "fields",
    [
        {"expires_at": timezone.now() - datetime.timedelta(seconds=1)},
        {"revoked_at": timezone.now()},
    ],
)
def test_an_ended_token_is_no_token(client, cast, fields):
    assert Api(client, cast.lead, **fields).get("contacts/").status_code == 401


def test_a_token_ends_with_its_makers_membership(client, cast):
    api = Api(client, cast.lead)
    with tenant(cast.north.id):
        Membership.objects.filter(pk=cast.lead.id).update(ended_at=timezone.now())

    assert api.get("contacts/").status_code == 401


def test_a_reading_token_writes_nothing(client, cast):
    api = Api(client, cast.lead, may_write=False)

    assert api.get("contacts/").status_code == 200
    assert api.post("contacts/", {"given_name": "Ana"}).status_code == 403


def test_another_organizations_id_and_a_missing_one_look_alike(api, cast):
    theirs = make.contact(cast.south, "Canary")
    mine = make.contact(cast.north)
    nobody = uuid.uuid4()

    for path in ("contacts/{}/", "conversations/{}/", "actions/{}/", "tasks/{}/"):
        foreign, missing = api.get(path.format(theirs.pk)), api.get(path.format(nobody))
        assert foreign.status_code == 404
        assert foreign.content == missing.content
    foreign = api.post("conversations/", {"result": "talked", "contact": str(theirs.pk)})
    missing = api.post("conversations/", {"result": "talked", "contact": str(nobody)})
    assert foreign.status_code == missing.status_code == 400
    assert foreign.content == missing.content
    assert api.post("conversations/", {"result": "talked", "contact": str(mine.pk)}).status_code == 201


@pytest.mark.parametrize(
    "field",
    ["organization", "organization_id", "owner", "is_minor", "role", "created_by", "client_uuid", "id"],
)
def test_what_is_not_offered_cannot_be_written(api, cast, field):
    answer = api.post("contacts/", {"given_name": "Ana", field: str(cast.south.id)})

    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"field": field, "detail": "This field cannot be written."}]


@pytest.mark.parametrize(
    "query", ["ordering=password", "ordering=owner__user", "owner__user__email=a", "page_size=9&x=1"]
)
def test_unknown_parameters_are_refused(api, query):
    assert api.get(f"contacts/?{query}").status_code == 400


@pytest.mark.parametrize(
    ("asked", "given"),
    [("", 50), ("?page_size=7", 7), ("?page_size=100000", 200), ("?page_size=0", 50), ("?page_size=-3", 50)],
)
def test_a_page_holds_what_was_asked_and_at_most_200(api, cast, asked, given):
    with tenant(cast.north.id):
        Task.objects.bulk_create(
            Task(
                organization_id=cast.north.id,
                title=f"Call {n}",
                owner_id=cast.lead.id,
                due_on=datetime.date(2030, 1, 1),
                due_at=timezone.now(),
            )
            for n in range(205)
        )

    page = api.get(f"tasks/{asked}").json()

    assert len(page["results"]) == given
    following = api.client.get(page["next"], headers={"Authorization": f"Bearer {api.token}"}).json()[
        "results"
    ]
    assert {row["id"] for row in following}.isdisjoint(row["id"] for row in page["results"])


FIELDS = {
    "contacts/": {
        *("id", "display_name", "given_name", "family_name", "chosen_name", "pronouns", "language"),
        *(
            "needs_interpreter",
            "age_band",
            "city",
            "county",
            "state",
            "zip_code",
            "status",
            "district",
            "owner",
        ),
        *("is_minor", "methods", "constituencies", "tags", "last_talk_at", "archived_at", "created_at"),
        *("updated_at", "version"),
    },
    "conversations/": {
        *(
            "id",
            "contact",
            "project",
            "channel",
            "result",
            "is_conversation",
            "at",
            "issues",
            "constituencies",
        ),
        *("rating_before", "rating_after", "next_step", "task", "by", "created_at"),
    },
    "tasks/": {
        *("id", "kind", "title", "owner", "contact", "due_on", "due_time", "due_at", "state", "outcome"),
        *("closed_at", "origin", "created_at"),
    },
    "actions/": {
        *(
            "id",
            "name",
            "kind",
            "campaign",
            "demand",
            "starts_at",
            "ends_at",
            "time_zone",
            "place",
            "is_online",
        ),
        *("has_childcare", "has_interpreter", "goal", "cancelled_at"),
    },
}
BODIES = {
    "contacts/": {"given_name": "Ana"},
    "conversations/": {"result": "talked", "given_name": "Ana", "words": "Late."},
    "tasks/": {"title": "Call", "due_on": "2030-01-01"},
    "actions/": {"name": "Rally", "starts_at": "2030-01-01T18:00Z"},
}


@pytest.mark.parametrize("path", FIELDS)
def test_only_listed_fields_leave(api, path):
    """Written down a second time: a field that a model gains reaches no client by itself."""
    made = api.post(path, BODIES[path]).json()

    assert set(made) == set(api.get(f"{path}{made['id']}/").json()) == FIELDS[path]
    assert set(api.get(path).json()["results"][0]) == FIELDS[path]


def test_minors_and_methods_stay_with_those_who_may_see_them(client, cast):
    with tenant(cast.north.id):
        create_contact(by=cast.lead, given_name="Kim", constituencies=[{"kind": "student"}])
        ana = create_contact(by=cast.lead, given_name="Ana")
        add_method(by=cast.lead, contact=ana, kind="email", value="ana@example.org")

    organizer = Api(client, cast.organizer).get("contacts/").json()["results"]
    lead = Api(client, cast.lead).get("contacts/").json()["results"]

    assert [row["given_name"] for row in organizer] == ["Ana"]
    assert organizer[0]["methods"]
    assert {row["given_name"] for row in lead} == {"Ana", "Kim"}


def test_a_role_without_the_api_has_none(client, cast):
    assert Api(client, cast.volunteer).get("contacts/").status_code == 403


def test_a_signed_in_page_needs_the_csrf_token_to_write(cast, client):
    strict = make.login(type(client)(enforce_csrf_checks=True), cast.lead)

    refused = strict.post("/api/v1/contacts/", {"given_name": "Ana"}, content_type="application/json")

    assert refused.status_code == 403
    assert "CSRF" in refused.json()["detail"]
    assert strict.get("/api/v1/contacts/").status_code == 200


def test_errors_name_the_field(api):
    answer = api.post("contacts/", {"given_name": "Ana", "methods": [{"kind": "pigeon", "value": "x"}]})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "methods.0.kind"


def test_filters_find(api, cast):
    tagged, other = make.contact(cast.north, "Ana"), make.contact(cast.north, "Bo")
    make.tag(cast.north, "bus", tagged)

    found = api.get("contacts/?tag=bus").json()["results"]

    assert [row["id"] for row in found] == [str(tagged.pk)]
    assert other.pk


def test_the_schema_is_openapi_3_1(client, cast):
    schema = make.login(client, cast.lead).get("/api/schema/?format=json")

    assert schema.status_code == 200
    assert schema.json()["openapi"].startswith("3.1")
    assert "/api/v1/contacts/" in schema.json()["paths"]


def test_nothing_is_left_after_a_refusal(api, cast):
    ana = make.contact(cast.north, status="do_not_contact")
    starts = (timezone.now() + datetime.timedelta(days=3)).isoformat()
    action = api.post("actions/", {"name": "Rally", "starts_at": starts}).json()

    refused = api.post(f"actions/{action['id']}/signups/", {"contact": str(ana.pk), "status": "yes"})

    assert refused.status_code == 422
    with tenant(cast.north.id):
        assert Signup.objects.count() == 0
        assert Action.objects.count() == 1
        assert Attempt.objects.count() == 0


PLAIN = {"string": "Sam", "boolean": False, "integer": 1, "array": [], "object": {}}


def _writable(schema: dict) -> dict[str, dict]:
    """By path: what may be posted there, and what must be, with something plain in it."""
    found = {}
    for path, ways in schema["paths"].items():
        if "post" in ways and "{" not in path and "requestBody" in ways["post"]:
            named = ways["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"].split("/")[
                -1
            ]
            body = schema["components"]["schemas"][named]
            must = {
                name: PLAIN[str(body["properties"][name].get("type", "string"))]
                for name in body.get("required", [])
            }
            found[path] = dict.fromkeys(body["properties"], must)
    return found


STRANGE = ["a\0b", "\ud800", {"a\0b": "a\0b"}, [["\ud800"]], 10**400, True]


@pytest.mark.parametrize("typed", STRANGE, ids=["nul", "half a letter", "object", "list", "huge", "true"])
def test_no_strange_value_in_any_field_is_an_error_of_ours(api, cast, typed):
    lead = make.login(Client(), cast.lead)
    asked, broken = _writable(lead.get("/api/schema/?format=json").json()), []
    api.client.raise_request_exception = False
    for path, fields in asked.items():
        for field, must in fields.items():
            answer = api.post(path.removeprefix("/api/v1/"), json.dumps({**must, field: typed}))
            broken += [(path, field)] if answer.status_code >= 500 else []

    assert broken == []
    assert len(asked) > 3
