"""What the pages of rounds of listening read."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from contacts.models import Contact
from crm.access.actors import Actor
from listening.models import (
    ConsentText,
    Guide,
    ListeningProject,
    ListeningSession,
    ProjectMember,
    ProjectTeam,
    TeamMember,
)
from listening.querysets.heard import TALKS
from listening.standing import coverage

STEPS = [status for status in ListeningProject.Status if status != ListeningProject.Status.CLOSED]
# What each state is for, as a button says it.
OVER_SOON = datetime.timedelta(days=14)


@dataclass(frozen=True)
class ReportClock:
    """From the first voice to the promised day."""

    due_on: datetime.date
    today: datetime.date
    since: datetime.date

    @property
    def days_left(self) -> int:
        return (self.due_on - self.today).days

    @property
    def days_late(self) -> int:
        return max(0, -self.days_left)

    @property
    def days_all(self) -> int:
        return max(1, (self.due_on - self.since).days)

    @property
    def days_gone(self) -> int:
        return min(self.days_all, max(0, (self.today - self.since).days))

    @property
    def is_close(self) -> bool:
        return self.days_left <= OVER_SOON.days


def projects(actor: Actor) -> QuerySet[ListeningProject]:
    """Those under way first, each with `sessions_over` and `sessions_coming`."""
    over = Q(sessions__status__in=coverage.OVER) & ~Q(sessions__kind__in=TALKS)
    coming = Q(sessions__status="planned") & ~Q(sessions__kind__in=TALKS)
    return (
        ListeningProject.objects.visible_to(actor)
        .select_related("lead__user")
        .annotate(
            sessions_over=Count("sessions", filter=over, distinct=True),
            sessions_coming=Count("sessions", filter=coming, distinct=True),
        )
        .order_by("-starts_on", "-pk")
    )


def clock(project: ListeningProject, heard: coverage.Heard, *, today: datetime.date) -> ReportClock:
    return ReportClock(project.report_back_due_on, today, heard.first_on or project.starts_on)


def team(actor: Actor, project: ListeningProject) -> dict[str, list[ProjectMember]]:
    """By the label of the role, in its order."""
    rows = ProjectMember.objects.visible_to(actor).filter(project=project).select_related("member__user")
    found = list(rows.order_by("member__user__name", "pk"))
    return {
        str(label): [row for row in found if row.role == role]
        for role, label in ProjectMember.Role.choices
        if any(row.role == role for row in found)
    }


def teams(actor: Actor, project: ListeningProject) -> list[ProjectTeam]:
    """Each with `.who`, of people whom the actor may see, and `.others`, how many more."""
    rows = (
        TeamMember.objects.visible_to(actor).select_related("contact").order_by("-is_lead", "joined_on", "pk")
    )
    found = list(
        ProjectTeam.objects.visible_to(actor)
        .filter(project=project)
        .prefetch_related(Prefetch("people", queryset=rows))
        .order_by("-formed_on", "pk")
    )
    ids = [row.contact_id for one in found for row in one.people.all()]
    seen = set(Contact.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))
    for one in found:
        one.who = [row for row in one.people.all() if row.contact_id in seen]
        one.others = len(one.people.all()) - len(one.who)
    return found


def consent_text(actor: Actor, project: ListeningProject | None) -> ConsentText | None:
    if project is None:
        return None
    return ConsentText.objects.visible_to(actor).filter(project=project).order_by("-version").first()


def sessions(actor: Actor, project: ListeningProject) -> QuerySet[ListeningSession]:
    """What is planned and what was held, without single talks; the next one first, then backwards."""
    rows = ListeningSession.objects.visible_to(actor).not_cancelled().filter(project=project)
    return rows.exclude(kind__in=TALKS).select_related("facilitator__user").order_by("-starts_at", "-pk")


def guides(actor: Actor) -> list[Guide]:
    """The latest version of each, with `.versions_n` and `.questions_n`."""
    rows = Guide.objects.visible_to(actor).annotate(questions_n=Count("questions")).order_by("-number")
    found: dict = {}
    for row in rows:
        first = found.setdefault(row.family, row)
        first.versions_n = getattr(first, "versions_n", 0) + 1
    return sorted(found.values(), key=lambda row: (row.name.casefold(), str(row.pk)))


def met_in(actor: Actor, project: ListeningProject) -> QuerySet[Contact]:
    """People by name who took part, leaders spotted first."""
    return (
        Contact.objects.visible_to(actor)
        .reachable()
        .filter(participations__session__project=project)
        .annotate(spotted=Count("participations", filter=Q(participations__is_leader=True)))
        .order_by("-spotted", "sort_name", "pk")
    )
