"""What sign-ups tell of a person, for lists and segments."""

import datetime
from collections.abc import Callable

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import Action, Signup
from contacts import facts
from contacts.facts import Asking, Choice, Kind, OfRows
from crm.access.roles import Permission

GROUP = _("Actions")
LOOKS_BACK, MOST = datetime.timedelta(days=2 * 365), 200


def actions(asking: Asking) -> list[Choice]:
    """The newest first; older than two years are still named where a list asks for them."""
    found = Action.objects.visible_to(asking.actor).order_by("-starts_at", "-pk")[:MOST]
    horizon = timezone.now() - LOOKS_BACK
    return [
        Choice(
            str(action.pk),
            f"{action.name} · {timezone.localtime(action.starts_at):%Y-%m-%d}",
            action.starts_at < horizon,
        )
        for action in found
    ]


def signed_up(*statuses: str) -> Callable[[Asking], QuerySet[Signup]]:
    def rows(asking: Asking) -> QuerySet[Signup]:
        found = Signup.objects.all()
        return found.filter(status__in=statuses) if statuses else found

    return rows


def signup_fact(name: str, label, words, *statuses: str) -> OfRows:
    return OfRows(
        name=f"campaigns.{name}",
        label=label,
        kind=Kind.CHOICE,
        group=GROUP,
        needs=Permission.VIEW_CAMPAIGNS,
        rows=signed_up(*statuses),
        of="action_id",
        options=actions,
        words=words,
    )


CAME = ("attended", "walk_in")
facts.add(
    signup_fact(
        "asked",
        _("Asked to come to"),
        {"is": _("asked to come to %(value)s"), "is_not": _("not asked to come to %(value)s")},
    ),
    signup_fact(
        "yes",
        _("Said yes to"),
        {"is": _("said yes to %(value)s"), "is_not": _("no yes to %(value)s")},
        "yes",
        "confirmed",
        *CAME,
        "no_show",
    ),
    signup_fact(
        "came", _("Came to"), {"is": _("came to %(value)s"), "is_not": _("did not come to %(value)s")}, *CAME
    ),
    signup_fact(
        "no_show",
        _("Said yes and did not come to"),
        {
            "is": _("said yes and did not come to %(value)s"),
            "is_not": _("did not miss %(value)s"),
        },
        "no_show",
    ),
    OfRows(
        name="campaigns.last_came",
        label=_("Came to an action"),
        kind=Kind.DATE,
        group=GROUP,
        needs=Permission.VIEW_CAMPAIGNS,
        rows=signed_up(*CAME),
        at="action__starts_at",
        words={
            "in_last": _("came to an action in the last %(value)s days"),
            "not_in_last": _("came to no action in the last %(value)s days"),
            "since": _("came to an action since %(value)s"),
            "not_since": _("came to no action since %(value)s"),
            "ever": _("came to an action before"),
            "never": _("never came to an action"),
        },
    ),
)
