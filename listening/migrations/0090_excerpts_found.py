"""Excerpts are found too: by their own words, as long as these stand in the latest wording of their note."""

from django.db import migrations

from crm.access.walls import Sql

ON_EXCERPT = """
create function listening_excerpt_findable() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if TG_OP = 'DELETE' then
    delete from public.listening_findable f
    where f.organization_id = old.organization_id and f.kind = 'excerpt' and f.of = old.id;
  elsif new.is_adrift or exists (
    select 1 from public.listening_noteversion v, public.listening_noteversion mine
    where mine.organization_id = new.organization_id and mine.id = new.version_id
      and v.organization_id = new.organization_id and v.note_id = new.note_id and v.number > mine.number
  ) then
    delete from public.listening_findable f
    where f.organization_id = new.organization_id and f.kind = 'excerpt' and f.of = new.id;
  else
    perform public.listening_keep_findable(new.organization_id, 'excerpt', new.id, new.note_id, new.text);
  end if;
  return null;
end $$
"""

BACKFILL = """
insert into listening_findable (organization_id, kind, of, note_id, vector)
select e.organization_id, 'excerpt', e.id, e.note_id, coalesce(listening_vector(e.text), '')
from listening_excerpt e join listening_noteversion mine on mine.id = e.version_id
where not e.is_adrift and not exists (
  select 1 from listening_noteversion v where v.note_id = e.note_id and v.number > mine.number
)
on conflict do nothing
"""


class Migration(migrations.Migration):
    dependencies = [("listening", "0081_held_files")]
    operations = [
        Sql(
            "excerpt",
            [
                ON_EXCERPT,
                "create trigger listening_excerpt_findable"
                " after insert or delete or update of text, is_adrift, version_id, note_id on {table}"
                " for each row execute function listening_excerpt_findable()",
                BACKFILL,
            ],
            [
                "drop trigger listening_excerpt_findable on {table}",
                "drop function listening_excerpt_findable()",
                "delete from listening_findable where kind = 'excerpt'",
            ],
        ),
    ]
