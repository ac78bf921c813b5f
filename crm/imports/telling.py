"""What the rows of a run tell beside their outcomes: households, permissions. Counted by the codes of their reasons."""

from django.db.models import Count, Q

from crm.imports.kinds import Tells, kind_of
from crm.imports.models import ImportBatch, ImportRow
from crm.imports.querysets import ImportRowQuerySet


def keep(batch: ImportBatch) -> None:
    """Inside the organization's transaction, when rows were written."""
    batch.told = count(batch)
    batch.save(update_fields=["told"])


def told(batch: ImportBatch) -> dict[str, int]:
    """As it was kept, else counted now."""
    if batch.told is None:
        batch.told = count(batch)
    return batch.told


def count(batch: ImportBatch) -> dict[str, int]:
    """Rows by what they tell, and what the kind itself can say."""
    kind = kind_of(batch.kind)
    if not kind.tells:
        return {}
    found = (
        ImportRow.objects.filter(organization_id=batch.organization_id).of_batch(batch.pk).exclude(reasons=[])
    )
    rows = found.aggregate(**{one.key: Count("line", filter=_fits(one)) for one in kind.tells})
    return {**rows, **kind.also_told(batch)}


def telling(rows: ImportRowQuerySet, batch: ImportBatch, key: str) -> ImportRowQuerySet:
    """Of these rows, the ones that a number in the report stands for."""
    said = next((one for one in kind_of(batch.kind).tells if one.key == key), None)
    return rows.exclude(reasons=[]).filter(_fits(said)) if said else rows.none()


def _fits(one: Tells) -> Q:
    said, unless = Q(), Q()
    for code in one.codes:
        said |= Q(reasons__contains=[{"code": code}])
    for code in one.without:
        unless |= Q(reasons__contains=[{"code": code}])
    return said & ~unless if one.without else said
