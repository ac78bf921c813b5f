"""The ledger socket: what a higher room does at once when somebody says what may be done with their words.

    ledger.add("listening.recall", recall)          # in AppConfig.ready()

    def recall(by: Actor, line: ConsentEvent) -> None: ...

Called in the transaction that writes the line.
"""

from collections.abc import Callable

from contacts.models import ConsentEvent
from crm.access.actors import Actor

Told = Callable[[Actor, ConsentEvent], None]
_told: dict[str, Told] = {}


def add(name: str, told: Told) -> None:
    _told[name] = told


def tell(by: Actor, line: ConsentEvent) -> None:
    for told in _told.values():
        told(by, line)
