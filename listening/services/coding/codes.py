"""Changing a codebook: every change leaves a trace with which it is taken back, and no coding is lost by any."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.coding.letters import letters_for
from listening.models import Code, Codebook, CodeChange, Coding
from listening.querysets.coding import CodingQuerySet
from listening.services.coding.codebooks import Locked, changed, taken_letters

EDITABLE = (
    "key", "name_en", "name_es", "short_definition", "short_definition_es", "definition", "definition_es", "include",
    "include_es", "exclude", "exclude_es", "example", "near_miss", "colour", "kind", "framework",
)  # fmt: skip
Kind = CodeChange.Kind


class LettersTaken(DomainError):
    sentence = _("Another code has these letters. Choose two others.")


class NotUndone(DomainError):
    sentence = _("Something newer was done with this code. Take that back first.")


@dataclass(frozen=True)
class Piece:
    """One of the codes that another is split into, and the codings that go to it."""

    name_en: str
    name_es: str = ""
    codings: Sequence[uuid.UUID] = ()


@transaction.atomic
def add_code(
    *,
    by: Actor,
    codebook: Codebook,
    name_en: str,
    parent: Code | None = None,
    in_use: bool = False,
    **fields: Any,
) -> Code:
    """A new code, a draft unless `in_use`. Letters are found for it when none are given."""
    codebook = _open(by, codebook)
    taken = taken_letters(by, codebook)
    key = (fields.pop("key", "") or letters_for(name_en or fields.get("name_es", ""), taken)).lower()
    if key in taken:
        raise LettersTaken(field="key")
    siblings = Code.objects.visible_to(by).filter(codebook=codebook, parent=parent).count()
    code = Code.objects.create(
        organization_id=by.organization_id,
        codebook=codebook,
        parent=parent,
        key=key,
        name_en=name_en,
        status=Code.Status.ACTIVE if in_use else Code.Status.DRAFT,
        position=siblings + 1,
        made_by_id=by.membership_id,
        **({"colour": parent.colour} if parent else {}) | fields,
    )
    changed(by, codebook, code, Kind.MADE, before={})
    return code


@transaction.atomic
def edit_code(*, by: Actor, code: Code, changes: Mapping[str, Any]) -> Code:
    """Change what a code is called or means. What was coded with it stays as it is; the earlier wording is in the trace."""
    codebook = _open(by, code.codebook)
    before = {
        name: getattr(code, name)
        for name in EDITABLE
        if name in changes and getattr(code, name) != changes[name]
    }
    if not before:
        return code
    if "key" in before and changes["key"] in taken_letters(by, codebook):
        raise LettersTaken(field="key")
    for name in before:
        setattr(code, name, changes[name])
    code.save(update_fields=list(before))
    changed(by, codebook, code, Kind.EDITED, before={"fields": before})
    return code


@transaction.atomic
def take_up(*, by: Actor, code: Code) -> Code:
    """From draft, or from retirement, into use."""
    codebook = _open(by, code.codebook)
    if code.status not in (Code.Status.DRAFT, Code.Status.RETIRED):
        raise DomainError(_("This code was merged. Take the merge back instead."))
    if code.status == Code.Status.RETIRED and code.key in taken_letters(by, codebook):
        raise LettersTaken
    return _set(by, codebook, code, Kind.TAKEN_UP, status=Code.Status.ACTIVE)


@transaction.atomic
def retire_code(*, by: Actor, code: Code) -> Code:
    """No longer offered to coders. Its codings stay and are counted."""
    codebook = _open(by, code.codebook)
    if Code.objects.visible_to(by).filter(parent=code).in_use().exists():
        raise DomainError(_("This family still has codes in use. Move or retire them first."))
    return _set(by, codebook, code, Kind.RETIRED, status=Code.Status.RETIRED)


@transaction.atomic
def move_code(*, by: Actor, code: Code, parent: Code | None, position: int | None = None) -> Code:
    """Put a code under another, or among the families."""
    codebook = _open(by, code.codebook)
    above = parent
    while above is not None:
        if above.pk == code.pk:
            raise DomainError(_("A code cannot stand under itself."), field="parent")
        above = above.parent
    if parent and (parent.codebook_id != code.codebook_id or not parent.is_in_use):
        raise DomainError(_("Choose a code of the same codebook that is in use."), field="parent")
    if position is None:
        position = Code.objects.visible_to(by).filter(codebook=codebook, parent=parent).count() + 1
    before = {"fields": {"parent_id": code.parent_id and str(code.parent_id), "position": code.position}}
    code.parent, code.position = parent, position
    code.save(update_fields=["parent", "position"])
    changed(by, codebook, code, Kind.MOVED, before=before)
    return code


@transaction.atomic
def merge_code(*, by: Actor, code: Code, into: Code) -> CodeChange:
    """Everything coded with one code is coded with the other. Where a coder had put both on the same words, one is folded
    into the other and remembered, so that taking the merge back gives exactly what was there."""
    codebook = _open(by, code.codebook)
    if into.pk == code.pk or into.codebook_id != code.codebook_id:
        raise DomainError(_("Choose another code of the same codebook."), field="into")
    if not (code.is_in_use and into.is_in_use and into.is_codable):
        raise DomainError(_("Both codes must be in use."), field="into")
    if into.parent_id == code.pk:
        raise DomainError(_("A family cannot be merged into its own code."), field="into")
    there = set(_standing(by, into).values_list("excerpt_id", "coder_id", "round_id"))
    moved: list[uuid.UUID] = []
    folded: list[uuid.UUID] = []
    for key, *mark in _standing(by, code).values_list("id", "excerpt_id", "coder_id", "round_id"):
        (folded if tuple(mark) in there else moved).append(key)
    ours = Coding.objects.filter(organization_id=by.organization_id)
    ours.filter(pk__in=moved).update(code=into)
    ours.filter(pk__in=folded).update(undone_at=timezone.now())
    children = list(Code.objects.visible_to(by).filter(parent=code).values_list("pk", flat=True))
    Code.objects.visible_to(by).filter(pk__in=children).update(parent=into)
    before = {
        "fields": {"status": code.status, "merged_into_id": None},
        "moved": [str(key) for key in moved],
        "folded": [str(key) for key in folded],
        "children": [str(key) for key in children],
    }
    code.status, code.merged_into = Code.Status.MERGED, into
    code.save(update_fields=["status", "merged_into"])
    return changed(by, codebook, code, Kind.MERGED, before=before, other=into)


@transaction.atomic
def split_code(*, by: Actor, code: Code, pieces: Sequence[Piece]) -> CodeChange:
    """New codes beside this one, each with the codings that are given to it. What is given to none stays."""
    codebook = _open(by, code.codebook)
    pieces = [piece for piece in pieces if piece.name_en.strip()]
    if not pieces or not code.is_in_use:
        raise DomainError(_("Name at least one new code."), field="name_1")
    made, moved = [], {}
    for piece in pieces:
        new = add_code(
            by=by,
            codebook=codebook,
            name_en=piece.name_en.strip(),
            name_es=piece.name_es.strip(),
            parent=code.parent,
            in_use=True,
            colour=code.colour,
            kind=Code.Kind.INDUCTIVE,
        )
        ids = list(_standing(by, code).filter(pk__in=list(piece.codings)).values_list("pk", flat=True))
        Coding.objects.filter(organization_id=by.organization_id, pk__in=ids).update(code=new)
        made.append(str(new.pk))
        moved[str(new.pk)] = [str(key) for key in ids]
    return changed(by, codebook, code, Kind.SPLIT, before={"made": made, "moved": moved})


@transaction.atomic
def undo_change(*, by: Actor, change: CodeChange, now: datetime.datetime | None = None) -> None:
    """Take a change back. Codings that were made since stay with the code they were given. Raises NotUndone when something
    newer was done with the same codes."""
    codebook = _open(by, change.codebook)
    change = CodeChange.objects.visible_to(by).select_for_update().get(pk=change.pk)
    if change.undone_at:
        return
    touched = {key for key in (change.code_id, change.other_id) if key}
    touched |= {uuid.UUID(key) for key in change.before.get("made", [])}
    newer = CodeChange.objects.visible_to(by).filter(
        codebook=codebook, undone_at=None, version__gt=change.version
    )
    if newer.filter(code_id__in=touched).exists() or newer.filter(other_id__in=touched).exists():
        raise NotUndone
    _give_back(by, change)
    change.undone_at = now or timezone.now()
    change.save(update_fields=["undone_at"])
    Codebook.objects.visible_to(by).filter(pk=codebook.pk).update(version=codebook.version + 1)
    audit.record("listening.code_change_undone", by=by, target=change.code, details={"kind": change.kind})


def _give_back(by: Actor, change: CodeChange) -> None:
    code, before = change.code, change.before
    codings = Coding.objects.filter(organization_id=by.organization_id)
    for name, value in before.get("fields", {}).items():
        setattr(code, name, value)
    if code.is_in_use and code.key in taken_letters(by, change.codebook) - {
        code.key if _is_own(by, code) else None
    }:
        raise LettersTaken
    if change.kind == Kind.MADE:
        code.status = Code.Status.RETIRED
    code.save()
    if change.kind == Kind.MERGED:
        codings.filter(pk__in=before["moved"], code=change.other).update(code=code)
        codings.filter(pk__in=before["folded"]).update(undone_at=None)
        Code.objects.visible_to(by).filter(pk__in=before["children"]).update(parent=code)
    if change.kind == Kind.SPLIT:
        for key, ids in before["moved"].items():
            codings.filter(pk__in=ids, code_id=key).update(code=code)
            if not _standing_of(by, key).exists():
                Code.objects.visible_to(by).filter(pk=key).update(status=Code.Status.RETIRED)


def _is_own(by: Actor, code: Code) -> bool:
    """Whether the letters are taken by the code itself."""
    return Code.objects.visible_to(by).in_use().filter(pk=code.pk, key=code.key).exists()


def _open(by: Actor, codebook: Codebook) -> Codebook:
    """Locked against others who change it now."""
    require(by, Permission.CODE_NOTES)
    codebook = Codebook.objects.visible_to(by).select_for_update().get(pk=codebook.pk)
    if codebook.is_locked:
        raise Locked
    return codebook


def _set(by: Actor, codebook: Codebook, code: Code, kind: str, *, status: str) -> Code:
    if code.status == status:
        return code
    before = {"fields": {"status": code.status}}
    code.status = status
    code.save(update_fields=["status"])
    changed(by, codebook, code, kind, before=before)
    return code


def _standing(by: Actor, code: Code) -> CodingQuerySet:
    return _standing_of(by, code.pk)


def _standing_of(by: Actor, code_id: uuid.UUID | str) -> CodingQuerySet:
    """All codings of a code, of every coder and round: a merge hides nothing and loses none."""
    return Coding.objects.filter(organization_id=by.organization_id, code_id=code_id).standing()
