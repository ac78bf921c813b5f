"""The pages: what stands on Today, what one tap does, and what nobody else may see."""

import datetime
import uuid

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from contacts.models import ContactMethod
from contacts.services.rows import keep_tokens
from crm.access.tenancy import tenant
from crm.organizations.models import AccessToken, Membership
from tasks.models import Notice, ReminderSetting, Sweep, Task
from tasks.services import comment_on, create_task, edit_task, hand_over_all, hand_over_task
from tasks.services.links import stop_link
from tests import make

DAY = datetime.timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


def page(client, url_name, *args, **query):
    return client.get(reverse(url_name, args=args, query=query or None)).content.decode()


def read(task):
    with tenant(task.organization_id):
        return Task.objects.get(pk=task.pk)


def test_today_puts_the_latest_step_first_in_the_one_box(client, cast, today):
    ana, ben = make.contact(cast.north, "Ana", "Reyes"), make.contact(cast.north, "Ben", "Ochoa")
    make.task(cast.north, cast.organizer, title="Thank him", contact=ben, due_on=today)
    make.task(cast.north, cast.organizer, title="Call to set the date", contact=ana, due_on=today - 3 * DAY)
    make.task(cast.north, cast.lead, title="Somebody else's")
    make.login(client, cast.organizer)

    body = page(client, "tasks:today")

    assert body.count('class="next ') == 1
    assert body.index("Do next") < body.index("Call to set the date") < body.index("Thank him")
    assert "3 days late" in body
    assert "Somebody else" not in body


def test_one_tap_finishes_a_step_and_the_toast_takes_it_back(client, cast):
    task = make.task(cast.north, cast.organizer)
    make.login(client, cast.organizer)

    answer = client.post(reverse("tasks:done", args=[task.pk]), {"next": "/"}, follow=True)
    done = read(task).state
    undo = reverse("tasks:reopen", args=[task.pk])
    client.post(undo, {"next": "/"})

    assert f'action="{undo}"' in answer.content.decode()
    assert (done, read(task).state) == ("done", "open")


def test_a_step_is_put_off_by_one_tap(client, cast, today):
    task = make.task(cast.north, cast.organizer, due_on=today)
    make.login(client, cast.organizer)

    client.post(reverse("tasks:snooze", args=[task.pk]), {"until": today + DAY, "next": "/"})

    assert (read(task).due_on, read(task).snoozed_times) == (today + DAY, 1)


def test_a_page_leads_back_only_into_this_site(client, cast):
    task = make.task(cast.north, cast.organizer)
    make.login(client, cast.organizer)

    answer = client.post(reverse("tasks:done", args=[task.pk]), {"next": "https://evil.example/"})

    assert answer["Location"] == "/"


def test_a_number_is_offered_only_to_whom_may_see_it_and_if_the_person_allows_it(client, cast, today):
    ana = make.contact(cast.north, "Ana", "Reyes", owner_id=cast.volunteer.id)
    with tenant(cast.north.id):
        ContactMethod.objects.create(
            organization_id=cast.north.id, contact=ana, kind="mobile", value="3365550101", key="+13365550101"
        )
    for owner in (cast.organizer, cast.volunteer):
        make.task(cast.north, owner, contact=ana, due_on=today)

    shown = {}
    for actor in (cast.organizer, cast.volunteer):
        make.login(client, actor)
        shown[actor.role.key] = "tel:+13365550101" in page(client, "tasks:today")
    make.login(client, cast.organizer)
    with tenant(cast.north.id):
        type(ana).objects.filter(pk=ana.pk).update(status="do_not_contact")
    after = "tel:" in page(client, "tasks:today")

    assert shown == {"organizer": True, "volunteer": False}
    assert not after


def test_a_person_outside_the_readers_turf_stands_there_as_initials(client, cast, today):
    ana = make.contact(cast.north, "Ana", "Reyes")
    make.task(cast.north, cast.volunteer, contact=ana, due_on=today)
    make.login(client, cast.volunteer)

    body = page(client, "tasks:today")

    assert "A.R." in body
    assert "Reyes" not in body


def test_today_costs_the_same_queries_however_many_steps(client, cast, today, django_assert_max_num_queries):
    for number in range(11):
        person = make.contact(cast.north, f"Ana {number}")
        make.task(cast.north, cast.organizer, contact=person, due_on=today - number * DAY)
    make.login(client, cast.organizer)

    with django_assert_max_num_queries(25):
        client.get("/")


def test_a_viewer_is_led_to_a_place_of_their_own(client, cast):
    make.login(client, cast.viewer)

    answer = client.get("/", follow=True)

    assert answer.status_code == 200
    assert answer.redirect_chain


def test_a_step_is_added_with_a_person_and_sent_twice_stays_one(client, cast, today):
    ana = make.contact(cast.north, "Ana", "Reyes")
    make.login(client, cast.organizer)
    typed = {
        "title": "Bring the flyer",
        "kind": "follow_up",
        "due_on": today + DAY,
        "owner": cast.organizer.id,
        "contact": ana.pk,
        "client_uuid": uuid.uuid4(),
    }

    for _press in (1, 2):
        answer = client.post(reverse("tasks:new"), typed)

    assert answer.status_code == 302
    with tenant(cast.north.id):
        assert [task.contact_id for task in Task.objects.all()] == [ana.pk]


def test_a_step_cannot_be_added_with_somebody_unseen(client, cast):
    theirs = make.contact(cast.south)
    make.login(client, cast.organizer)

    assert client.get(reverse("tasks:new", query={"contact": theirs.pk})).status_code == 404


def test_an_empty_form_says_what_is_missing(client, cast):
    make.login(client, cast.organizer)

    answer = client.post(reverse("tasks:new"), {"title": ""})

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_several_steps_go_over_together(client, cast):
    steps = [make.task(cast.north, cast.organizer) for _ in range(3)]
    make.login(client, cast.lead)
    chosen = {"pick": [step.pk for step in steps], "do": "hand_over"}

    asked = client.post(reverse("tasks:bulk"), chosen)
    client.post(reverse("tasks:bulk"), chosen | {"to": cast.volunteer.id})

    assert asked.status_code == 200
    assert {read(step).owner_id for step in steps} == {cast.volunteer.id}


def test_of_chosen_steps_only_ones_own_are_touched(client, cast):
    mine, theirs = make.task(cast.north, cast.organizer), make.task(cast.north, cast.lead)
    make.login(client, cast.organizer)

    client.post(reverse("tasks:bulk"), {"pick": [mine.pk, theirs.pk], "do": "done"})

    assert (read(mine).state, read(theirs).state) == ("done", "open")


def test_the_list_shows_others_only_to_whom_manages_them(client, cast):
    make.task(cast.north, cast.organizer, title="Of the organizer")
    shown = {}

    for actor in (cast.lead, cast.volunteer):
        make.login(client, actor)
        shown[actor.role.key] = "Of the organizer" in page(client, "tasks:list", whose="team")

    assert shown == {"partner_lead": True, "volunteer": False}


def test_the_team_page_counts_late_steps_by_member(client, cast, today):
    for days in (1, 2):
        make.task(cast.north, cast.organizer, due_on=today - days * DAY)
    make.login(client, cast.lead)

    body = page(client, "tasks:team")

    assert "2 steps of the team are late" in body
    assert "Omar Organizer" in body


def test_a_step_handed_over_is_announced_until_read(client, cast):
    task = make.task(cast.north, cast.lead, title="Find a room")
    with tenant(cast.north.id):
        hand_over_task(by=cast.lead, task=task, to=cast.organizer.id)
    make.login(client, cast.organizer)

    before = "handed to you" in page(client, "tasks:today")
    client.post(reverse("tasks:read_notices"))
    after = "handed to you" in page(client, "tasks:today")

    assert (before, after) == (True, False)


def test_the_message_log_shows_ones_own_and_offers_a_decision(client, cast):
    own = make.message(cast.north, cast.organizer, subject="Call Ana")
    make.message(cast.north, cast.volunteer, subject="Call Ben")
    make.login(client, cast.organizer)

    body = page(client, "tasks:messages")

    assert "1 message needs your word" in body
    assert "Call Ben" not in body
    assert reverse("tasks:send_again", args=[own.pk]) in body


def test_a_link_in_an_e_mail_stops_them_by_one_click_without_signing_in(client, cast):
    with tenant(cast.north.id):
        membership = cast_membership(cast)
        link = stop_link(membership, now=timezone.now()).removeprefix(settings.PUBLIC_URL)

    looked = client.get(link)
    with tenant(cast.north.id):
        changed_by_looking = ReminderSetting.objects.exists()
    answer = client.post(link, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")

    assert (looked.status_code, answer.status_code, changed_by_looking) == (200, 200, False)
    with tenant(cast.north.id):
        assert ReminderSetting.objects.get().email_on is False


def test_the_link_works_for_whoever_is_signed_in_elsewhere(client, cast):
    with tenant(cast.north.id):
        link = stop_link(cast_membership(cast), now=timezone.now()).removeprefix(settings.PUBLIC_URL)
    make.login(client, cast.outsider)

    assert client.post(link).status_code == 200
    with tenant(cast.north.id):
        assert ReminderSetting.objects.get().email_on is False


def test_a_revoked_link_answers_as_an_unknown_one(client, cast):
    with tenant(cast.north.id):
        link = stop_link(cast_membership(cast), now=timezone.now()).removeprefix(settings.PUBLIC_URL)
        AccessToken.objects.update(revoked_at=timezone.now())

    assert client.post(link).status_code == 404


def test_a_notice_about_an_erased_step_is_gone_with_it(cast):
    task = make.task(cast.north, cast.organizer)
    with tenant(cast.north.id):
        create_task(
            by=cast.lead,
            title="Find a room",
            owner_id=cast.organizer.id,
            due_on=task.due_on,
            now=timezone.now(),
        )
        Task.objects.all().delete()

        assert not Notice.objects.exists()


def cast_membership(cast):
    return Membership.objects.select_related("organization", "user").get(pk=cast.organizer.id)


def test_the_person_picker_finds_by_name_without_a_script_and_keeps_what_was_typed(client, cast):
    ana = make.contact(cast.north, "Ana", "Reyes")
    with tenant(cast.north.id):
        keep_tokens(ana)
    make.login(client, cast.organizer)

    body = client.post(
        reverse("tasks:new"), {"title": "Call about the bus", "person": "reyes", "find": "1"}
    ).content.decode()

    assert "Ana Reyes" in body and str(ana.pk) in body
    assert 'value="Call about the bus"' in body


def test_a_person_out_of_sight_cannot_be_chosen(client, cast, today):
    ana = make.contact(cast.south, "Ana", "Reyes")
    make.login(client, cast.organizer)
    filled = {"title": "Call", "kind": "call", "due_on": today, "owner": cast.organizer.id, "contact": ana.pk}

    answer = client.post(reverse("tasks:new"), filled)

    assert answer.status_code == 422
    assert "Ana" not in answer.content.decode()


def test_a_stale_form_shows_both_values_and_saves_the_second_time(client, cast, today):
    task = make.task(cast.north, cast.organizer, title="Call her back")
    make.login(client, cast.organizer)
    filled = {"title": "Call tomorrow", "kind": "call", "due_on": today, "owner": cast.organizer.id}
    with tenant(cast.north.id):
        edit_task(
            by=cast.lead, task=task, title="Visit her", kind=task.kind, due_on=task.due_on, due_time=None,
            contact=None, owner_id=task.owner_id, version=1,
        )  # fmt: skip

    first = client.post(reverse("tasks:edit", args=[task.pk]), filled | {"version": 1})
    body = first.content.decode()
    kept = read(task).title
    second = client.post(reverse("tasks:edit", args=[task.pk]), filled | {"version": 2})

    assert (first.status_code, second.status_code) == (422, 302)
    assert "Call tomorrow" in body and "Visit her" in body
    assert 'name="version" value="2"' in body
    assert (kept, read(task).title) == ("Visit her", "Call tomorrow")


def test_the_form_says_the_next_five_days_of_a_round(client, cast):
    make.login(client, cast.organizer)

    body = page(client, "tasks:coming_days", due_on="2027-01-31", repeat="monthly_day")

    for day in ("2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30"):
        assert day in body


def test_a_snooze_is_taken_back_by_its_toast(client, cast, today):
    task = make.task(cast.north, cast.organizer, due_on=today)
    make.login(client, cast.organizer)

    client.post(reverse("tasks:snooze", args=[task.pk]), {"until": today + DAY, "next": "/"})
    with tenant(cast.north.id):
        undo = reverse("tasks:undo", args=[Sweep.objects.get().pk])
    body = client.get("/").content.decode()
    client.post(undo, {"next": "/"})

    assert f'action="{undo}"' in body
    assert (read(task).due_on, read(task).snoozed_times) == (today, 0)


def test_a_comment_says_who_and_tells_the_owner(client, cast):
    task = make.task(cast.north, cast.organizer)
    make.login(client, cast.lead)

    client.post(reverse("tasks:comment", args=[task.pk]), {"body": "She works nights."})
    body = page(client, "tasks:task", task.pk)

    assert "She works nights." in body and "Lena Lead" in body
    with tenant(cast.north.id):
        assert Notice.objects.filter(recipient_id=cast.organizer.id, task=task).count() == 1


def test_the_bell_counts_what_is_unread(client, cast):
    task = make.task(cast.north, cast.organizer)
    make.login(client, cast.organizer)
    before = page(client, "contacts:list")

    with tenant(cast.north.id):
        comment_on(by=cast.lead, task=task, body="Soon?")

    assert 'aria-label="Notices"' in before
    assert 'aria-label="1 new notice"' in page(client, "contacts:list")


def test_the_handover_sheet_shows_the_story_only_to_whom_may_see_it(client, cast):
    ana = make.contact(cast.north, "Ana", "Reyes", about="Drives bus 12.", owner_id=cast.organizer.id)
    hidden = make.contact(
        cast.north, "Hugo", "Hidden", owner_id=cast.organizer.id, confidentiality="hidden", about="Secret."
    )
    for person in (ana, hidden):
        make.task(cast.north, cast.organizer, title="Promised a ride", contact=person)
    with tenant(cast.north.id):
        sweep = hand_over_all(by=cast.organizer, from_=cast.organizer.id, to=cast.admin.id)
    url = reverse("tasks:sheet", args=[sweep.pk])

    shown = {}
    for actor in (cast.admin, cast.lead):
        make.login(client, actor)
        body = client.get(url).content.decode()
        shown[actor.role.key] = ("Drives bus 12." in body, "Secret." in body, "Hugo" in body)
    make.login(client, cast.staff)

    assert shown["partner_lead"] == (True, True, True)
    assert shown["org_admin"] == (True, False, False)
    assert client.get(url).status_code == 404


def test_a_step_leads_back_to_what_it_came_of_as_far_as_one_may_go(client, cast):
    held = make.session(cast.north)
    talk = make.attempt(cast.north, session=held, by_id=cast.organizer.id)
    shown = {}
    for actor in (cast.organizer, cast.volunteer):
        task = make.task(
            cast.north, actor, origin="listening.attempt", source_id=talk.pk, client_uuid=uuid.uuid4()
        )
        make.login(client, actor)
        body = page(client, "tasks:task", task.pk)
        shown[actor.role.key] = ("It came of" in body, reverse("listening:session", args=[held.pk]) in body)
        with tenant(cast.north.id):
            Task.objects.filter(pk=task.pk).delete()

    assert shown == {"organizer": (True, True), "volunteer": (True, False)}


def test_the_team_page_puts_whose_step_waits_longest_first(client, cast, today):
    make.task(cast.north, cast.organizer, title="New", due_on=today - DAY)
    make.task(cast.north, cast.organizer, title="New too", due_on=today - DAY)
    make.task(cast.north, cast.volunteer, title="Old", due_on=today - 9 * DAY)
    make.login(client, cast.lead)

    body = page(client, "tasks:team")

    assert body.index("Vera Volunteer") < body.index("Omar Organizer")


def test_the_handover_sheet_tells_of_the_last_talk_and_not_of_the_handover(client, cast):
    now = timezone.now()
    ana = make.contact(cast.north, "Ana", "Reyes", owner_id=cast.organizer.id)
    held = make.session(cast.north)
    make.attempt(cast.north, contact=ana, by_id=cast.organizer.id, at=now - 3 * DAY, result="talked")
    make.note(cast.north, session=held, contact=ana, body="The bus comes late.", created_at=now - 3 * DAY)
    make.attempt(cast.north, contact=ana, by_id=cast.organizer.id, at=now - DAY, result="not_home")
    with tenant(cast.north.id):
        sweep = hand_over_all(by=cast.lead, from_=cast.organizer.id, to=cast.admin.id, people=True)
    make.login(client, cast.lead)

    body = page(client, "tasks:sheet", sweep.pk)

    assert "1 person goes over to" in body
    talk, since = body.split("The last talk")[1].split("What else happened last")
    assert ("Talked" in talk, "The bus comes late." in talk, "Not home" in since) == (True, True, True)
    assert "Given to another organizer" not in body


def test_a_new_step_is_not_due_in_the_past_and_an_old_one_may_stay_late(client, cast, today):
    late = make.task(cast.north, cast.organizer, title="Late", due_on=today - DAY)
    make.login(client, cast.organizer)
    typed = {"title": "Call", "kind": "call", "owner": cast.organizer.id, "repeat": "", "repeat_until": ""}

    new = client.post(reverse("tasks:new"), {**typed, "due_on": today - DAY})
    edited = client.post(
        reverse("tasks:edit", args=[late.pk]), {**typed, "due_on": today - DAY, "version": late.version}
    )

    assert (new.status_code, edited.status_code) == (422, 302)
    assert "This day is past" in new.text


def test_what_another_window_moved_is_compared_before_a_day_is_called_past(client, cast, today):
    late = make.task(cast.north, cast.organizer, title="Call", due_on=today - DAY)
    make.login(client, cast.organizer)
    typed = {"title": "Call at noon", "kind": late.kind, "owner": cast.organizer.id, "version": late.version}
    client.post(
        reverse("tasks:snooze", args=[late.pk]), {"until": today + DAY, "next": "/"}
    )  # the other window

    answer = client.post(reverse("tasks:edit", args=[late.pk]), {**typed, "due_on": today - DAY})
    body = answer.text

    assert answer.status_code == 422
    assert [one.label for one in answer.context["differences"]] == ["What to do", "Due on"]
    assert body.index("Somebody changed this after you opened it") < body.index("This day is past")
    assert 'value="Call at noon"' in body and f'value="{today - DAY}"' in body
    assert f'name="version" value="{read(late).version}"' in body


def test_what_another_window_closed_is_said_before_a_day_is_called_past(client, cast, today):
    late = make.task(cast.north, cast.organizer, title="Call", due_on=today - DAY)
    make.login(client, cast.organizer)
    client.post(reverse("tasks:done", args=[late.pk]), {"next": "/"})
    typed = {"title": "Call at noon", "kind": late.kind, "owner": cast.organizer.id, "version": late.version}

    answer = client.post(reverse("tasks:edit", args=[late.pk]), {**typed, "due_on": today - 2 * DAY})

    assert answer.status_code == 422
    assert answer.text.index("This step is closed") < answer.text.index("This day is past")
    assert 'value="Call at noon"' in answer.text


def test_two_windows_compare_what_differs_in_plain_words(client, cast):
    year = timezone.localdate().year + 1
    task = make.task(cast.north, cast.organizer, title="Call", due_on=datetime.date(year, 3, 1))
    make.login(client, cast.organizer)
    typed = {"title": "Call", "kind": task.kind, "owner": cast.organizer.id, "version": task.version}
    url = reverse("tasks:edit", args=[task.pk])

    client.post(url, {**typed, "due_on": f"{year}-03-05", "due_time": "18:00", "repeat": "weekly"})
    answer = client.post(url, {**typed, "due_on": f"{year}-03-02", "repeat": ""})

    found = [(one.typed, one.there) for one in answer.context["differences"]]
    assert answer.status_code == 422
    assert found == [
        (f"Mar 2, {year}", f"Mar 5, {year}"),
        ("", "6 p.m."),
        ("It does not come back", "Each week"),
    ]


def test_who_is_handed_several_steps_finds_the_sheet_on_today(client, cast):
    for title in ("One", "Two"):
        make.task(cast.north, cast.organizer, title=title)
    with tenant(cast.north.id):
        sweep = hand_over_all(by=cast.organizer, from_=cast.organizer.id, to=cast.lead.id)
    url = reverse("tasks:sheet", args=[sweep.pk])

    shown = {}
    for actor in (cast.organizer, cast.lead, cast.admin):
        make.login(client, actor)
        shown[actor.role.key] = [url in page(client, name) for name in ("tasks:today", "tasks:notices")]

    assert shown == {"organizer": [False] * 2, "partner_lead": [True] * 2, "org_admin": [False] * 2}
