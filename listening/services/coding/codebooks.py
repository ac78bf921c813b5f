"""Making codebooks, and offering one to the partners of a coalition as a copy."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import DomainError
from crm.access.roles import Permission
from crm.audit import services as audit
from crm.organizations.models import Organization
from crm.organizations.services.partners import partners_of
from listening.coding import vocabulary
from listening.coding.letters import letters_for
from listening.models import Code, Codebook, CodeChange, ListeningProject, VocabularyOffer

# What a code is, wherever a copy of it lies.
COPIED = (
    "key", "name_en", "name_es", "short_definition", "short_definition_es", "definition", "definition_es", "include",
    "include_es", "exclude", "exclude_es", "example", "near_miss", "colour", "kind", "framework", "is_codable", "position",
)  # fmt: skip


class Locked(DomainError):
    sentence = _("This vocabulary is shared and locked. Make a copy to change it.")


@transaction.atomic
def make_codebook(
    *,
    by: Actor,
    name: str,
    purpose: str = "",
    is_shared: bool = True,
    project: ListeningProject | None = None,
    seeds: Iterable[str] = (),
) -> Codebook:
    """A codebook, empty or with some of the vocabularies of listening.vocabulary, in use at once."""
    require(by, Permission.CODE_NOTES)
    book = Codebook.objects.create(
        organization_id=by.organization_id,
        name=name,
        purpose=purpose,
        is_shared=is_shared and project is None,
        project=project,
        made_by_id=by.membership_id,
    )
    place = 0
    for seed in seeds:
        for family in vocabulary.families(seed):
            columns = {key: value for key, value in family.items() if key != "codes"}
            columns |= {"kind": Code.Kind.DEDUCTIVE, "status": Code.Status.ACTIVE}
            parent = _new(by, book, None, place, columns | {"is_codable": False})
            shared = {"colour": family["colour"], "kind": Code.Kind.DEDUCTIVE, "status": Code.Status.ACTIVE}
            parent.save()
            Code.objects.bulk_create(
                _new(by, book, parent, number, shared | code)
                for number, code in enumerate(family["codes"], 1)
            )
            place += 1
    if project:
        use_codebook(by=by, project=project, codebook=book)
    audit.record("listening.codebook_made", by=by, target=book, details={"seeds": sorted(seeds)})
    return book


def use_codebook(*, by: Actor, project: ListeningProject, codebook: Codebook) -> None:
    """Code the notes of a project with this codebook."""
    require(by, Permission.CODE_NOTES)
    project.codebook = codebook
    project.save(update_fields=["codebook"])
    audit.record("listening.codebook_chosen", by=by, target=project, details={"codebook": str(codebook.pk)})


@transaction.atomic
def copy_codebook(
    *, by: Actor, codebook: Codebook, name: str, project: ListeningProject | None = None
) -> Codebook:
    """A copy that may be changed. Its codes keep their guids, so that files of both understand each other."""
    require(by, Permission.CODE_NOTES)
    book = make_codebook(by=by, name=name, purpose=codebook.purpose, is_shared=True, project=project)
    _fill(by, book, as_offered(Code.objects.visible_to(by).filter(codebook=codebook)))
    return book


def archive_codebook(*, by: Actor, codebook: Codebook) -> None:
    """No longer offered for coding. What was coded with it stays."""
    require(by, Permission.CODE_NOTES)
    codebook.archived_at = timezone.now()
    codebook.save(update_fields=["archived_at"])
    audit.record("listening.codebook_archived", by=by, target=codebook)


@transaction.atomic
def offer_codebook(*, by: Actor, codebook: Codebook) -> int:
    """Copy the codebook for every partner of the coalition; an earlier copy becomes this version. Gives how many."""
    require(by, Permission.CODE_NOTES)
    here = Organization.objects.visible_to(by).get()
    if not here.is_coalition:
        raise DomainError(_("Only the coalition offers a vocabulary to its partners."))
    codes = as_offered(Code.objects.visible_to(by).filter(codebook=codebook))
    offers = [
        VocabularyOffer(
            organization_id=by.organization_id,
            to_organization_id=partner.pk,
            codebook_guid=codebook.guid,
            offered_by=here.name,
            name=codebook.name,
            version=codebook.version,
            codes=codes,
        )
        for partner in partners_of(by)
    ]
    VocabularyOffer.objects.bulk_create(
        offers,
        update_conflicts=True,
        unique_fields=["organization", "to_organization_id", "codebook_guid"],
        update_fields=["offered_by", "name", "version", "codes", "recalled_at"],
    )
    VocabularyOffer.objects.visible_to(by).filter(
        organization_id=by.organization_id, codebook_guid=codebook.guid
    ).update(offered_at=Now())
    audit.record("listening.codebook_offered", by=by, target=codebook, details={"partners": len(offers)})
    return len(offers)


def recall_codebook(*, by: Actor, codebook: Codebook) -> None:
    """Partners who took it keep their copy; nobody else finds it any more."""
    require(by, Permission.CODE_NOTES)
    VocabularyOffer.objects.visible_to(by).filter(
        organization_id=by.organization_id, codebook_guid=codebook.guid
    ).update(recalled_at=Now())
    audit.record("listening.codebook_recalled", by=by, target=codebook)


@transaction.atomic
def take_offer(*, by: Actor, offer: VocabularyOffer) -> Codebook:
    """Take the coalition's vocabulary as a locked copy, or bring the copy up to its version. Codings stay: a code that is
    no longer in it is retired."""
    require(by, Permission.CODE_NOTES)
    book = (
        Codebook.objects.visible_to(by)
        .select_for_update()
        .filter(copied_from=offer.codebook_guid, is_locked=True)
        .first()
    )
    if book is None:
        book = Codebook.objects.create(
            organization_id=by.organization_id,
            name=offer.name,
            purpose=offer.offered_by,
            is_shared=True,
            is_locked=True,
            copied_from=offer.codebook_guid,
            made_by_id=by.membership_id,
        )
    _fill(by, book, offer.codes)
    book.version, book.name, book.archived_at = offer.version, offer.name, None
    book.save(update_fields=["version", "name", "archived_at"])
    audit.record("listening.codebook_taken", by=by, target=book, details={"version": offer.version})
    return book


def as_offered(codes: Iterable[Code]) -> list[dict[str, Any]]:
    """Codes in use as plain values: the parent by its guid."""
    rows = sorted((code for code in codes if code.is_in_use), key=lambda code: (code.position, code.name_en))
    guids: dict[uuid.UUID | None, str] = {code.pk: str(code.guid) for code in rows}
    return [
        {name: getattr(code, name) for name in COPIED}
        | {"guid": str(code.guid), "parent": guids.get(code.parent_id)}
        for code in rows
    ]


def taken_letters(by: Actor, codebook: Codebook) -> set[str]:
    return set(Code.objects.visible_to(by).filter(codebook=codebook).in_use().values_list("key", flat=True))


def changed(
    by: Actor, codebook: Codebook, code: Code, kind: str, *, before: dict[str, Any], other: Code | None = None
) -> CodeChange:
    """The trace of a change. The codebook's version grows with it."""
    Codebook.objects.visible_to(by).filter(pk=codebook.pk).update(version=F("version") + 1)
    codebook.refresh_from_db(fields=["version"])
    change = CodeChange.objects.create(
        organization_id=by.organization_id,
        codebook=codebook,
        code=code,
        other=other,
        kind=kind,
        version=codebook.version,
        before=before,
        by_id=by.membership_id,
    )
    audit.record(f"listening.code_{kind}", by=by, target=code, details={"version": codebook.version})
    return change


def _new(by: Actor, book: Codebook, parent: Code | None, position: int, columns: dict[str, Any]) -> Code:
    return Code(
        organization_id=by.organization_id,
        codebook=book,
        parent=parent,
        position=position,
        made_by_id=by.membership_id,
        **columns,
    )


def _fill(by: Actor, book: Codebook, codes: list[dict[str, Any]]) -> None:
    """Bring the codes of a copy to what is offered, by guid."""
    known = {str(code.guid): code for code in Code.objects.visible_to(by).filter(codebook=book)}
    offered = {row["guid"] for row in codes}
    gone = [code for guid, code in known.items() if guid not in offered and code.is_in_use]
    for code in gone:  # first, so that their letters are free
        code.status = Code.Status.RETIRED
        code.save(update_fields=["status"])
    taken = {code.key for code in known.values() if code.is_in_use and str(code.guid) not in offered}
    for row in codes:
        if row["guid"] not in known:
            known[row["guid"]] = _new(by, book, None, row["position"], {"guid": uuid.UUID(row["guid"])})
        code = known[row["guid"]]
        for name in COPIED:
            setattr(code, name, row[name])
        if code.key in taken:
            code.key = letters_for(code.name_en, taken)
        taken.add(code.key)
        code.status, code.merged_into, code.parent = Code.Status.ACTIVE, None, None
        code.save()
    for row in codes:
        if row["parent"]:
            Code.objects.visible_to(by).filter(pk=known[row["guid"]].pk).update(parent=known[row["parent"]])
