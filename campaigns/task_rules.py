"""What makes a next step of sign-ups and actions, and where such a step leads back to."""

import datetime
import uuid
from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Action, Signup
from crm.access.actors import Actor
from tasks import rules, sources
from tasks.models import Task
from tasks.rules import Reason, TaskRule, Unit
from tasks.sources import Source

Status = Signup.Status
CAME = (Status.ATTENDED, Status.WALK_IN)
LATELY = datetime.timedelta(days=7)
LOOKS_BACK = datetime.timedelta(days=60)


class OfSignups(TaskRule):
    """Its source is a sign-up that is in one of `statuses`."""

    statuses: tuple[str, ...] = ()

    def signups(self, organization_id: uuid.UUID) -> QuerySet[Signup]:
        return Signup.objects.filter(
            organization_id=organization_id, status__in=self.statuses, action__cancelled_at=None
        ).select_related("action")

    def standing(
        self, organization_id: uuid.UUID, tasks: Sequence[Task], *, now: datetime.datetime
    ) -> set[uuid.UUID]:
        return rules.sourced_in(tasks, self.signups(organization_id))


class AfterAnAction(OfSignups):
    """So many hours after somebody's coming, or not, was written down."""

    unit, amount, least, most = Unit.HOURS, 48, 12, 168
    closes_as = Task.State.DROPPED

    def title(self, action: Action) -> str:
        raise NotImplementedError

    def written_since(self, *, now: datetime.datetime, amount: int) -> datetime.datetime:
        return now - LATELY

    def reasons(self, organization_id: uuid.UUID, *, now: datetime.datetime, amount: int) -> Iterable[Reason]:
        found = self.signups(organization_id).filter(
            action__starts_at__gte=now - LATELY, status_at__gte=self.written_since(now=now, amount=amount)
        )
        for row in found.order_by("-status_at", "-pk"):
            yield Reason(
                contact_id=row.contact_id,
                source_id=row.pk,
                owner_id=row.asked_by_id,
                due_at=row.status_at + self.span(amount),
                title=self.title(row.action),
            )


class ThankForComing(AfterAnAction):
    key = "campaigns.thank_you"
    label = gettext_lazy("Thank for coming")
    sentence = gettext_lazy("Thank everybody within %(n)d hours after they came to an action.")
    kind = Task.Kind.THANK_YOU
    statuses = CAME
    gone = gettext_lazy("It was corrected: they did not come.")

    def title(self, action: Action) -> str:
        return _("Thank them for coming: %(action)s") % {"action": action}

    def written_since(self, *, now: datetime.datetime, amount: int) -> datetime.datetime:
        return now - self.span(amount)  # a late thank-you is none


class NotConfirmed(OfSignups):
    """Said yes, and the day comes near. Not where a step to confirm is open already."""

    key = "campaigns.not_confirmed"
    label = gettext_lazy("Said yes, not confirmed")
    sentence = gettext_lazy(
        "When somebody said yes and has not confirmed, call %(n)d days before the action."
    )
    kind = Task.Kind.CONFIRM
    amount, most = 2, 14
    statuses = (Status.YES,)
    gone = gettext_lazy("They confirmed, or do not come.")

    def reasons(self, organization_id: uuid.UUID, *, now: datetime.datetime, amount: int) -> Iterable[Reason]:
        asked = Task.objects.filter(
            organization_id=organization_id, state=Task.State.OPEN, pk=OuterRef("task")
        )
        found = self.signups(organization_id).filter(
            action__starts_at__gt=now, action__starts_at__lte=now + self.span(amount)
        )
        for row in found.filter(~Exists(asked)).order_by("action__starts_at", "pk"):
            yield Reason(
                contact_id=row.contact_id,
                source_id=row.pk,
                owner_id=row.asked_by_id,
                due_at=now,
                title=_("Confirm: %(action)s") % {"action": row.action},
            )

    def standing(
        self, organization_id: uuid.UUID, tasks: Sequence[Task], *, now: datetime.datetime
    ) -> set[uuid.UUID]:
        return rules.sourced_in(tasks, self.signups(organization_id).filter(action__starts_at__gt=now))


class DidNotCome(AfterAnAction):
    key = "campaigns.no_show"
    label = gettext_lazy("Did not come")
    sentence = gettext_lazy(
        "When somebody said yes and did not come, tell them within %(n)d hours we missed them."
    )
    kind = Task.Kind.CALL
    statuses = (Status.NO_SHOW,)
    gone = gettext_lazy("It was corrected: they came.")

    def title(self, action: Action) -> str:
        return _("Say that we missed them: %(action)s") % {"action": action}


class MissedTwice(OfSignups):
    """Stuck: the last two times they did not come."""

    key = "campaigns.missed_twice"
    label = gettext_lazy("Stuck: missed twice running")
    sentence = gettext_lazy(
        "When somebody missed two actions running, meet one-on-one, if the last was at most %(n)d days ago."
    )
    kind = Task.Kind.ONE_ON_ONE
    amount = 60
    statuses = (Status.NO_SHOW,)
    most_each = 10
    gone = gettext_lazy("They came again, or it was corrected.")

    def reasons(self, organization_id: uuid.UUID, *, now: datetime.datetime, amount: int) -> Iterable[Reason]:
        missed = self.signups(organization_id).filter(action__starts_at__gte=now - self.span(amount))
        latest = _latest_two(organization_id, missed.values("contact_id"))
        for row in missed.order_by("-action__starts_at", "-pk"):
            last = latest.get(row.contact_id, [])
            if [one.status for one in last] == [Status.NO_SHOW] * 2 and last[0].pk == row.pk:
                yield Reason(
                    contact_id=row.contact_id,
                    source_id=row.pk,
                    owner_id=row.asked_by_id,
                    title=_("Missed twice running: meet one-on-one"),
                )

    def standing(
        self, organization_id: uuid.UUID, tasks: Sequence[Task], *, now: datetime.datetime
    ) -> set[uuid.UUID]:
        latest = _latest_two(organization_id, [task.contact_id for task in tasks])
        return {
            task.pk
            for task in tasks
            if [one.status for one in latest.get(task.contact_id, [])] == [Status.NO_SHOW] * 2
        }


class WhoCame(TaskRule):
    """After an action every sign-up ends: came, or did not."""

    key = "campaigns.who_came"
    label = gettext_lazy("Who came is not written down")
    sentence = gettext_lazy("When sign-ups of an action are still open %(n)d hours after it, close them.")
    unit, amount, least, most = Unit.HOURS, 24, 2, 168
    gone = gettext_lazy("It is written down.")

    def reasons(self, organization_id: uuid.UUID, *, now: datetime.datetime, amount: int) -> Iterable[Reason]:
        late = now - self.span(amount)
        over = Q(ends_at__lte=late) | Q(ends_at=None, starts_at__lte=late)
        found = _unclosed(organization_id).filter(over, starts_at__gte=now - LOOKS_BACK)
        for row in found.select_related("campaign").order_by("starts_at", "pk"):
            yield Reason(
                source_id=row.pk,
                owner_id=row.campaign.lead_id if row.campaign else None,
                due_at=now,
                title=_("Write down who came: %(action)s") % {"action": row},
            )

    def standing(
        self, organization_id: uuid.UUID, tasks: Sequence[Task], *, now: datetime.datetime
    ) -> set[uuid.UUID]:
        return rules.sourced_in(tasks, _unclosed(organization_id))


def signups(actor: Actor, ids: list[uuid.UUID]) -> dict[uuid.UUID, Source]:
    found = Signup.objects.visible_to(actor).filter(pk__in=ids).select_related("action")
    return {
        row.pk: Source(
            f"{row.action}: {row.get_status_display()}", reverse("campaigns:action", args=[row.action_id])
        )
        for row in found
    }


def actions(actor: Actor, ids: list[uuid.UUID]) -> dict[uuid.UUID, Source]:
    found = Action.objects.visible_to(actor).filter(pk__in=ids)
    return {row.pk: Source(str(row), reverse("campaigns:action", args=[row.pk])) for row in found}


def _unclosed(organization_id: uuid.UUID) -> QuerySet[Action]:
    waiting = Signup.objects.filter(organization_id=organization_id, action=OuterRef("pk")).coming()
    return Action.objects.filter(organization_id=organization_id, cancelled_at=None).filter(Exists(waiting))


def _latest_two(organization_id: uuid.UUID, people) -> dict[uuid.UUID, list[Signup]]:
    """Of each person the last two that ended with coming or not, the latest first."""
    ended = Signup.objects.filter(
        organization_id=organization_id, contact_id__in=people, status__in=[*CAME, Status.NO_SHOW]
    )
    found: dict[uuid.UUID, list[Signup]] = {}
    for row in ended.order_by("contact_id", "-action__starts_at", "-pk"):
        if len(found.setdefault(row.contact_id, [])) < 2:
            found[row.contact_id].append(row)
    return found


for rule in (ThankForComing(), NotConfirmed(), DidNotCome(), MissedTwice(), WhoCame()):
    rules.add(rule)
for origin in ("campaigns.signup", *(r.key for r in (ThankForComing, NotConfirmed, DidNotCome, MissedTwice))):
    sources.add(origin, signups)
sources.add(WhoCame.key, actions)
