"""Next steps, and e-mails about them."""

import datetime

from django.utils import timezone

from crm.access.actors import Member
from crm.access.tenancy import tenant
from crm.organizations.models import Organization
from tasks.models import Message, PlanStep, ReminderPlan, Sweep, Task
from tasks.services import create_plan, create_task, sweep_steps
from tests.make.ground import member, system
from tests.make.people import contact


def task(of: Organization, owner: Member | None = None, **fields) -> Task:
    """Open, due in three days, of a member of its own unless told whose."""
    owner = owner or member(of, "coalition_lead" if of.is_coalition else "organizer")
    values = {"by": system(of), "title": "Call her back", "owner_id": owner.id, **fields}
    values.setdefault("due_on", timezone.localdate() + datetime.timedelta(days=3))
    with tenant(of.id):
        return create_task(**values)


def message(of: Organization, recipient: Member | None = None, **fields) -> Message:
    """An e-mail whose fate is uncertain, unless told otherwise."""
    if recipient is None and "recipient_id" not in fields:
        recipient = member(of, "coalition_lead" if of.is_coalition else "organizer")
    values = {
        "recipient_id": recipient.id if recipient else None,
        "state": "uncertain",
        "reason": "torn",
        "to_address": "somebody@example.org",
        "subject": "Next step",
        "text": "Call her back",
        "due_at": timezone.now(),
        **fields,
    }
    with tenant(of.id):
        made = Message(organization_id=of.id, **values)
        made.key = made.key or f"test.{made.pk}"
        made.save(force_insert=True)
    return made


def sweep(of: Organization) -> Sweep:
    """One step, handed over by the machine."""
    held = task(of)
    to = member(of, "coalition_lead" if of.is_coalition else "organizer")
    with tenant(of.id):
        return sweep_steps(by=system(of), deed="hand_over", tasks=[held.pk], to=to.id)


def plan(of: Organization, kind: str = "campaigns.action", name: str = "Standard") -> ReminderPlan:
    """With the standard sequence, at work for nothing yet."""
    with tenant(of.id):
        return create_plan(by=system(of), kind=kind, name=name)


def plan_step(of: Organization) -> PlanStep:
    made = plan(of)
    with tenant(of.id):
        return PlanStep.objects.filter(plan=made).order_by("pk")[0]


def listed(of: Organization) -> Message:
    """A text that waits for a person, to somebody everybody with numbers may see."""
    return message(of, channel="text", state="listed", reason="", contact=contact(of), recipient_id=None)
