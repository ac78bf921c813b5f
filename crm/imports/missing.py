"""What an import still waits for, in sentences: the pages of the wizard always say it."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from crm.imports.kinds import Kind, kind_of
from crm.imports.models import ImportBatch

State = ImportBatch.State


def unanswered(batch: ImportBatch) -> bool:
    """Whether something is asked that "What is it?" answers."""
    if batch.state not in (State.MAPPING, State.READY):
        return False
    fields = {column["field"] for column in batch.mapping["columns"]} - {""}
    return bool(kind_of(batch.kind).questions(fields | set(batch.mapping.get("implies", ())), batch.options))


def still_missing(batch: ImportBatch) -> list[str | Promise]:
    """The first is the most pressing; nothing once it runs."""
    if batch.state == State.READING:
        return [_("The file is being read.")]
    if batch.state not in (State.MAPPING, State.READY):
        return []
    kind: Kind = kind_of(batch.kind)
    fields = {column["field"] for column in batch.mapping["columns"]} - {""}
    implied = set(batch.mapping.get("implies", ()))
    found = [kind.missing(fields), *kind.questions(fields | implied, batch.options)]
    if batch.state == State.MAPPING:
        found.append(_("Look at the columns and confirm them."))
    found.append(_("Check what will be written and press Finish."))
    return [sentence for sentence in found if sentence]
