"""What a higher room takes out of the rows of a lower room's kind."""

import uuid
from collections.abc import Sequence

from django import forms

from crm.access.actors import Actor
from crm.imports.kinds.writers import Came
from crm.imports.mapping import Plan
from crm.imports.models import ImportBatch


class Follower:
    """A higher room that takes more out of the rows of a lower room's kind: who came, say, to a meeting that the options
    or a column name. Registered with `follow`."""

    of_one_file: frozenset[str] = frozenset()  # names of fields whose answer is not for the next such file

    def fields(self, actor: Actor, batch: ImportBatch) -> dict[str, forms.Field]:
        """What it wants to know for the whole file, beside the kind's own options; kept among them as plain values."""
        return {}

    def wants(self, plan: Plan) -> bool:
        """Whether this file has something for it; else `wrote` is never called."""
        return True

    def wrote(self, batch: ImportBatch, plan: Plan, by: Actor, came: Sequence[Came]) -> None:
        """The records of a chunk are written; this is in the same transaction, and happens once for each row."""

    def undo(self, batch: ImportBatch, ids: Sequence[uuid.UUID], by: Actor) -> None:
        """Before these records are taken back: what `wrote` added to them goes."""

    def undone(self, batch: ImportBatch, by: Actor) -> None:
        """At the end of an undo: what `wrote` added to records that the import itself left as they were."""
