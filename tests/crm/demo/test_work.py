from collections import Counter

from contacts.models import Contact
from tasks.letters import member_of
from tasks.models import Message, Notice, Reminder, Task
from tasks.services.following import due_instant
from tasks.services.reminding import remind_at, setting_of
from tasks.services.showing import show_due


def tasks(partner):
    return list(Task.objects.filter(organization_id=partner.id).select_related("owner__user", "contact"))


def test_a_step_is_due_by_the_clock_of_whoever_owes_it(demo):
    for partner in demo.partners:
        with partner.here():
            for task in tasks(partner):
                assert task.due_at == due_instant(task.due_on, task.due_time, task.owner.user.time_zone)
                assert task.closed_at is None or task.created_at <= task.closed_at <= demo.now


def test_owners_see_whom_their_steps_are_about(demo):
    for partner in demo.partners:
        with partner.here():
            about = {}
            for task in tasks(partner):
                if task.contact_id and task.state == "open":
                    about.setdefault(task.owner, set()).add(task.contact_id)
            for owner, ids in about.items():
                assert Contact.objects.visible_to(member_of(owner)).filter(pk__in=ids).count() == len(ids)


def test_an_open_step_has_the_one_reminder_it_would_have(demo):
    for partner in demo.partners:
        with partner.here():
            for task in tasks(partner):
                found = list(Reminder.objects.filter(task=task))
                at = remind_at(task, task.owner, setting_of(task.owner))
                expected = [at] if task.state == "open" and at > task.created_at else []
                assert [reminder.due_at for reminder in found] == expected


def test_a_reminder_that_was_shown_left_a_notice_and_a_message(demo):
    for partner in demo.partners:
        with partner.here():
            shown = Reminder.objects.filter(organization_id=partner.id, state="shown")
            for reminder in shown:
                assert Notice.objects.filter(reminder=reminder).count() == 1
                assert Message.objects.get(reminder=reminder).key == f"reminder.{reminder.pk}"


def test_the_organizers_have_something_late_something_today_and_something_to_come(demo):
    with demo.downhome.here():
        rows = [task for task in tasks(demo.downhome) if task.state == "open"]
    today = {task.due_on for task in rows if task.title.startswith("Enter notes")}.pop()

    assert [task for task in rows if task.due_at < demo.now]
    assert [task for task in rows if task.due_on == today]
    assert [task for task in rows if task.due_on > today]


def test_paces_differ(demo):
    late = Counter()
    for partner in demo.partners:
        with partner.here():
            rows = tasks(partner)
        late[partner.key] = sum(task.state == "open" and task.due_at < demo.now for task in rows)

    assert late["lucha"] < late["nhyouth"]
    assert late["lucha"] < late["downhome"]


def test_the_worker_can_show_what_is_due(demo):
    partner = demo.downhome
    with partner.here():
        due = Reminder.objects.filter(organization_id=partner.id, state="waiting").order_by("due_at").last()
        made = show_due(by=member_of(due.recipient), now=due.due_at)

    assert made
