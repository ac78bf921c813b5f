"""What makes a next step of talks and sessions, and where such a step leads back to."""

import datetime
import uuid
from collections.abc import Iterable, Sequence

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.models import RungStep
from crm.access.actors import Actor
from crm.access.roles import Permission
from listening.models import Attempt, ListeningSession, SessionParticipant
from listening.querysets.heard import TALKS
from listening.services.reports import holding
from tasks import rules, sources
from tasks.models import Task
from tasks.rules import Reason, TaskRule, Unit
from tasks.sources import Source

LOOKS_BACK = datetime.timedelta(days=60)


class ThankForTalking(TaskRule):
    """Of a talk that has no next step of its own, and of everybody by name at a session."""

    key = "listening.thank_you"
    label = gettext_lazy("Thank for a talk")
    sentence = gettext_lazy("Thank everybody within %(n)d hours after a talk or a session.")
    kind = Task.Kind.THANK_YOU
    unit, amount, least, most = Unit.HOURS, 48, 12, 168
    one_a_person = True
    closes_as = Task.State.DROPPED
    gone = gettext_lazy("The talk or session was taken back.")

    def reasons(self, organization_id: uuid.UUID, *, now: datetime.datetime, amount: int) -> Iterable[Reason]:
        since = now - self.span(amount)
        talks = Attempt.objects.filter(organization_id=organization_id).counted().conversations()
        talks = talks.filter(at__gte=since, at__lte=now, contact__isnull=False, task=None)
        for row in talks.order_by("-at", "-pk"):
            yield Reason(
                contact_id=row.contact_id,
                source_id=row.pk,
                owner_id=row.by_id,
                due_at=row.at + self.span(amount),
                title=_("Thank them for the talk"),
            )
        came = SessionParticipant.objects.filter(
            organization_id=organization_id,
            contact__isnull=False,
            session__starts_at__gte=since,
            session__starts_at__lte=now,
            session__status__in=["held", "noted", "coded"],
        ).exclude(session__kind__in=TALKS)
        for row in came.select_related("session").order_by("-session__starts_at", "-pk"):
            yield Reason(
                contact_id=row.contact_id,
                source_id=row.pk,
                owner_id=row.session.facilitator_id,
                due_at=row.session.starts_at + self.span(amount),
                title=_("Thank them for coming: %(session)s") % {"session": row.session},
            )

    def standing(
        self, organization_id: uuid.UUID, tasks: Sequence[Task], *, now: datetime.datetime
    ) -> set[uuid.UUID]:
        talks = Attempt.objects.filter(organization_id=organization_id).counted()
        came = SessionParticipant.objects.filter(organization_id=organization_id)
        return rules.sourced_in(tasks, talks, came.exclude(session__status="cancelled"))


class LeaderWaits(TaskRule):
    """Starred: said that they want to lead, and nobody sat down with them."""

    key = "listening.leader_waits"
    label = gettext_lazy("A leader waits for a one-on-one")
    sentence = gettext_lazy("When somebody wants to lead and there is no one-on-one for %(n)d days, set one.")
    kind = Task.Kind.ONE_ON_ONE
    amount = 7
    one_a_person = True  # who says it in three talks is met once
    gone = gettext_lazy("The one-on-one took place.")

    def reasons(self, organization_id: uuid.UUID, *, now: datetime.datetime, amount: int) -> Iterable[Reason]:
        planned = Task.objects.filter(
            organization_id=organization_id,
            contact=OuterRef("contact"),
            kind=Task.Kind.ONE_ON_ONE,
            state=Task.State.OPEN,
        )
        starred = (
            _starred(organization_id)
            .filter(at__gte=now - LOOKS_BACK, at__lte=now - self.span(amount))
            .filter(~Exists(planned))
        )
        for row in starred.order_by("at", "pk"):
            yield Reason(
                contact_id=row.contact_id,
                source_id=row.pk,
                owner_id=row.by_id,
                title=_("Wants to lead: set a one-on-one"),
            )

    def standing(
        self, organization_id: uuid.UUID, tasks: Sequence[Task], *, now: datetime.datetime
    ) -> set[uuid.UUID]:
        return rules.sourced_in(tasks, _starred(organization_id))


class SameRung(TaskRule):
    """Stuck: we keep talking, and they stay where they are."""

    key = "listening.same_rung"
    label = gettext_lazy("Stuck: talks, but no step up the ladder")
    sentence = gettext_lazy("When two talks in %(n)d days moved somebody to no other rung, meet one-on-one.")
    kind = Task.Kind.ONE_ON_ONE
    amount, least, most = 60, 14, 365
    most_each = 10
    again_after_days = 60
    gone = gettext_lazy("They stand on another rung now.")

    def reasons(self, organization_id: uuid.UUID, *, now: datetime.datetime, amount: int) -> Iterable[Reason]:
        since = now - self.span(amount)
        talks = Attempt.objects.filter(organization_id=organization_id).counted().conversations()
        often = (
            talks.filter(at__gte=since, at__lte=now, contact__isnull=False)
            .values("contact_id")
            .annotate(n=Count("pk"))
            .filter(n__gte=2)
        )
        same = RungStep.objects.filter(
            organization_id=organization_id,
            until=None,
            since__lte=timezone.localdate(since),
            contact_id__in=often.values("contact_id"),
        )
        for contact_id in same.order_by("since", "pk").values_list("contact_id", flat=True):
            yield Reason(contact_id=contact_id, title=_("Find out what would move them: one-on-one"))

    def standing(
        self, organization_id: uuid.UUID, tasks: Sequence[Task], *, now: datetime.datetime
    ) -> set[uuid.UUID]:
        stands = dict(
            RungStep.objects.filter(
                organization_id=organization_id,
                until=None,
                contact_id__in=[task.contact_id for task in tasks],
            ).values_list("contact_id", "since")
        )
        return {
            task.pk
            for task in tasks
            if task.contact_id in stands and stands[task.contact_id] <= timezone.localdate(task.created_at)
        }


class NotesMissing(TaskRule):
    key = "listening.notes_missing"
    label = gettext_lazy("Notes of a session are missing")
    sentence = gettext_lazy("When a session has no notes %(n)d hours after it, ask who led it.")
    kind = Task.Kind.ENTER_NOTES
    unit, amount, least, most = Unit.HOURS, 72, 12, 336
    gone = gettext_lazy("The notes are in, or the session was cancelled.")

    def reasons(self, organization_id: uuid.UUID, *, now: datetime.datetime, amount: int) -> Iterable[Reason]:
        late = now - self.span(amount)
        over = Q(ends_at__lte=late) | Q(ends_at=None, starts_at__lte=late)
        waiting = ListeningSession.objects.filter(organization_id=organization_id).to_wrap_up(now=now)
        for row in waiting.filter(over, starts_at__gte=now - LOOKS_BACK).order_by("starts_at", "pk"):
            yield Reason(
                source_id=row.pk,
                owner_id=row.facilitator_id,
                due_at=now,
                title=_("Write down what was said: %(session)s") % {"session": row},
            )

    def standing(
        self, organization_id: uuid.UUID, tasks: Sequence[Task], *, now: datetime.datetime
    ) -> set[uuid.UUID]:
        waiting = ListeningSession.objects.filter(organization_id=organization_id).to_wrap_up(now=now)
        return rules.sourced_in(tasks, waiting)


def talks(actor: Actor, ids: list[uuid.UUID]) -> dict[uuid.UUID, Source]:
    """Of talks by attempt, of sessions by who took part."""
    found = {}
    for row in Attempt.objects.visible_to(actor).filter(pk__in=ids):
        words = _("Talk, %(how)s: %(result)s") % {
            "how": row.get_channel_display(),
            "result": row.get_result_display(),
        }
        found[row.pk] = Source(words, _session_url(actor, row.session_id))
    came = SessionParticipant.objects.visible_to(actor).filter(pk__in=ids).select_related("session")
    return found | {row.pk: Source(str(row.session), _session_url(actor, row.session_id)) for row in came}


def sessions(actor: Actor, ids: list[uuid.UUID]) -> dict[uuid.UUID, Source]:
    found = ListeningSession.objects.visible_to(actor).filter(pk__in=ids)
    return {row.pk: Source(str(row), _session_url(actor, row.pk)) for row in found}


def _session_url(actor: Actor, session_id: uuid.UUID | None) -> str:
    if session_id is None or not actor.can(Permission.VIEW_NOTES):
        return ""
    return reverse("listening:session", args=[session_id])


def _starred(organization_id: uuid.UUID):
    """Talks after which somebody wants to lead, without a one-on-one since."""
    tries = Attempt.objects.filter(organization_id=organization_id).counted()
    met = tries.filter(contact=OuterRef("contact"), channel=Attempt.Channel.ONE_ON_ONE, at__gt=OuterRef("at"))
    return tries.filter(next_step="lead", contact__isnull=False).filter(~Exists(met))


rules.add(ThankForTalking())
rules.add(LeaderWaits())
rules.add(NotesMissing())
rules.add(SameRung())
for origin in ("listening.attempt", ThankForTalking.key, LeaderWaits.key):
    sources.add(origin, talks)
for origin in (NotesMissing.key, holding.ORIGIN):
    sources.add(origin, sessions)
