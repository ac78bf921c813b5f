"""What is done inside a house under test: a process that reads `["deed", arguments...]` a line and answers each in JSON."""

import json
import os
import sys
import time
import traceback
from datetime import datetime, timedelta
from datetime import time as clock
from uuid import UUID

import django
import redis

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.files import File  # noqa: E402
from django.db import connections  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.db.models.functions import Now  # noqa: E402
from django.utils import timezone  # noqa: E402

from contacts.models import Contact  # noqa: E402
from crm.access.actors import Member, System  # noqa: E402
from crm.access.errors import DomainError  # noqa: E402
from crm.access.tenancy import tenant  # noqa: E402
from crm.celery import app as celery  # noqa: E402
from crm.imports import services as imports  # noqa: E402
from crm.organizations.models import Membership, Organization  # noqa: E402
from crm.organizations.services.tokens import create_token  # noqa: E402
from crm.queue.models import Job  # noqa: E402
from crm.queue.services import enqueue  # noqa: E402
from tasks.models import Message, Notice, Reminder, ReminderSetting, Task  # noqa: E402
from tasks.services.queueing import look_at  # noqa: E402
from tests import make  # noqa: E402
from tests.chaos import floods  # noqa: E402

MEMBERS = 20
TOKENS = 20  # each may write sixty times a minute
NOBODYS_BATCH = UUID(int=0)


def people(mail: bool = True, name: str = "Hit") -> dict:
    """An organization without quiet hours; every other member (without `mail` all) is reminded in the app only; tokens
    that may write."""
    here = make.organization(name)
    with tenant(here.id):
        Organization.objects.filter(pk=here.id).update(quiet_from=clock(0), quiet_until=clock(0))
    members: list[Member] = [make.member(here, "organizer") for _n in range(MEMBERS)]
    admin = make.member(here, "org_admin")
    with tenant(here.id):
        for member in members[:: 2 if mail else 1]:
            ReminderSetting.objects.create(organization_id=here.id, membership_id=member.id, email_on=False)
        tokens = [
            create_token(
                label=f"hit {n}",
                role="org_admin",
                may_write=True,
                expires_on=timezone.localdate() + timedelta(days=9),
                by=admin,
            )[1]
            for n in range(TOKENS)
        ]
    return {"organization": str(here.id), "tokens": tokens}


def remind(organization: str, many: int, within_s: float, poison: int) -> dict:
    """So many reminders, due evenly within that time from now; and jobs that can only fail, all due at once."""
    here, now = UUID(organization), timezone.now()
    by = System(organization_id=here, reason="test")
    step = timedelta(seconds=within_s) / many
    moments = [now + timedelta(seconds=3) + n * step for n in range(many)]
    with tenant(here):
        _reminders(here, moments)
        for second in {at.replace(microsecond=0) + timedelta(seconds=1) for at in moments}:
            look_at(second, by=by)
        for n in range(poison):
            enqueue(
                "imports.apply",
                by=by,
                key=f"poison {n} {now}",
                payload={"batch_id": str(NOBODYS_BATCH)},
                urgency=0,
            )
        Job.objects.filter(key__startswith="poison ").update(max_attempts=2)
    return {}


def _reminders(here: UUID, moments: list[datetime]) -> list[Reminder]:
    members = list(Membership.objects.filter(role="organizer").order_by("pk").values_list("pk", flat=True))
    tasks = [
        Task(
            organization_id=here,
            title=f"Call {n}",
            owner_id=members[n % len(members)],
            due_on=timezone.localdate(),
            due_at=at + timedelta(hours=1),
        )
        for n, at in enumerate(moments)
    ]
    Task.objects.bulk_create(tasks, batch_size=1000)
    made = [
        Reminder(
            organization_id=here,
            task=task,
            recipient_id=task.owner_id,
            occurrence_on=task.due_on,
            due_at=at,
        )
        for task, at in zip(tasks, moments, strict=True)
    ]
    return Reminder.objects.bulk_create(made, batch_size=1000)


def watch(organization: str, seconds: float) -> dict:
    """Looks ten times a second which of the waiting reminders are shown by then: how long after they were due."""
    here, give_up_at = UUID(organization), time.monotonic() + seconds
    with tenant(here):
        waiting = dict(Reminder.objects.filter(state="waiting").values_list("pk", "due_at"))
    late = []
    while waiting and time.monotonic() < give_up_at:
        with tenant(here):
            still = set(Reminder.objects.filter(state="waiting").values_list("pk", flat=True))
        now = timezone.now()
        late += [(now - waiting.pop(pk)).total_seconds() for pk in waiting.keys() - still]
        time.sleep(0.1)
    late.sort()
    return {
        "reminders": len(late),
        "never": len(waiting),
        "p50_s": late[len(late) // 2],
        "p95_s": late[int(len(late) * 0.95)],
        "most_s": late[-1],
    }


def show_all(organization: str, many: int) -> dict:
    """Seconds from asking until the last of so many due reminders is shown, our way, once the worker answers."""
    here = UUID(organization)
    _all(here, 20)
    return {"s": _all(here, many)}


def _all(here: UUID, many: int) -> float:
    with tenant(here):
        _reminders(here, [timezone.now()] * many)
    began_at = time.monotonic()
    with tenant(here):
        enqueue("tasks.send_due", by=System(organization_id=here, reason="bench"), urgency=Job.Urgency.NOW)
    return _until_shown(here, began_at)


def show_each(organization: str, many: int) -> dict:
    """The same with a Celery task for each of them (bench._task_each)."""
    here = UUID(organization)
    _each(here, 20)
    return {"s": _each(here, many)}


def _each(here: UUID, many: int) -> float:
    while True:
        with tenant(here):
            made = _reminders(here, [timezone.now()] * many)
        began_at = time.monotonic()
        for reminder in made:
            celery.send_task("bench.remind", args=[str(here), str(reminder.pk)], queue="each")
        seconds = _until_shown(here, began_at)
        with tenant(here):
            shown = Reminder.objects.filter(pk__in=[row.pk for row in made])
            if many - shown.values("shown_at").distinct().count() < 3:
                return seconds
        # The house's own round of every five minutes came between and showed some of them, all at one moment: anew.


def _until_shown(here: UUID, began_at: float) -> float:
    with tenant(here):
        while time.monotonic() - began_at < 600:
            if not Reminder.objects.filter(state="waiting").exists():
                return time.monotonic() - began_at
            time.sleep(0.02)
    raise AssertionError("some are still waiting")


def import_file(organization: str, path: str) -> dict:
    """Begins an import of this file as it was guessed."""
    by = System(organization_id=UUID(organization), reason="bench")
    with tenant(by.organization_id), open(path, "rb") as file:
        batch = imports.keep_file(by=by, file=File(file), name="rows.csv", kind="contacts")
    facts, spool = imports.read_upload(batch)
    with tenant(by.organization_id):
        batch = imports.keep_facts(by=by, batch=batch, facts=facts, spool=spool)
        batch = imports.decide_what(
            by=by, batch=batch, kind="contacts", options={"consent_how": "paper", "tags": []}
        )
        columns = [
            {key: column[key] for key in ("header", "field", "system", "policy", "rules")}
            for column in batch.mapping["columns"]
        ]
        batch = imports.decide_columns(by=by, batch=batch, columns=columns)
    for _n in range(600):  # until the file has been looked through
        try:
            with tenant(by.organization_id):
                imports.start(by=by, batch=batch, mapping_hash=batch.mapping_hash)
            return {}
        except DomainError:
            time.sleep(0.5)
            with tenant(by.organization_id):
                batch.refresh_from_db()
    raise AssertionError(batch.state)


def imported(organization: str) -> dict:
    with tenant(UUID(organization)):
        jobs = Job.objects.filter(kind="imports.apply", urgency=Job.Urgency.BULK)
        return {
            "rows": Contact.objects.count(),
            "job": list(jobs.values_list("state", "done", "total", "last_error")),
        }


def settle(organization: str, seconds: float) -> dict:
    """Waits until nothing is on its way, then counts."""
    here, give_up_at = UUID(organization), time.monotonic() + seconds
    while time.monotonic() < give_up_at:
        with tenant(here):
            busy = (
                Reminder.objects.filter(state="waiting").exists()
                or Message.objects.filter(state__in=["ready", "sending"]).exists()
                or Job.objects.filter(state__in=["ready", "running"], due_at__lte=Now(), urgency=0).exists()
                or Job.objects.filter(state__in=["ready", "running"], key__startswith="poison ").exists()
            )
        if not busy:
            break
        time.sleep(0.3)
    with tenant(here):
        notices = Notice.objects.filter(reminder__isnull=False)
        of_reminders = Message.objects.filter(reminder__isnull=False)
        shown = list(
            Reminder.objects.filter(state="shown").values_list("task__created_at", "shown_at", "due_at")
        )
        latest = max((made for made, _shown, _due in shown), default=None)  # one statement made them all
        late = sorted(
            (at - due).total_seconds() for made, at, due in shown if latest - made < timedelta(seconds=5)
        )
        return {
            "still_busy": busy,
            "shown": len(shown),
            "notices": notices.count(),
            "reminded_twice": notices.values("reminder").annotate(n=Count("pk")).filter(n__gt=1).count(),
            "messages": dict(of_reminders.values_list("state").annotate(n=Count("pk"))),
            "besides": list(Message.objects.filter(reminder=None).values_list("key", flat=True)),
            "uncertain": [key for (key,) in Message.objects.filter(state="uncertain").values_list("key")],
            "sent": [key for (key,) in Message.objects.filter(state="sent").values_list("key")],
            "late_p95_s": round(late[int(len(late) * 0.95)], 2) if late else None,
            "dead": Job.objects.filter(state="dead", key__startswith="poison ").count(),
            "dead_others": list(
                Job.objects.filter(state="dead")
                .exclude(key__startswith="poison ")
                .values_list("kind", "last_error")
            ),
        }


def kept(organization: str) -> dict:
    """The family names of the people there are."""
    with tenant(UUID(organization)):
        return {"names": list(Contact.objects.values_list("family_name", flat=True))}


def ask_for_work(organization: str, name: str) -> dict:
    with tenant(UUID(organization)):
        job = enqueue(
            "queue.forget_finished", by=System(organization_id=UUID(organization), reason="test"), key=name
        )
    return {"job": str(job.pk)}


def flush_broker() -> dict:
    redis.from_url(
        settings.CELERY_BROKER_URL.replace("redis+socket", "unix").replace("virtual_host", "db")
    ).flushall()
    return {}


def flood(organization: str, many: int) -> dict:
    return floods.flood(organization, many, _reminders)


def a_few(organization: str, flooding: str) -> dict:
    return floods.a_few(organization, flooding, _reminders)


def end_flood(organization: str) -> dict:
    return floods.end_flood(organization)


def done_after(organization: str) -> dict:
    """Of the jobs asked for by name: what still waits, and the seconds the slowest took."""
    with tenant(UUID(organization)):
        asked = Job.objects.filter(kind="queue.forget_finished", key__startswith="asked ")
        took = [
            (end - begin).total_seconds()
            for begin, end in asked.filter(state="done").values_list("created_at", "finished_at")
        ]
        left = asked.exclude(state="done").values_list("state", "attempts", "due_at", "last_error")
        return {"waiting": [str(row) for row in left], "slowest_s": max(took, default=0.0)}


DEEDS = {
    deed.__name__: deed
    for deed in (
        people,
        remind,
        watch,
        show_all,
        show_each,
        import_file,
        imported,
        settle,
        kept,
        ask_for_work,
        flush_broker,
        done_after,
        flood,
        a_few,
        end_flood,
    )
}

if __name__ == "__main__":
    for line in sys.stdin:
        deed, *arguments = json.loads(line)
        try:
            answer = {"is": DEEDS[deed](*arguments)}
        except Exception:
            answer = {"error": traceback.format_exc()}
        connections.close_all()  # the server may be another one by the next deed
        print(json.dumps(answer, default=str), flush=True)
