"""Whom to ask to the meeting at which it is told back: everybody who was heard by name and lets us come back, each by the
way that they allow; minors by their guardian's number until the guardian says yes (contacts.consent)."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.consent import Purpose, consent_of
from contacts.models import Contact
from contacts.uses import Use
from crm.access.actors import Actor
from listening.gate import standings_of_contacts
from listening.models import ReportBack, SessionParticipant
from listening.standing.coverage import OVER

MOST_PEOPLE = 500  # as a list of calls holds
WAYS = (Purpose.CALL, Purpose.TEXT, Purpose.EMAIL)


@dataclass(frozen=True)
class Invited:
    """`way`: call, text or email, the first that they allow."""

    person: Contact
    way: Purpose
    by_guardian: bool


@dataclass
class ToInvite:
    people: list[Invited] = field(default_factory=list)
    why: Counter[str | Promise] = field(default_factory=Counter)  # left out, by reason
    nameless: int = 0  # participations without a name, or with one that was sealed

    @property
    def ways(self) -> list[tuple[str | Promise, int]]:
        by_way = Counter(one.way for one in self.people)
        return [(Purpose(way).label, by_way[way]) for way in WAYS if by_way[way]]

    @property
    def by_guardian(self) -> int:
        return sum(1 for one in self.people if one.by_guardian)

    @property
    def left_out(self) -> list[tuple[str | Promise, int]]:
        return sorted(self.why.items(), key=lambda line: -line[1])

    def of(self, way: Purpose) -> list[Contact]:
        return [one.person for one in self.people if one.way == way]


def to_invite(actor: Actor, report: ReportBack) -> ToInvite:
    """Reads nothing of who is behind a seal: whoever was promised to be nobody is invited by the poster."""
    there = SessionParticipant.objects.visible_to(actor).filter(
        session__project=report.project_id, session__status__in=OVER
    )
    found = ToInvite(nameless=there.filter(contact=None).count())
    keys = there.filter(contact__isnull=False).values("contact_id")
    people = list(Contact.objects.visible_to(actor).filter(pk__in=keys).order_by("sort_name", "pk"))
    standings = standings_of_contacts(actor.organization_id, people, Use.RECONTACT)
    consents = consent_of(people)
    for person in people:
        standing = standings[person.pk]
        if not standing.allowed:
            found.why[standing.reason] += 1
            continue
        way = next((way for way in WAYS if consents[person.pk].may(way).allowed), None)
        if way is None:
            found.why[_("No way to reach them that they allow.")] += 1
        elif len(found.people) < MOST_PEOPLE:
            found.people.append(Invited(person, way, consents[person.pk].held(way)))
        else:
            found.why[_("For another list: one holds 500.")] += 1
    return found
