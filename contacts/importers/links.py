"""Relationships of a file beside those that are here: each once, and what ended stays ended."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Q

from contacts.importers.kin import Tie
from contacts.models import Contact, Relationship
from contacts.models.relationships import MUTUAL
from crm.lib.ids import uuid7

GUARDIAN = Relationship.Kind.GUARDIAN
Place = tuple[int, int]


class Bond(NamedTuple):
    """`contact` is what the tie says of `other`."""

    at: Place
    source: Place
    contact: uuid.UUID
    other: uuid.UUID
    tie: Tie


def settle_ties(organization_id: uuid.UUID, bonds: Sequence[Bond], told: Any) -> None:
    """One that ended here is not begun anew by a file that still has it; an end that the file knows is written."""
    if not bonds:
        return
    here = {"organization_id": organization_id}
    ids = {pk for bond in bonds for pk in (bond.contact, bond.other)}
    minors = set(Contact.objects.filter(**here, pk__in=ids, is_minor=True).values_list("pk", flat=True))
    held: dict[tuple, list[Relationship]] = defaultdict(list)
    for link in Relationship.objects.filter(Q(contact_id__in=ids) | Q(other_id__in=ids), **here):
        held[_key(link.contact_id, link.other_id, link.kind)].append(link)
    made = []
    for bond in bonds:
        tie, links = bond.tie, held[_key(bond.contact, bond.other, bond.tie.kind)]
        starts, ends = day(tie.starts), day(tie.ends)
        if tie.kind == GUARDIAN and bond.contact in minors:
            told.say(bond.source, "tie.minor_guardian")
        elif (ends is None and any(holds(link, starts, made) for link in links)) or (
            ends and any(link.ends_on == ends and link.starts_on == starts for link in links)
        ):
            continue
        elif ends and (
            link := next((link for link in links if link.ends_on is None and link.starts_on == starts), None)
        ):
            link.ends_on = ends
            if link._state.adding:  # an earlier row of these said that it holds
                continue
            link.save(update_fields=["ends_on"])
            told.added[bond.at]["ended_ties"].append([str(link.pk), tie.ends])
            told.say(bond.at, "tie.ended")
        else:
            link = Relationship(
                id=uuid7(), contact_id=bond.contact, other_id=bond.other, kind=tie.kind, starts_on=starts,
                ends_on=ends, note=tie.note, source="import", **here,
            )  # fmt: skip
            links.append(link)
            made.append(link)
            told.added[bond.at]["ties"].append(str(link.pk))
            told.say(bond.at, "tie.made")
    Relationship.objects.bulk_create(made)


def untie(organization_id: uuid.UUID, befores: Iterable[dict[str, Any]]) -> None:
    """Undo: what the import tied is loosed, and what it ended holds again."""
    added = [before.get("added", {}) for before in befores]
    here = {"organization_id": organization_id}
    Relationship.objects.filter(**here, pk__in=[pk for part in added for pk in part.get("ties", ())]).delete()
    for pk, ends in (pair for part in added for pair in part.get("ended_ties", ())):
        Relationship.objects.filter(**here, pk=pk, ends_on=ends).update(ends_on=None)


def holds(link: Any, starts: datetime.date | None, made: Sequence[Any]) -> bool:
    """It still does, or it began on that day and ended here since: whoever wrote the file did not know."""
    ended = link.ends_on if isinstance(link, Relationship) else link.left_on
    began = link.starts_on if isinstance(link, Relationship) else link.joined_on
    return ended is None or (began == starts and link not in made)


def day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _key(contact: uuid.UUID, other: uuid.UUID, kind: str) -> tuple:
    """The same for a mutual one, whichever way round."""
    return (*(sorted((contact, other)) if kind in MUTUAL else (contact, other)), str(kind))
