"""Answers to the organization's own questions, in and out of spreadsheets: a column for each question."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from contacts import customs
from contacts.importers.columns import ContactColumns
from contacts.models import CustomField
from crm.access import tenancy
from crm.access.errors import DomainError
from crm.imports.columns import Column
from crm.imports.staging import NULL, Stage, line
from crm.lib.guess import Guess

PREFIX = "custom_"
OWN = _("Our own questions")
ANSWERS = Stage(
    "import_answer", "n int, field_id uuid, slot int, text text, number float8, day date, yes bool"
)


class Question:
    """Reads and writes the cells of one question."""

    def __init__(self, field: CustomField):
        self.field = field

    def read(self, cell: str) -> Guess:
        """The field and its answer together, so that whoever takes it need not know which it was."""
        try:
            answer = customs.read(self.field, cell)
        except DomainError:
            return Guess(None, True, "answer.unreadable")
        return Guess(None if answer is None else (self.field, answer))

    def write(self, answer: Any) -> str:
        return customs.cell(self.field, answer)


def own_columns() -> dict[str, Column]:
    """The questions in use, of the organization whose transaction this is."""
    if not connection.in_atomic_block or not (here := tenancy.current("default")):
        return {}
    fields = CustomField.objects.filter(organization_id=here, retired_at=None).order_by("position", "pk")
    taken = {column.header.casefold() for column in ContactColumns().fields.values()}
    return {f"{PREFIX}{field.pk.hex}": _column(field, taken) for field in fields}


def _column(field: CustomField, taken: set[str]) -> Column:
    """Headed by its name, unless one of the usual columns is."""
    asked = Question(field)
    header = f"{field.name} (*)" if field.name.casefold() in taken else field.name
    return Column(
        f"{PREFIX}{field.pk.hex}", field.name, asked.read, write=asked.write, header=header, group=OWN
    )


def lines_of(n: str, answers: dict[str, tuple[CustomField, Any]]) -> Iterable[str]:
    for field, answer in answers.values():
        for row in customs.columns(field, answer):
            values = (_copied(row.get(name)) for name in ("text", "number", "day", "yes"))
            yield line((n, str(field.pk), str(row["slot"]), *values))


def _copied(value: Any) -> str:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    return repr(value) if isinstance(value, float) else str(value)


NEW_ANSWERS = """
insert into contacts_customvalue (id, organization_id, contact_id, field_id, slot, text, number, day, yes)
select gen_random_uuid(), %(org)s, p.contact_id, a.field_id, a.slot, a.text, a.number, a.day, a.yes
from import_answer a join import_person p on p.n = a.n where p.n <> all(%(apart)s::int[]) order by a.n
"""
# Where the file's answer replaces another one: what was there, for the undo.
REPLACED_ANSWERS = """
delete from contacts_customvalue v using (
  select p.contact_id, a.field_id, array_agg(coalesce(a.text::text, a.number::text, a.day::text, a.yes::text) order by a.slot) as said
  from unnest(%(known)s::int[], %(ids)s::uuid[]) as p (n, contact_id)
  join import_answer a on a.n = p.n
  where a.field_id = any(%(overwritten_fields)s::uuid[]) group by 1, 2
) f
where v.organization_id = %(org)s and v.contact_id = f.contact_id and v.field_id = f.field_id
  and f.said <> (
    select array_agg(coalesce(w.text::text, w.number::text, w.day::text, w.yes::text) order by w.slot) from contacts_customvalue w
    where w.organization_id = %(org)s and w.contact_id = f.contact_id and w.field_id = f.field_id)
returning v.contact_id, to_jsonb(v)
"""
ADD_ANSWERS = """
insert into contacts_customvalue (id, organization_id, contact_id, field_id, slot, text, number, day, yes)
select gen_random_uuid(), %(org)s, p.contact_id, a.field_id, a.slot, a.text, a.number, a.day, a.yes
from unnest(%(known)s::int[], %(ids)s::uuid[]) as p (n, contact_id)
join import_answer a on a.n = p.n
where not exists (
    select from contacts_customvalue v
    where v.organization_id = %(org)s and v.contact_id = p.contact_id and v.field_id = a.field_id
    offset 0)
order by a.n on conflict do nothing returning contact_id, id::text
"""
GIVE_BACK = """
insert into contacts_customvalue
select * from jsonb_populate_recordset(null::contacts_customvalue, %(rows)s::jsonb) on conflict do nothing
"""
