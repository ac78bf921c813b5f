"""What people call themselves in a video meeting: a name, pronouns, a place; or a machine."""

import re
from typing import NamedTuple

from .parts import squeeze
from .people import PRONOUNS, Person, people

DEVICE = re.compile(
    r"\b(i-?phone|i-?pad|macbook|imac|galaxy|android|samsung|pixel|moto(?:rola)?|oneplus|huawei|redmi|kindle|laptop|desktop|chromebook|tablet"
    r"|conference room|zoom room|zoom user|user \d+|admin|guest \d*)\b|\bsm-\w+",
    re.IGNORECASE,
)
OWNER = re.compile(r"^(.+?)['’]s\s+(?=\S)|\bde\s+(.+)$", re.IGNORECASE)
INTERPRETER = re.compile(
    r"\b(interpreter|interpreting|int[eé]rprete|interpretaci[oó]n|interpretation|translator|traductora?)\b",
    re.IGNORECASE,
)
RECORDER = re.compile(
    r"\b(otter|otter\.ai|fireflies|read\.ai|notetaker|note taker|fathom|tl;?dv|recorder|zoom ai|bot)\b",
    re.IGNORECASE,
)
PHONE = re.compile(r"^\+?[\d\s().*x-]{7,}$|^call-?in user", re.IGNORECASE)
HINT = re.compile(r"\s+[|–—@]\s*|\s+-\s+|\s*\|\s*")


class Display(NamedTuple):
    kind: str
    person: Person = Person()
    hint: str = ""
    guess: bool = False
    reason: str = ""


def display(cell: str) -> Display:
    """Kind is person, device, interpreter, recorder or phone. A device may still name its owner."""
    text = squeeze(cell)
    for kind, pattern in (("phone", PHONE), ("recorder", RECORDER), ("interpreter", INTERPRETER)):
        if pattern.search(text):
            return Display(kind, hint=text, guess=True, reason=f"display.{kind}")
    if DEVICE.search(text):
        owner = OWNER.search(text)
        name = next((part for part in owner.groups() if part), "") if owner else ""
        return Display("device", _first(name), text, True, "display.device")
    pronouns = PRONOUNS.search(text)
    bare = PRONOUNS.sub(" ", text, count=1) if pronouns else text
    name, *hints = [part.strip(" -–|,()") for part in HINT.split(bare)]
    name, aside = _aside(name)
    found = people(name)
    person = found.value[0] if found.value else Person(note=name)
    if pronouns:
        person = person._replace(pronouns=re.sub(r"\s+", "", pronouns[1]).lower())
    hint = " ".join(filter(None, (*hints, aside)))
    return Display(
        "person",
        person,
        squeeze(hint),
        found.guess or bool(hint),
        found.reason or ("display.hint" if hint else ""),
    )


def _aside(name: str) -> tuple[str, str]:
    """Words in brackets are an organization or the name the account had before, not a nickname."""
    match = re.search(r"\s*[(\[]([^)\]]*)[)\]]?", name)
    if not match or " " not in match[1].strip():
        return name, ""
    return (name[: match.start()] + name[match.end() :]).strip(), match[1].strip()


def _first(name: str) -> Person:
    found = people(name).value
    return found[0] if found else Person()
