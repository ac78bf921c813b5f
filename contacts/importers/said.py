"""What may be done with words, voice and picture, and what guardians answered, as cells of our own files:
"photos: yes (2026-03-01, paper); text: yes (2026-03-01, paper) from Ana Reyes [id]"."""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from contacts.importers.kin import ID, OF_NAMES, Unread, each, is_span
from contacts.models import ConsentEvent
from crm.lib.guess import Guess

Purpose, Value = ConsentEvent.Purpose, ConsentEvent.Value
OF_USES = {
    Purpose.QUOTE: "words", Purpose.CODING: "coding", Purpose.PARTNER: "partners", Purpose.SHARE: "coalition",
    Purpose.PUBLISH_ANONYMOUS: "publish without name", Purpose.NAME_AND_ROLE: "publish with first name and role",
    Purpose.FULL_NAME: "publish with full name", Purpose.AUDIO: "recordings", Purpose.PHOTO: "photos",
    Purpose.RECONTACT: "coming back",
}  # fmt: skip
OF_WAYS = {Purpose.TEXT: "text", Purpose.CALL: "call", Purpose.EMAIL: "e-mail"}
VALUES = {Value.GRANTED: "yes", Value.ANONYMOUS: "without name", Value.DENIED: "no", Value.WITHDRAWN: "withdrawn"}  # fmt: skip
PURPOSES = {word: str(purpose) for purpose, word in (OF_USES | OF_WAYS).items()}
ANSWERS = {word: str(value) for value, word in VALUES.items()}
ANSWER = re.compile(
    rf"({'|'.join(PURPOSES)}):\s*({'|'.join(ANSWERS)})"
    rf"(?:\s*\(((?:\d{{4}}-\d\d-\d\d)?)(?:,\s*([a-z_]{{1,16}}))?\))?(?:\s+from\s+[^\[]*\[({ID})\])?",
    re.IGNORECASE,
)


class Answer(NamedTuple):
    """`guardian`: the Earshot ID of who said it for a minor, where the file knows them."""

    purpose: str
    value: str
    on: str = ""
    how: str = ""
    guardian: str = ""
    by_guardian: bool = False
    line: int = 0  # no row is meant by its number

    @property
    def other(self) -> str:
        return self.guardian

    @property
    def is_yes(self) -> bool:
        return self.value in (Value.GRANTED, Value.ANONYMOUS)


@lru_cache(2_000)
def read_uses(cell: str) -> Guess[tuple[Answer | Unread, ...]]:
    return each(cell, _use)


@lru_cache(2_000)
def read_guardians(cell: str) -> Guess[tuple[Answer | Unread, ...]]:
    return each(cell, _of_guardian)


def write(line: ConsentEvent, on: Any, guardian: Any = None) -> str:
    word = (OF_USES | OF_WAYS)[Purpose(line.purpose)]
    cell = f"{word}: {VALUES[Value(line.value)]} ({on.isoformat()}, {line.how})"
    if guardian is None:
        return cell
    name = " ".join(guardian.display_name.translate(OF_NAMES).split())
    return f"{cell} from {name} [{guardian.pk}]"


def _use(text: str) -> Answer | Unread:
    """In a column of one's own answers nobody else answers, and ways to be reached have columns of their own."""
    found = _answer(text)
    if isinstance(found, Unread) or found.guardian or Purpose(found.purpose) not in OF_USES:
        return Unread(text)
    return found


def _of_guardian(text: str) -> Answer | Unread:
    found = _answer(text)
    return found if isinstance(found, Unread) else found._replace(by_guardian=True)


def _answer(text: str) -> Answer | Unread:
    match = ANSWER.fullmatch(text)
    if match is None or not is_span(match[3], None):
        return Unread(text)
    purpose, value = PURPOSES[match[1].lower()], ANSWERS[match[2].lower()]
    if value == Value.ANONYMOUS and purpose != Purpose.QUOTE:
        return Unread(text)
    return Answer(purpose, value, match[3] or "", (match[4] or "").lower(), (match[5] or "").lower())
