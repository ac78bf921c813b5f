"""Answers about words and pictures, and a guardian's, that a file of ours tells: a line of the ledger each, from a file.

Such a line reopens nothing (contacts.consent, contacts.uses). A yes needs its day and its way."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils import timezone

from contacts import ledger, uses
from contacts.consent import REFUSALS
from contacts.importers.said import OF_WAYS, Answer
from contacts.models import ConsentEvent, Contact
from crm.access.actors import Actor
from crm.lib.ids import uuid7_texts

Place = tuple[int, int]
Value = ConsentEvent.Value
GUARDIAN, SELF = "guardian", "self"


class Heard(NamedTuple):
    """`at`: the row whose undo takes it back. `guardian`: who said it, if they are known here."""

    at: Place
    source: Place
    person: uuid.UUID
    guardian: uuid.UUID | None
    answer: Answer


def settle_answers(
    by: Actor, heard: Sequence[Heard], columns: dict[str, str], batch_id: uuid.UUID, told: Any
) -> None:
    """`columns`: by who gives the answer, the column and the file that tell it."""
    if not heard:
        return
    here = {"organization_id": by.organization_id}
    ids = {one.person for one in heard} | {one.guardian for one in heard if one.guardian}
    people = Contact.objects.filter(**here, pk__in=ids).in_bulk()
    there: dict[tuple, list[ConsentEvent]] = defaultdict(list)
    for line in ConsentEvent.objects.filter(**here, session_id=None).said_by(*people).order_by("at", "pk"):
        there[line.of, line.purpose, line.given_by].append(line)
    made, now, numbers = [], timezone.now(), uuid7_texts(len(heard))
    for one in heard:
        answer, giver = one.answer, GUARDIAN if one.answer.by_guardian else SELF
        lines = there[one.person, answer.purpose, giver]
        if _is_known(answer, lines):
            continue
        if refused := _refusal(answer, people[one.person]):
            told.say(one.source, refused)
            continue
        guardian = people.get(one.guardian)
        line = ConsentEvent(
            id=uuid.UUID(next(numbers)), contact_id=one.person, purpose=answer.purpose, value=answer.value,
            how=answer.how or "import", language=people[one.person].language.partition("-")[0] or "en", given_by=giver,
            guardian=guardian if guardian and not guardian.is_minor else None, source=columns[giver],
            given_on=answer.on or None, at=now, **here,
        )  # fmt: skip
        line.contact = people[one.person]
        lines.append(line)
        made.append((one, line))
    ConsentEvent.objects.bulk_create(line for _one, line in made)
    for one, line in made:
        is_new = people[one.person].import_batch_id == batch_id  # of whom nothing can be out yet
        acted_on = not is_new and line.value in REFUSALS and line.purpose in uses.PURPOSES
        if acted_on:
            ledger.tell(by, line)
        # Words that were taken back are taken out of what was published: an undo of the import does not bring them back.
        stays = acted_on and line.value == Value.WITHDRAWN
        told.added[one.at]["withdrawn_words" if stays else "answers_told"].append(str(line.pk))
        told.say(one.at, "consent.told")


def unsay(organization_id: uuid.UUID, befores: Any) -> None:
    """Undo."""
    lines = [pk for before in befores for pk in before.get("added", {}).get("answers_told", ())]
    if lines:
        ConsentEvent.objects.filter(organization_id=organization_id, pk__in=lines).delete()


def forget_guardians(organization_id: uuid.UUID, gone: Sequence[uuid.UUID]) -> None:
    """Undo: lines of a file that name one of them as the guardian stay, without the name. No line is ever changed."""
    lines = ConsentEvent.objects.filter(organization_id=organization_id, guardian_id__in=gone).exclude(
        source=""
    )
    if kept := list(lines.exclude(contact_id__in=gone)):
        ConsentEvent.objects.filter(
            organization_id=organization_id, pk__in=[line.pk for line in kept]
        ).delete()
        for line in kept:
            line.guardian = None
        ConsentEvent.objects.bulk_create(kept)


def _refusal(answer: Answer, person: Contact) -> str:
    """Why a yes is not taken. A no always is."""
    if not answer.is_yes:
        return ""
    if not (answer.on and answer.how):
        return "consent.no_date"
    if answer.by_guardian and answer.purpose in OF_WAYS and not person.is_minor:
        return "consent.of_age"
    return ""


def _is_known(answer: Answer, lines: Sequence[ConsentEvent]) -> bool:
    """The same of that day. A no without a day is known unless they said yes since."""
    if not answer.on and not answer.is_yes:
        return bool(lines) and lines[-1].value in REFUSALS
    return any(
        (line.value == answer.value or (answer.value == Value.DENIED and line.value == Value.WITHDRAWN))
        and (line.given_on or timezone.localdate(line.at)).isoformat() == answer.on
        for line in lines
    )
