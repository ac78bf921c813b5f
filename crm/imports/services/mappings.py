"""Decisions about columns, kept for the next file with the same headings."""

from django.db import transaction
from django.utils import timezone

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.roles import Permission
from crm.imports import mapping
from crm.imports.kinds import followers
from crm.imports.models import ImportBatch, SavedMapping


@transaction.atomic
def save_mapping(*, by: Actor, batch: ImportBatch, name: str) -> SavedMapping:
    """Keep these decisions for files with the same headings; a mapping of that name is replaced."""
    require(by, Permission.IMPORT)
    kept, _made = SavedMapping.objects.update_or_create(
        organization_id=by.organization_id,
        kind=batch.kind,
        name=" ".join(name.split())[:80],
        defaults={
            "signature": mapping.signature(batch.mapping["table"]["headers"]),
            "columns": [{key: c[key] for key in ("header", "field", "system", "policy", "rules", "drop")} for c in batch.mapping["columns"]],
            "options": {key: said for key, said in batch.options.items() if key not in _of_one_file(batch)},
            **_read_with(batch),
            "made_by_id": by.membership_id,
            "used_at": timezone.now(),
        },
    )  # fmt: skip
    return kept


def _of_one_file(batch: ImportBatch) -> set[str]:
    return {name for follower in followers(batch.kind) for name in follower.of_one_file}


def _read_with(batch: ImportBatch) -> dict[str, str]:
    """Kept only where somebody chose it, or it was so chosen for the file before: a guess is made anew each time."""
    noted = any(note["code"] == "note.read_as_before" for note in batch.facts["notes"])
    keys = ("encoding", "delimiter")
    return {key: batch.facts[key] if noted else batch.facts.get("chosen", {}).get(key, "") for key in keys}
