"""What a file on its way out is made for: our own columns, or those that another tool takes back."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FORMATS = {
    "csv": "CSV",
    "xlsx": _("Excel (XLSX)"),
    "vcf": _("Address cards (VCF)"),
    "qdpx": _("REFI-QDA project (QDPX)"),
    "qdc": _("REFI-QDA codebook (QDC)"),
}
OWN = "own"


@dataclass(frozen=True)
class Layout:
    key: str
    label: str | Promise
    meaning: str | Promise
    formats: tuple[str, ...] = ("csv", "xlsx")


@dataclass(frozen=True)
class LeftOut:
    """Something that is not in the file, with why, as a sentence."""

    count: int
    why: str | Promise


@dataclass(frozen=True)
class ExportPreview:
    """What will be in the file, counted before it is written. `rows` may be a little more than what is written: numbers
    are looked at one by one only then."""

    rows: int
    columns: Sequence[str]
    has: Sequence[tuple[str | Promise, int]] = ()
    left_out: list[LeftOut] = field(default_factory=list)
    notes: Sequence[str | Promise] = ()
