"""Where people stood and stand, and what they and their guardians allowed, for a page of people on their way out."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from contacts.consent import Consent
from contacts.importers import said, scales
from contacts.models import Assessment, ConsentEvent, Contact, RungStep
from contacts.uses import REFUSALS, means
from crm.access.actors import Actor

LONGEST_CELL = 9_000  # a longer one makes an import refuse its row
TOO_LONG = "standing.too_long"
GUARDIAN = "guardian"


@dataclass
class Standing:
    steps: list[str] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)


def standing_of(by: Actor, page: list[Contact], left_out: Counter[str]) -> dict[uuid.UUID, Standing]:
    """From the first day to the last; of a very long story the end."""
    found: dict[uuid.UUID, Standing] = defaultdict(Standing)
    people = {"contact_id__in": [person.pk for person in page]}
    steps = RungStep.objects.visible_to(by).filter(**people).select_related("rung")
    for step in steps.order_by("since", "until", "rung__position", "pk"):
        found[step.contact_id].steps.append(scales.write_step(step))
    levels = Assessment.objects.visible_to(by).filter(**people)
    for line in levels.order_by("since", "until", "about", "level", "pk"):
        found[line.contact_id].levels.append(scales.write_level(line))
    for one in found.values():
        for cells in (one.steps, one.levels):
            while sum(len(cell) + 2 for cell in cells) > LONGEST_CELL:
                cells.pop(0)
                left_out[TOO_LONG] += 1
    return found


def guardians_of(by: Actor, consents: Iterable[Consent]) -> dict[uuid.UUID, Contact]:
    """Those who answered for these minors, as far as the asker sees them."""
    ids = {line.guardian_id for consent in consents for line in consent.lines if line.guardian_id}
    return Contact.objects.visible_to(by).filter(is_minor=False).in_bulk(ids) if ids else {}


def answers_of(consent: Consent, guardians: dict[uuid.UUID, Contact]) -> tuple[list[str], list[str]]:
    """One's own answers about words and pictures, and a guardian's about anything, in the order of the ledger.

    Only lines that decide something now, and none that was said for one session alone."""
    own, theirs = [], []
    for line in sorted(deciding(consent), key=lambda line: (line.at, line.pk)):
        on = line.given_on or timezone.localdate(line.at)
        if line.given_by == GUARDIAN:
            theirs.append(said.write(line, on, guardians.get(line.guardian_id)))
        else:
            own.append(said.write(line, on))
    return own, theirs


def by_guardian(consent: Consent, purpose: str) -> ConsentEvent | None:
    """The guardian's yes that opens this way to reach them."""
    now = consent.standing(purpose)
    if now.value != "granted" or now.given_by != GUARDIAN:
        return None
    lines = [
        line
        for line in consent.lines
        if line.purpose == purpose and line.session_id is None and line.value == "granted"
    ]
    theirs = [line for line in lines if line.given_by == GUARDIAN]
    return max(theirs, key=lambda line: (line.at, line.pk), default=None)


def deciding(consent: Consent) -> set[ConsentEvent]:
    """As contacts.uses reads them: the latest of each person and giver, and no file reopens what was refused."""
    latest: dict[tuple, tuple[str, ConsentEvent]] = {}
    for line in sorted(consent.lines, key=lambda line: (line.at, line.pk)):
        if line.session_id is not None:
            continue
        for use, value in means(line.purpose, line.value).items():
            scope = (line.contact_id, use, line.given_by)
            before = latest.get(scope)
            if before and before[0] in REFUSALS and value not in REFUSALS and line.is_from_file:
                continue
            latest[scope] = value, line
    found = {line for _value, line in latest.values()}
    return found | {line for purpose in said.OF_WAYS if (line := by_guardian(consent, purpose))}
