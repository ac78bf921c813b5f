"""Rules about steps and about people as such: this is the lowest room that may make a step of them."""

import datetime
import uuid
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.consent import Purpose, Value, consent_of
from contacts.models import ConsentEvent, Contact
from crm.access.roles import ROLES, Permission
from tasks import rules
from tasks.models import Task
from tasks.rules import Reason, TaskRule

CHUNK = 500
RECENT = datetime.timedelta(days=30)
LEADING = [role.key for role in ROLES.values() if Permission.MANAGE_TASKS in role.permissions]
ASKED_OF_GUARDIANS = (
    Purpose.TEXT,
    Purpose.EMAIL,
    Purpose.PHOTO,
    Purpose.SHARE,
    Purpose.PARTNER,
    Purpose.PUBLISH_ANONYMOUS,
    Purpose.AUDIO,
    Purpose.RECONTACT,
)


class GuardianConsent(TaskRule):
    """A minor said yes, and no guardian has yet."""

    key = "tasks.guardian_consent"
    label = gettext_lazy("A guardian has not answered")
    sentence = gettext_lazy("When a minor said yes and no guardian has, ask the guardian after %(n)d days.")
    kind = Task.Kind.CONSENT
    amount = 3
    gone = gettext_lazy("The guardian answered, or the yes was taken back.")

    def reasons(self, organization_id: uuid.UUID, *, now: datetime.datetime, amount: int) -> Iterable[Reason]:
        yes = ConsentEvent.objects.filter(
            organization_id=organization_id, value=Value.GRANTED, purpose__in=ASKED_OF_GUARDIANS
        )
        said = yes.exclude(given_by="guardian").filter(at__lte=now - self.span(amount))
        people = Contact.objects.filter(organization_id=organization_id, is_minor=True).reachable()
        asked = people.filter(pk__in=said.values("contact_id")).order_by("pk")
        chunk = list(asked[:CHUNK])
        while chunk:
            waiting = _waiting_for_guardian(chunk)
            for person in chunk:
                if person.pk in waiting:
                    yield Reason(contact_id=person.pk, title=_("Ask the guardian for a yes"))
            chunk = list(asked.filter(pk__gt=chunk[-1].pk)[:CHUNK])

    def standing(
        self, organization_id: uuid.UUID, tasks: Sequence[Task], *, now: datetime.datetime
    ) -> set[uuid.UUID]:
        waiting = _waiting_for_guardian([task.contact for task in tasks if task.contact])
        return {task.pk for task in tasks if task.contact_id in waiting}


class NobodyKeepsInTouch(TaskRule):
    """Somebody was talked with, and is nobody's."""

    key = "tasks.no_owner"
    label = gettext_lazy("Nobody keeps in touch")
    sentence = gettext_lazy(
        "When nobody is the organizer of somebody we talked with, ask a lead to find one after %(n)d days."
    )
    amount = 3
    for_leads = True
    most_each = 10
    gone = gettext_lazy("Somebody keeps in touch with them now.")

    def reasons(self, organization_id: uuid.UUID, *, now: datetime.datetime, amount: int) -> Iterable[Reason]:
        people = (
            Contact.objects.filter(organization_id=organization_id, owner=None)
            .reachable()
            .filter(last_talk_at__gte=now - RECENT, last_talk_at__lte=now - self.span(amount))
        )
        for contact_id in people.order_by("-last_talk_at", "pk").values_list("pk", flat=True)[:1000]:
            yield Reason(contact_id=contact_id, title=_("Find somebody who keeps in touch"))

    def standing(
        self, organization_id: uuid.UUID, tasks: Sequence[Task], *, now: datetime.datetime
    ) -> set[uuid.UUID]:
        return {task.pk for task in tasks if task.contact and task.contact.owner_id is None}


class StepWaits(TaskRule):
    """Stuck: they said yes to something, and nothing came of it."""

    key = "tasks.stuck"
    label = gettext_lazy("Stuck: a step has waited long")
    sentence = gettext_lazy(
        "When a step with somebody is %(n)d days late, ask a lead to find out what is in the way."
    )
    amount = 14
    for_leads = True
    most_each = 10
    gone = gettext_lazy("The step moved on.")

    def reasons(self, organization_id: uuid.UUID, *, now: datetime.datetime, amount: int) -> Iterable[Reason]:
        late = (
            Task.objects.filter(organization_id=organization_id)
            .overdue(now=now - self.span(amount))
            .exclude(origin=self.key)
            .exclude(owner__role__in=LEADING)
            .filter(contact__isnull=False)
            .select_related("owner__user")
        )
        for task in late.order_by("due_at", "pk")[:1000]:
            words = {"name": task.owner.user, "kind": task.get_kind_display()}
            yield Reason(
                contact_id=task.contact_id,
                source_id=task.pk,
                title=_("Help %(name)s with a late step: %(kind)s") % words,
            )

    def standing(
        self, organization_id: uuid.UUID, tasks: Sequence[Task], *, now: datetime.datetime
    ) -> set[uuid.UUID]:
        late = Task.objects.filter(organization_id=organization_id).overdue(now=now)
        return rules.sourced_in(tasks, late)


def _waiting_for_guardian(people: list[Contact]) -> set[uuid.UUID]:
    return {
        contact_id
        for contact_id, consent in consent_of(people).items()
        if any(consent.standing(purpose).needs_guardian for purpose in ASKED_OF_GUARDIANS)
    }


rules.add(GuardianConsent())
rules.add(NobodyKeepsInTouch())
rules.add(StepWaits())
