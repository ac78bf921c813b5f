"""What the screen of calls reads: who is next, what may be shown of them, how it went so far."""

from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.consent import Consent, Purpose, consent_of
from contacts.models import Contact
from contacts.visibility import sight
from crm.access.actors import Actor
from crm.timeline.entries import Entry, timeline
from listening.models import Attempt, Call, CallList
from tasks.models import Task

ON_THE_PHONE = {Attempt.Result.NOT_HOME: _("No answer"), Attempt.Result.COME_BACK: _("Call back later")}
LATEST = 12  # lines of the timeline among which the last word is looked for
STEPS = (Task.Kind.CALL, Task.Kind.CONFIRM, Task.Kind.INVITE, Task.Kind.THANK_YOU, Task.Kind.FOLLOW_UP)


@dataclass(frozen=True)
class Light:
    label: str | Promise
    sign: str
    word: str | Promise


@dataclass
class Person:
    """The one on the screen. `number` is '' where the reader's role sees none."""

    call: Call
    number: str
    shown: str  # as it was given
    why_not: str | Promise
    lights: list[Light]
    last: Attempt | None
    said: Entry | None = None  # the latest word or note, as far as the reader may see it
    by_another: bool = False  # somebody else tried them since the list was begun


@dataclass
class Progress:
    called: int = 0
    skipped: int = 0
    waiting: int = 0
    lost: int = 0  # waiting, but not to be called any more, or somebody else's now

    @property
    def total(self) -> int:
        return self.called + self.skipped + self.waiting

    @property
    def place(self) -> int:
        return min(self.called + self.skipped + 1, self.total)


@dataclass
class Summary:
    results: list[tuple[str | Promise, int]] = field(default_factory=list)
    answers: list[tuple[str | Promise, int]] = field(default_factory=list)
    talked: int = 0


def steps_to_call(actor: Actor) -> QuerySet[Task]:
    """One's own open steps with somebody that a call would do."""
    mine = Task.objects.visible_to(actor).open().of(actor.membership_id)
    people = Contact.objects.visible_to(actor).reachable()
    return mine.filter(kind__in=STEPS, contact__in=people)


def waiting(actor: Actor, calls: CallList) -> QuerySet[Call]:
    """Whoever said stop, was erased or went out of sight since the list was made is passed over, and so is a step that
    was done meanwhile or is somebody else's now."""
    people = Contact.objects.visible_to(actor).reachable()
    still = Q(task=None) | Q(task__state=Task.State.OPEN, task__owner=calls.caller_id)
    return (
        rows(actor, calls)
        .filter(still, state=Call.State.WAITING, contact__in=people)
        .select_related("contact__district", "task", "call_list")
        .order_by("position", "pk")
    )


def next_person(actor: Actor, calls: CallList) -> Person | None:
    for call in waiting(actor, calls)[:50]:
        consent = consent_of([call.contact])[call.contact_id]
        if consent.may(Purpose.CALL).allowed:
            return person(actor, call, consent)
    return None


def person(actor: Actor, call: Call, consent: Consent | None = None) -> Person:
    consent = consent or consent_of([call.contact])[call.contact_id]
    may = consent.may(Purpose.CALL)
    numbers = consent.usable(Purpose.CALL) if may.allowed and sight(actor, call.contact).methods else []
    tries = Attempt.objects.visible_to(actor).counted().filter(contact=call.contact_id)
    last = tries.select_related("by__user").order_by("-at", "-pk").first()
    return Person(
        call=call,
        number=numbers[0].key if numbers else "",
        shown=numbers[0].value if numbers else "",
        why_not="" if may.allowed else may.reason,
        lights=[
            Light(purpose.label, decision.sign, decision.word)
            for purpose in (Purpose.CALL, Purpose.TEXT, Purpose.EMAIL)
            for decision in [consent.may(purpose)]
        ],
        last=last,
        said=_said(actor, call.contact),
        by_another=bool(
            last and last.at > call.call_list.created_at and last.by_id != call.call_list.caller_id
        ),
    )


def _said(actor: Actor, contact: Contact) -> Entry | None:
    entries = timeline(actor, contact.pk, limit=LATEST) if sight(actor, contact).facts else []
    return next((entry for entry in entries if entry.is_talk and (entry.words or entry.text)), None)


def progress(actor: Actor, calls: CallList) -> Progress:
    counts = dict(rows(actor, calls).values_list("state").annotate(n=Count("pk")))
    state = Call.State
    left = counts.get(state.WAITING, 0)
    return Progress(
        called=counts.get(state.CALLED, 0),
        skipped=counts.get(state.SKIPPED, 0),
        waiting=left,
        lost=left - waiting(actor, calls).count() if left else 0,
    )


def summary(actor: Actor, calls: CallList) -> Summary:
    called = rows(actor, calls).filter(state=Call.State.CALLED)
    results = dict(called.values_list("attempt__result").annotate(n=Count("pk")))
    answers = dict(called.exclude(answer="").values_list("answer").annotate(n=Count("pk")))
    return Summary(
        results=[
            (label_of(value, label), results[value])
            for value, label in Attempt.Result.choices
            if value in results
        ],
        answers=[(label, answers[value]) for value, label in Call.Answer.choices if value in answers],
        talked=results.get(Attempt.Result.TALKED, 0),
    )


def label_of(result: str, label: str | Promise) -> str | Promise:
    """Nobody is at home on the telephone, and nobody comes back."""
    return ON_THE_PHONE.get(result, label)


def rows(actor: Actor, calls: CallList) -> QuerySet[Call]:
    return Call.objects.visible_to(actor).filter(call_list=calls)
