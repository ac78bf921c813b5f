"""What attempts and sessions tell of a person, for lists, segments and the progress of turfs."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contacts import facts
from contacts.facts import Asking, Choice, Kind, OfRows
from listening.models import Attempt, SessionParticipant

GROUP = _("Listening")


def attempts(asking: Asking) -> QuerySet[Attempt]:
    return Attempt.objects.counted().filter(contact__isnull=False)


def conversations(asking: Asking) -> QuerySet[Attempt]:
    return attempts(asking).conversations()


def participations(asking: Asking) -> QuerySet[SessionParticipant]:
    """Of sessions with others: a talk of two is a conversation."""
    return SessionParticipant.objects.filter(
        contact__isnull=False, session__status__in=["held", "noted", "coded"]
    ).exclude(session__kind__in=["conversation", "one_on_one"])


facts.add(
    OfRows(
        name="listening.tried",
        label=_("Tried to reach"),
        kind=Kind.DATE,
        group=GROUP,
        rows=attempts,
        at="at",
        words={
            "in_last": _("tried in the last %(value)s days"),
            "not_in_last": _("not tried in the last %(value)s days"),
            "since": _("tried since %(value)s"),
            "not_since": _("not tried since %(value)s"),
            "ever": _("tried before"),
            "never": _("never tried"),
        },
    ),
    OfRows(
        name="listening.result",
        label=_("A try ended with"),
        kind=Kind.CHOICE,
        group=GROUP,
        rows=attempts,
        of="result",
        options=lambda asking: [Choice(key, label) for key, label in Attempt.Result.choices],
    ),
    OfRows(
        name="listening.talks",
        label=_("Conversations"),
        kind=Kind.NUMBER,
        group=GROUP,
        rows=conversations,
        at="at",
        words={
            "at_least": _("at least %(value)s conversations"),
            "at_most": _("at most %(value)s conversations"),
        },
    ),
    OfRows(
        name="listening.came",
        label=_("Came to a listening session"),
        kind=Kind.DATE,
        group=GROUP,
        rows=participations,
        at="session__starts_at",
        words={
            "in_last": _("came to a session in the last %(value)s days"),
            "not_in_last": _("came to no session in the last %(value)s days"),
            "since": _("came to a session since %(value)s"),
            "not_since": _("came to no session since %(value)s"),
            "ever": _("came to a session before"),
            "never": _("never came to a session"),
        },
    ),
)
