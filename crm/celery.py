"""The doorbell. Rows in PostgreSQL are the jobs; Celery only says that there is something to do (crm.queue)."""

import logging
import os
import signal
import sys
from datetime import timedelta

import django
from celery import Celery, signals
from celery.app.amqp import AMQP
from django.db import connections
from kombu import Connection, Exchange, Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
django.setup()

from crm.access.login_check import refuse_a_strong_login  # noqa: E402
from crm.queue import doorbell, heartbeat, pulse, slots  # noqa: E402
from crm.queue.models import Job  # noqa: E402
from crm.queue.schedule import Periodic  # noqa: E402

# What comes round by the clock, in one table. Beat rings the tick; the tick makes one job for each organization and period
# (crm.queue.schedule), so any number of beats, late or doubled, changes nothing.
SCHEDULE = (
    Periodic("tasks.send_due", every=timedelta(minutes=5), urgency=Job.Urgency.SOON),  # what slipped through
    Periodic("audit.seal", every=timedelta(minutes=10)),
    Periodic("imports.forget_files", every=timedelta(hours=1)),
    Periodic("dashboard.freeze_week", every=timedelta(hours=6)),
    Periodic("accounts.forget_sessions", every=timedelta(days=1), once=True),
    Periodic("tasks.run_rules", every=timedelta(hours=1)),
    Periodic("contacts.compare_everybody", every=timedelta(days=1), urgency=Job.Urgency.BULK),
    Periodic("listening.forget_files", every=timedelta(days=1)),
    Periodic("contacts.forget_deeds", every=timedelta(days=1)),
    Periodic("listening.recall", every=timedelta(hours=1)),
    Periodic("queue.forget_finished", every=timedelta(days=1)),
)


class Impatient(Connection):
    """Asks for the broker every two seconds after an outage: kombu's own pauses grow to half a minute, in which jobs wait.

    A ring in hand when the broker dies is let go: kombu would put it back through the connection that has just broken, and
    the worker would end of it (an AttributeError that nothing above catches)."""

    def channel(self):
        made = super().channel()
        made.do_restore = False
        return made

    def ensure_connection(self, *args, **kwargs):
        return super().ensure_connection(
            *args, interval_start=0.5, interval_step=0.5, interval_max=2, **kwargs
        )


class ImpatientAMQP(AMQP):
    Connection = Impatient


app = Celery("earshot", amqp=ImpatientAMQP)
app.config_from_object("django.conf:settings", namespace="CELERY")
# Celery would close every connection around each ring, and opening one costs more than a job that finds nothing to do.
# They live as long as those of the web (CONN_MAX_AGE); crm.queue.wake looks whether they still do.
app.conf["CELERY_DB_REUSE_MAX"] = sys.maxsize
app.conf.update(
    task_ignore_result=True,
    # A lost message loses nothing, and an unacknowledged one would only come back to ring once more.
    task_acks_late=False,
    task_queues=[Queue(name, Exchange(name), routing_key=name) for name in doorbell.QUEUES.values()],
    task_default_queue="now",
    task_time_limit=2 * 3600,  # the end of a process that hangs; its job has been taken over long before
    worker_prefetch_multiplier=1,
    worker_max_memory_per_child=500_000,  # KB; looked at between tasks
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # however long it is away
    broker_transport_options={"visibility_timeout": 600, "queue_order_strategy": "priority"},
    timezone="UTC",
    beat_schedule={
        "wake what is due": {"task": "queue.ring", "schedule": 3.0, "options": {"expires": 3}},
        "look at the clock": {"task": "queue.tick", "schedule": 15.0, "options": {"expires": 15}},
    },
)
app.autodiscover_tasks(related_name="wake")

# A ring is not worth three lines; crm.queue.running tells of each job.
for name in ("celery.app.trace", "celery.worker.strategy"):
    logging.getLogger(name).setLevel(logging.WARNING)


@signals.celeryd_after_setup.connect
def _before_forking(instance, **_):
    refuse_a_strong_login()
    slots.processes = instance.concurrency
    connections.close_all()


@signals.worker_ready.connect
def _look_at_once(**_):
    """What became due while no worker was there does not wait for the next tick."""
    pulse.begin()
    for urgency in doorbell.QUEUES:
        doorbell.ring(urgency)


@signals.worker_process_init.connect
def _after_forking(**_):
    connections.close_all()
    pulse.begin()
    # Whoever hangs has lost the job to another worker and can commit nothing any more: the pool forks a new process.
    heartbeat.end_of_a_hanging_process = lambda: os.kill(os.getpid(), signal.SIGKILL)
