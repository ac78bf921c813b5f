"""What a call may ask for beyond the talk. A higher room says what becomes of a yes, a maybe and a no.

asks.add("campaigns.action", answered)     # on import, by AppConfig.ready(); kept as CallList.ask_key

    def answered(by, about, contact, answer, attempt) -> None: ...      # runs in the call's transaction
"""

import uuid
from collections.abc import Callable

from contacts.models import Contact
from crm.access.actors import Actor
from listening.models import Attempt

# `answer` is yes, maybe or no; '' when nobody could be asked: then the attempt's result says why.
Answered = Callable[[Actor, uuid.UUID, Contact, str, Attempt], None]
_asks: dict[str, Answered] = {}


def add(key: str, answered: Answered) -> None:
    _asks[key] = answered


def answered(key: str) -> Answered | None:
    return _asks.get(key)
