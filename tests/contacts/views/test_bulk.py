"""The same deed for many: asked twice above fifty, done by a job, undone except for whoever was changed since."""

import pytest
from django.urls import reverse

from contacts.models import BulkDeed, BulkPerson, Contact, ContactTag
from crm.access.tenancy import tenant
from crm.audit.models import AuditEvent
from crm.queue.running import drain
from tests import make

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
TAG = reverse("contacts:bulk", args=["tag"])
EVERYBODY = {"act": "1", "whom": "all", "query": ""}


@pytest.fixture
def crowd(cast):
    """Sixty people of Northside; Sol is of Southside."""
    make.contact(cast.south, "Sol")
    return [make.contact(cast.north, f"P{number}", "Crowd") for number in range(60)]


def tagged(of) -> int:
    with tenant(of.id):
        return ContactTag.objects.count()


def test_above_fifty_it_asks_again_with_the_count_and_three_names(client, cast, crowd):
    asked = make.login(client, cast.lead).post(TAG, {**EVERYBODY, "name": "all of us"})

    html = asked.content.decode()
    assert "60" in html and html.count("Crowd</strong>") == 3
    assert tagged(cast.north) == 0


def test_a_job_does_it_in_chunks_with_one_event_each_and_nobody_of_others(client, cast, crowd):
    client = make.login(client, cast.lead)

    page = client.post(TAG, {**EVERYBODY, "name": "all of us", "sure": "1"})
    panel = client.get(page.url).context["panels"][0].poll_url
    running = client.get(panel)
    drain()
    finished = client.get(panel)

    assert tagged(cast.north) == 60 and tagged(cast.south) == 0
    with tenant(cast.north.id):
        deed = BulkDeed.objects.get()
        events = AuditEvent.objects.filter(verb="contacts.bulk_done")
        assert (deed.state, deed.done_count, events.count()) == ("done", 60, 1)
    assert "60" in client.get(page.url).content.decode()
    # The page says more than its panel, and where it is undone: it is asked for anew by itself.
    assert f'hx-get="{panel}"' in running.content.decode() and "HX-Refresh" not in running
    assert finished["HX-Refresh"] == "true"


def test_undo_takes_back_all_but_whoever_was_changed_since(client, cast, crowd):
    client = make.login(client, cast.lead)
    client.post(reverse("contacts:bulk", args=["language"]), {**EVERYBODY, "value": "es", "sure": "1"})
    drain()
    with tenant(cast.north.id):
        deed = BulkDeed.objects.get()
        Contact.objects.filter(pk=crowd[0].pk).update(language="fr")

    client.post(reverse("contacts:deed_undo", args=[deed.pk]))
    drain()

    with tenant(cast.north.id):
        deed.refresh_from_db()
        spoken = list(Contact.objects.order_by("language").values_list("language", flat=True).distinct())
        kept = BulkPerson.objects.get(state="kept")
        assert (deed.state, deed.undone_count, deed.kept_count) == ("undone", 59, 1)
        assert spoken == ["en", "fr"] and (kept.contact_id, kept.reason) == (crowd[0].pk, "edited")


def test_a_page_of_people_is_done_at_once_and_says_who_was_left(client, cast):
    ana, kim = make.contact(cast.north, "Ana"), make.contact(cast.north, "Kim", is_minor=True)
    client = make.login(client, cast.lead)
    deed = {"act": "1", "pick": [str(ana.pk), str(kim.pk)], "owner": str(cast.organizer.id)}

    client.post(reverse("contacts:bulk", args=["assign"]), deed)

    with tenant(cast.north.id):
        made = BulkDeed.objects.get()
        assert Contact.objects.get(pk=ana.pk).owner_id == cast.organizer.id
        assert Contact.objects.get(pk=kim.pk).owner_id is None
        assert (made.done_count, made.skipped_count, made.job_id) == (1, 1, None)
    left = client.get(reverse("contacts:deed", args=[made.pk])).context["left"]
    assert [(person.given_name, str(reason)) for person, reason in left] == [
        ("Kim", "A minor, and the organizer is not trained for that.")
    ]


def test_ticked_people_of_others_and_unseen_ones_are_not_touched(client, cast):
    sol = make.contact(cast.south, "Sol")
    hidden = make.contact(cast.north, "Hid", confidentiality="hidden")
    ana = make.contact(cast.north, "Ana")
    deed = {"act": "1", "pick": [str(one.pk) for one in (sol, hidden, ana)], "value": "es"}

    make.login(client, cast.organizer).post(reverse("contacts:bulk", args=["language"]), deed)

    for of, person, language in (
        (cast.south, sol, "en"),
        (cast.north, hidden, "en"),
        (cast.north, ana, "es"),
    ):
        with tenant(of.id):
            assert Contact.objects.get(pk=person.pk).language == language


def test_a_saved_list_is_what_it_was_for_when_the_job_begins(client, cast, crowd):
    for person in crowd[:55]:
        make.stake(cast.north, person, "parent")
    kept = make.segment(cast.north, owner_id=cast.lead.id)
    asked = {**EVERYBODY, "query": f"segment={kept.pk}", "name": "them", "sure": "1"}

    make.login(client, cast.lead).post(TAG, asked)
    drain()

    assert tagged(cast.north) == 55


def test_nobody_is_opened_or_closed_by_the_dozen(client, cast):
    shut = make.contact(cast.north, "Shut", status="do_not_contact")
    deed = {"act": "1", "pick": [str(shut.pk)], "value": "active"}
    client = make.login(client, cast.lead)

    client.post(reverse("contacts:bulk", args=["status"]), deed)
    never = client.post(reverse("contacts:bulk", args=["status"]), {**deed, "value": "do_not_contact"})

    with tenant(cast.north.id):
        assert Contact.objects.get(pk=shut.pk).status == "do_not_contact"
    assert never.status_code == 422
