"""Bare rows of coding; use the services where their rules matter."""

from crm.access.tenancy import tenant
from crm.organizations.models import Membership, Organization
from listening.models import (
    Code,
    Codebook,
    CodeChange,
    Coding,
    CodingRound,
    Excerpt,
    Note,
    Redaction,
    RoundNote,
    VocabularyOffer,
)
from tests.make.acts import note
from tests.make.ground import numbers


def codebook(of: Organization, name: str = "What we hear", **fields) -> Codebook:
    with tenant(of.id):
        return Codebook.objects.create(organization_id=of.id, name=name, **{"is_shared": True, **fields})


def code(of: Organization, name: str = "Late buses", book: Codebook | None = None, **fields) -> Code:
    book = book or codebook(of)
    values = {"key": f"z{next(numbers)}", "name_en": name, "status": "active", **fields}
    with tenant(of.id):
        return Code.objects.create(organization_id=of.id, codebook=book, **values)


def code_change(of: Organization) -> CodeChange:
    changed = code(of)
    with tenant(of.id):
        return CodeChange.objects.create(
            organization_id=of.id, codebook=changed.codebook, code=changed, kind="edited", version=2
        )


def excerpt(of: Organization, of_note: Note | None = None, start: int = 0, end: int = 7, **fields) -> Excerpt:
    of_note = of_note or note(of)
    with tenant(of.id):
        version = of_note.versions.order_by("-number")[0]
        return Excerpt.objects.create(
            organization_id=of.id,
            version=version,
            note=of_note,
            session_id=of_note.session_id,
            start=start,
            end=end,
            text=version.body[start:end],
            **fields,
        )


def coding(of: Organization, words: Excerpt | None = None, with_code: Code | None = None, **fields) -> Coding:
    words, with_code = words or excerpt(of), with_code or code(of)
    with tenant(of.id):
        return Coding.objects.create(organization_id=of.id, excerpt=words, code=with_code, **fields)


def coding_round(of: Organization, *work: tuple[Note, Membership], **fields) -> CodingRound:
    book = fields.pop("codebook", None) or codebook(of)
    with tenant(of.id):
        made = CodingRound.objects.create(
            organization_id=of.id, name="Pilot", codebook=book, **{"kind": "independent", **fields}
        )
        for one, coder in work:
            RoundNote.objects.create(organization_id=of.id, round=made, note=one, coder=coder)
    return made


def redaction(of: Organization) -> Redaction:
    covered = note(of)
    with tenant(of.id):
        version = covered.versions.get()
        return Redaction.objects.create(organization_id=of.id, version=version, start=0, end=3, mark="[…]")


def vocabulary_offer(of: Organization) -> VocabularyOffer:
    """One that lies in the organization itself, as nobody's but its own."""
    with tenant(of.id):
        return VocabularyOffer.objects.create(
            organization_id=of.id,
            to_organization_id=of.id,
            codebook_guid=codebook(of).guid,
            offered_by=of.name,
            name="Shared",
            version=1,
            codes=[],
        )
