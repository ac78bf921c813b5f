"""What becomes of excerpts and redactions when a note is corrected."""

import datetime
from dataclasses import dataclass

from django.db import transaction

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.coding.offsets import Stretch, find_again, snap
from listening.models import Coding, Excerpt, NoteVersion, Redaction
from listening.querysets.coding import CodingQuerySet


@dataclass(frozen=True)
class Followed:
    moved: int
    adrift: int


@transaction.atomic
def follow(*, by: Actor, old: NoteVersion, new: NoteVersion) -> Followed:
    """Move the excerpts of the old wording to the same words of the new one. Those whose words are gone, or stand there
    in several places alike, stay with the old wording and wait for a person. Covered words are covered again wherever
    they stand."""
    used: set[tuple[int, int]] = set()
    moved = adrift = 0
    waiting = Excerpt.objects.filter(organization_id=by.organization_id, note_id=old.note_id, version=old)
    for excerpt in waiting.select_for_update().order_by("start", "end"):
        place = find_again(old.body, new.body, excerpt.start, excerpt.end)
        if place is None or (place.start, place.end) in used:
            excerpt.is_adrift = True
            adrift += 1
        else:
            used.add((place.start, place.end))
            excerpt.version, excerpt.start, excerpt.end = new, place.start, place.end
            moved += 1
        excerpt.save(update_fields=["version", "start", "end", "is_adrift"])
    _cover_again(by, old, new)
    if moved or adrift:
        audit.record(
            "listening.excerpts_followed", by=by, target=new.note, details={"moved": moved, "adrift": adrift}
        )
    return Followed(moved, adrift)


@transaction.atomic
def place_excerpt(*, by: Actor, excerpt: Excerpt, version: NoteVersion, start: int, end: int) -> Excerpt:
    """A person says where the words of an excerpt stand now. Its codes come along."""
    require(by, Permission.CODE_NOTES)
    place = snap(version.body, start, end)
    if place is None or version.note_id != excerpt.note_id:
        raise DomainError
    there = Excerpt.objects.visible_to(by).filter(version=version, start=place.start, end=place.end).first()
    if there and there.pk != excerpt.pk:
        _join(by, excerpt, there)
        return there
    excerpt.version, excerpt.start, excerpt.end = version, place.start, place.end
    excerpt.text, excerpt.is_adrift = version.body[place.start : place.end], False
    excerpt.save(update_fields=["version", "start", "end", "text", "is_adrift"])
    audit.record("listening.excerpt_placed", by=by, target=excerpt)
    return excerpt


@transaction.atomic
def drop_excerpt(*, by: Actor, excerpt: Excerpt, now: datetime.datetime) -> None:
    """The words are gone from the note, and so are the codes on them."""
    require(by, Permission.CODE_NOTES)
    _standing(by, excerpt).update(undone_at=now)
    excerpt.is_adrift = False
    excerpt.save(update_fields=["is_adrift"])
    audit.record("listening.excerpt_dropped", by=by, target=excerpt)


def _standing(by: Actor, excerpt: Excerpt) -> CodingQuerySet:
    return Coding.objects.filter(organization_id=by.organization_id, excerpt=excerpt).standing()


def _join(by: Actor, excerpt: Excerpt, there: Excerpt) -> None:
    known = set(_standing(by, there).values_list("code_id", "coder_id", "round_id"))
    for coding in _standing(by, excerpt):
        if (coding.code_id, coding.coder_id, coding.round_id) not in known:
            coding.excerpt = there
            coding.save(update_fields=["excerpt"])
    excerpt.is_adrift = False
    excerpt.save(update_fields=["is_adrift"])
    audit.record("listening.excerpt_placed", by=by, target=there)


def _cover_again(by: Actor, old: NoteVersion, new: NoteVersion) -> None:
    places: dict[Stretch, str] = {}
    for cover in Redaction.objects.visible_to(by).filter(version=old, undone_at=None):
        words, at = old.body[cover.start : cover.end], new.body.find(old.body[cover.start : cover.end])
        while at >= 0:
            places[Stretch(at, at + len(words))] = cover.mark
            at = new.body.find(words, at + len(words))
    Redaction.objects.bulk_create(
        Redaction(
            organization_id=by.organization_id,
            version=new,
            start=place.start,
            end=place.end,
            mark=mark,
            by_id=by.membership_id,
        )
        for place, mark in places.items()
    )
