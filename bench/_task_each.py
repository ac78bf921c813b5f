"""The usual way: one Celery task for each reminder, with the same checks and the same three writes."""

from uuid import UUID

from django.utils import timezone

from crm.access.actors import System
from crm.access.tenancy import tenant
from crm.celery import app
from tasks import reasons
from tasks.models import Message, Notice, Reminder, ReminderSetting, Task


@app.task(name="bench.remind", queue="each", acks_late=True, ignore_result=True)
def remind(organization_id: str, reminder_id: str) -> None:
    here, now = UUID(organization_id), timezone.now()
    by = System(organization_id=here, reason="bench")
    with tenant(here):
        reminder = (
            Reminder.objects.visible_to(by)
            .select_for_update(of=("self",))
            .select_related("task", "recipient__user")
            .get(pk=reminder_id)
        )
        if reminder.state != Reminder.State.WAITING or reminder.task.state != Task.State.OPEN:
            return
        wish = ReminderSetting.objects.filter(organization_id=here, membership=reminder.recipient).first()
        mail = wish is None or wish.email_on
        reminder.state, reminder.shown_at = Reminder.State.SHOWN, now
        reminder.save(update_fields=["state", "shown_at"])
        Notice.objects.create(
            organization_id=here,
            recipient_id=reminder.recipient_id,
            reminder=reminder,
            task_id=reminder.task_id,
            text="Reminder",
        )
        Message.objects.create(
            organization_id=here,
            key=f"reminder.{reminder.pk}",
            reminder=reminder,
            recipient_id=reminder.recipient_id,
            to_address=reminder.recipient.user.email,
            state=Message.State.READY if mail else Message.State.BLOCKED,
            reason="" if mail else reasons.NO_EMAIL,
            due_at=now,
        )
