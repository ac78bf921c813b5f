"""The doorbell. Rows in PostgreSQL are the jobs; Celery only says that there is something to do (crm.queue)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")

app = Celery("earshot")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_ignore_result=True,
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": 600},
    timezone="UTC",
    beat_schedule={
        # Any number of beats may run: the tick itself takes a lock.
        "wake what is due": {"task": "queue.tick", "schedule": 15.0, "options": {"expires": 15}},
    },
)
app.autodiscover_tasks(related_name="wake")
