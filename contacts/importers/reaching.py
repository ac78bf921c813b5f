"""What our own files tell of numbers and addresses beside them: "919-555-0142: mobile, shared, preferred".

Here stand only those of which there is more to say: whose they are, that they do not work, that they are for WhatsApp."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from contacts import derived
from contacts.importers.kin import ENTRY, Unread
from contacts.importers.person import Method, Person
from contacts.importers.quoting import quoted
from contacts.models import ContactMethod
from crm.imports.staging import Stage, line
from crm.lib import emails, phones
from crm.lib.guess import Guess

Kind, Label, Status = ContactMethod.Kind, ContactMethod.Label, ContactMethod.Status
KINDS = {Kind.MOBILE: "mobile", Kind.LANDLINE: "landline", Kind.PHONE: "phone", Kind.EMAIL: "e-mail",
         Kind.WHATSAPP: "WhatsApp", Kind.SIGNAL: "Signal"}  # fmt: skip
LABELS = {Label.GUARDIAN: "guardian's", Label.SHARED: "shared", Label.WORK: "work"}
STATUSES = {Status.BAD: "does not work", Status.WRONG_PERSON: "wrong person", Status.UNSUBSCRIBED: "unsubscribed"}  # fmt: skip
PREFERRED = "preferred"
SAID = {
    word.casefold(): (name, str(value))
    for name, words in (("kind", KINDS), ("label", LABELS), ("status", STATUSES))
    for value, word in words.items()
}
VALUE = re.compile(r'\s*("(?:[^"]|"")*"|[^:]+?)\s*:\s*([^:"]+?)\s*')
COLUMN_OF = {Kind.MOBILE: "mobile_phone", Kind.LANDLINE: "home_phone", Kind.EMAIL: "email"}
AS_GIVEN = 60  # a longer cell is not kept as it was typed
LONGEST = 254

PREFERENCES = Stage("import_preferred", "n int, kind text, key text")
NEW_PREFERENCES = """
update contacts_contactmethod m set is_preferred = true
from import_preferred f join import_person p on p.n = f.n
where p.n <> all(%(apart)s::int[]) and m.organization_id = %(org)s and m.contact_id = p.contact_id and m.kind = f.kind
  and m.key = f.key
"""


class Way(NamedTuple):
    value: str
    kind: str
    label: str = "own"
    status: str = "ok"
    is_preferred: bool = False


@lru_cache(2_000)
def read(cell: str) -> Guess[tuple[Way | Unread, ...]]:
    found = tuple(_way(part) for part in ENTRY.findall(cell) if part.strip())
    unread = any(isinstance(one, Unread) for one in found)
    return Guess(found, unread, "part.unreadable" if unread else "")


def write(method: ContactMethod) -> str:
    words = [KINDS[Kind(method.kind)]]
    words += [LABELS[Label(method.label)]] if method.label != Label.OWN else []
    words += [PREFERRED] if method.is_preferred else []
    words += [STATUSES[Status(method.status)]] if method.status != Status.OK else []
    return f"{quoted(method.value, ':;' + chr(34))}: {', '.join(words)}"


def is_read_alone(method: ContactMethod) -> bool:
    """Whether the number or address is read in a column by itself, whatever it is read as."""
    parse = emails.parse if method.kind == Kind.EMAIL else phones.parse
    return bool(parse(method.value).value)


def says_all(method: ContactMethod, beside: Iterable[ContactMethod]) -> bool:
    """Whether its cell tells everything: the rest is as everybody expects. `beside`: all that stand in columns."""
    if method.label != Label.OWN or method.is_preferred or method.kind in (Kind.WHATSAPP, Kind.SIGNAL):
        return False
    others = [other for other in beside if other is not method]
    if any(other.key == method.key for other in others):
        return False
    if method.kind == Kind.EMAIL:
        return method.value == method.key
    column = COLUMN_OF.get(method.kind)
    alone = not any(COLUMN_OF.get(other.kind) == column for other in others)
    plain = phones.parse(method.value).value == (phones.Phone(method.key),)
    typed = (
        len(method.value) <= AS_GIVEN
        and "." not in method.value[-3:]
        and method.value == method.value.strip()
    )
    return plain and ((alone and typed) or method.value == method.key)


def settle(person: Person, ways: Iterable[Way]) -> None:
    """Put what is told beside the numbers to those that the columns gave."""
    told = {(way.kind, derived.method_key(way.kind, way.value)): way for way in ways}
    for (kind, key), way in told.items():
        if derived.key_problem(kind, key):
            person.reasons.append({"code": "reach.unreadable", "what": way.value[:60]})
            continue
        same = [m for m in person.methods if m.key == key and (m.kind == kind or (m.kind, key) not in told)]
        method = next((m for m in same if m.kind == kind), same[0] if same else None)
        if method is None:
            method = Method(kind, way.value, key, way.label)
            person.methods.append(method)
        method.kind, method.value, method.label, method.status = kind, way.value, way.label, way.status


def lines_of(n: str, person: Person) -> list[str]:
    """The preferred ones."""
    return [
        line((n, way.kind, derived.method_key(way.kind, way.value)))
        for way in person.answers["reach"]
        if way.is_preferred
    ]


def _way(text: str) -> Way | Unread:
    match = VALUE.fullmatch(text)
    words = [word.strip().casefold() for word in match[2].split(",")] if match else []
    said = dict(SAID[word] for word in words if word in SAID)
    if match is None or "kind" not in said or any(word not in SAID and word != PREFERRED for word in words):
        return Unread(text.strip())
    value = match[1]
    if value.startswith('"'):
        value = value[1:-1].replace('""', '"')
    value = value.strip()
    return Way(value[:LONGEST], is_preferred=PREFERRED in words, **said)
