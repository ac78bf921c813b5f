"""Facts about whether and how somebody may be reached: the ledger of contacts.consent, said in SQL.

A test holds both against each other on ledgers of every shape.
"""

from dataclasses import dataclass
from functools import cache

from django.db.models import Case, CharField, Exists, Expression, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from contacts.consent import CHANNELS, NOT_ASKED, REFUSALS, Purpose
from contacts.facts.asking import Asking, Choice
from contacts.facts.kinds import NOTHING, Fact, OfRows
from contacts.facts.operators import Kind
from contacts.facts.registry import add
from contacts.models import ConsentEvent, Contact, ContactMethod
from crm.access.roles import Permission

REACHING = _("May we reach them")
YES, NO = "yes", "no"
GRANTED = ConsentEvent.Value.GRANTED
STANDINGS = [Choice(YES, _("Yes")), Choice(NO, _("No")), Choice(NOT_ASKED, _("Not asked"))]
LABELS = {
    Purpose.TEXT: _("May we text"),
    Purpose.CALL: _("May we call"),
    Purpose.EMAIL: _("May we e-mail"),
    Purpose.QUOTE: _("May we use their words"),
    Purpose.PHOTO: _("May we use their photo"),
    Purpose.SHARE: _("May we share with the coalition"),
}


@dataclass(frozen=True, kw_only=True)
class ConsentStands(Fact):
    """What holds everywhere for one purpose. A minor's own yes is not asked yet: a guardian must say it."""

    purpose: Purpose

    def among(self, asking: Asking, keys: list[str]) -> Q:
        refused, granted = self.refused(), self.granted()
        found = NOTHING
        if YES in keys:
            found |= granted & ~refused
        if NO in keys:
            found |= refused
        if NOT_ASKED in keys:
            found |= ~granted & ~refused
        return found

    def shown(self, asking: Asking) -> Expression:
        return Case(
            When(self.refused(), then=Value(NO)),
            When(self.granted(), then=Value(YES)),
            default=Value(NOT_ASKED),
            output_field=CharField(),
        )

    def refused(self) -> Q:
        """A no of theirs or of a record merged into theirs, which no later yes took back. An import takes none back."""
        later = of_same_person(self.purpose).filter(LATER)
        reopened = later.filter(source="").exclude(Q(value__in=REFUSALS) | Q(how="import"))
        return theirs(lines(self.purpose).filter(value__in=REFUSALS).filter(~Exists(reopened)))

    def granted(self) -> Q:
        said = lines(self.purpose).exclude(value__in=REFUSALS)
        if self.purpose == Purpose.QUOTE:
            return theirs(said)
        after = of_same_person(self.purpose).filter(LATER)
        of_guardian = Q(value=GRANTED, given_by="guardian") & ~Exists(after.filter(value__in=REFUSALS))
        anonymous = Q(value=ConsentEvent.Value.ANONYMOUS) & ~Exists(after.filter(value=GRANTED))
        of_minor = theirs(said.filter(of_guardian | anonymous))
        return (Q(is_minor=False) & theirs(said)) | (Q(is_minor=True) & of_minor)


@dataclass(frozen=True, kw_only=True)
class MayBeReached(Fact):
    """Consent, age and a number or address that works, together: whom a list to text, call or mail may hold."""

    by: str

    def holds(self, asking: Asking) -> Q:
        return Q(self.shown(asking))

    def shown(self, asking: Asking) -> Expression:
        whose = {"organization_id": asking.actor.organization_id, "pk": OuterRef("pk")}
        return Exists(reachable(self.by).filter(**whose))


@cache
def reachable(by: str) -> QuerySet[Contact]:
    """Never read, only narrowed: putting it together takes Django longer than the answer takes."""
    return Contact.objects.reachable(by=by)


def lines(purpose: str) -> QuerySet[ConsentEvent]:
    return ConsentEvent.objects.filter(purpose=purpose, session_id=None)


def of_same_person(purpose: str) -> QuerySet[ConsentEvent]:
    return lines(purpose).filter(
        organization_id=OuterRef("organization_id"), contact_id=OuterRef("contact_id")
    )


def theirs(said: QuerySet[ConsentEvent]) -> Q:
    """Their own lines by the index; those of records merged into theirs are few and read once."""
    own = said.filter(organization_id=OuterRef("organization_id"), contact_id=OuterRef("pk"))
    merged = said.filter(contact__merged_into__isnull=False).values("contact__merged_into_id")
    return Q(Exists(own)) | Q(pk__in=merged)


LATER = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))


def ways(*purposes: Purpose):
    """Numbers or addresses that work. Whether one is suppressed is asked where it is used."""
    kinds = sorted({kind for purpose in purposes for kind in CHANNELS[purpose]})
    return lambda asking: ContactMethod.objects.filter(kind__in=kinds, status=ContactMethod.Status.OK)


add(
    OfRows(
        name="contacts.has_phone",
        label=_("Phone that works"),
        kind=Kind.YES_NO,
        group=REACHING,
        needs=Permission.VIEW_METHODS,
        rows=ways(Purpose.CALL, Purpose.TEXT),
        words={"yes": _("with a phone that works"), "no": _("without a phone that works")},
    ),
    OfRows(
        name="contacts.has_email",
        label=_("E-mail that works"),
        kind=Kind.YES_NO,
        group=REACHING,
        needs=Permission.VIEW_METHODS,
        rows=ways(Purpose.EMAIL),
        words={"yes": _("with an e-mail that works"), "no": _("without an e-mail that works")},
    ),
    *(
        MayBeReached(
            name=f"contacts.may_{by}", label=label, kind=Kind.YES_NO, group=REACHING, by=by, words=words
        )
        for by, label, words in (
            (
                "text",
                _("Can be texted now"),
                {"yes": _("can be texted now"), "no": _("cannot be texted now")},
            ),
            (
                "call",
                _("Can be called now"),
                {"yes": _("can be called now"), "no": _("cannot be called now")},
            ),
            (
                "email",
                _("Can be e-mailed now"),
                {"yes": _("can be e-mailed now"), "no": _("cannot be e-mailed now")},
            ),
        )
    ),
    *(
        ConsentStands(
            name=f"contacts.consent_{purpose}",
            label=label,
            kind=Kind.CHOICE,
            group=REACHING,
            options=lambda asking: STANDINGS,
            purpose=purpose,
        )
        for purpose, label in LABELS.items()
    ),
)
