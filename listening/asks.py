"""What a call or a session may ask for beyond the talk. A higher room says what becomes of a yes, a maybe and a no.

asks.add("campaigns.action", answered, offered)     # on import, by AppConfig.ready(); kept as CallList.ask_key

    def answered(by, about, contact, answer, attempt) -> None: ...      # runs in the caller's transaction
    def offered(actor, now) -> Iterable[Offer]: ...                     # what may be asked for these days
"""

import datetime
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from contacts.models import Contact
from crm.access.actors import Actor
from listening.models import Attempt


@dataclass(frozen=True)
class Offer:
    """`label` as a form lists it; `ask` as it is said."""

    key: str
    id: uuid.UUID
    label: str

    @property
    def value(self) -> str:
        return f"{self.key}:{self.id}"


# `answer` is yes, maybe or no; '' when nobody could be asked: then the attempt's result says why. At a session there is
# no attempt.
Answered = Callable[[Actor, uuid.UUID, Contact, str, Attempt | None], None]
Offered = Callable[[Actor, datetime.datetime], Iterable[Offer]]
_asks: dict[str, Answered] = {}
_offers: dict[str, Offered] = {}


def add(key: str, answered: Answered, offered: Offered | None = None) -> None:
    _asks[key] = answered
    if offered:
        _offers[key] = offered


def answered(key: str) -> Answered | None:
    return _asks.get(key)


def offers(actor: Actor, *, now: datetime.datetime) -> list[Offer]:
    return [offer for offered in _offers.values() for offer in offered(actor, now)]
