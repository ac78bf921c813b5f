"""Who is to be asked once a year, and for whom a guardian has not spoken yet."""

import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest, TruncDate

from contacts.models import ConsentEvent, ConstituencyRow, Contact, Relationship
from crm.access.actors import Actor

LAST_GRADE = 12
SCHOOL_YEAR_ENDS = (6, 1)  # of June on, somebody in the last grade may have graduated
OF_AGE = [Contact.AgeBand.FROM_18, Contact.AgeBand.ADULT]


def leaving(actor: Actor, *, on: datetime.date) -> QuerySet[ConstituencyRow]:
    """Current student rows of people who, by the grade they told and the summers since, are past the last one, or who
    are of age: unless somebody said after this summer that they are still there."""
    end = datetime.date(on.year, *SCHOOL_YEAR_ENDS)
    end = end if on >= end else datetime.date(on.year - 1, *SCHOOL_YEAR_ENDS)
    rows = ConstituencyRow.objects.visible_to(actor).current(on=on).filter(kind="student")
    told_on = Coalesce("confirmed_on", Greatest("starts_on", TruncDate("contact__created_at")))
    grown = Q(contact__age_band__in=OF_AGE)
    for grade in range(6, LAST_GRADE + 1):
        # Who was in the tenth grade has left when a third summer has come.
        since = end.replace(year=end.year - (LAST_GRADE - grade))
        grown |= Q(grade__in=[str(grade), f"{grade}th"], told_on__lt=since)
    return (
        rows.annotate(told_on=told_on)
        .filter(grown, Q(confirmed_on=None) | Q(confirmed_on__lt=end), told_on__lt=end)
        .filter(contact__archived_at=None)
        .select_related("contact", "school", "district")
    )


def ages_to_ask(actor: Actor, *, year: int) -> QuerySet[Contact]:
    """Whose age band can hardly be true any more."""
    return Contact.objects.visible_to(actor).reachable().filter(age_band_until__lt=year)


def waiting_for_guardian(actor: Actor) -> QuerySet[Contact]:
    """Minors for whom no guardian has answered anything, with the guardians we know."""
    answered = ConsentEvent.objects.visible_to(actor).filter(contact=OuterRef("pk"), given_by="guardian")
    known = Relationship.objects.visible_to(actor).filter(kind="guardian", ends_on=None)
    return (
        Contact.objects.visible_to(actor)
        .reachable()
        .filter(~Exists(answered), is_minor=True)
        .select_related("owner__user")
        .prefetch_related(
            Prefetch("relationships_to", queryset=known.select_related("contact"), to_attr="guardians")
        )
    )
