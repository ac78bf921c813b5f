"""Full-text search under row security: lexemes kept by triggers, looked up past the policy by one function.

`@@` is not leakproof, so under row security its index is not used; the function looks through the index and answers
for the organization of the transaction alone.
"""

from django.db import migrations

from crm.access.walls import HERE, Sql

# The same letters without accents, capitals and marks, as listening.finding.folding has it.
FOLD = r"""
create function listening_fold(words text) returns text
language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp
return lower(regexp_replace(regexp_replace(normalize(words, NFD),
  '[\u0300-\u036f''’‘´`]', '', 'g'), '[][!"#$\u0025&()*+,./:;<=>?@\\^_{{|}}~¿¡…“”„«»‐‑–—-]+', ' ', 'g'))
"""

# Words as they are, and their stems in both languages: people change languages within a sentence.
VECTOR = """
create function listening_vector(words text) returns tsvector
language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp
begin atomic
  with folded(t) as materialized (select left(public.listening_fold(words), 100000))
  select to_tsvector('pg_catalog.simple', t) || to_tsvector('pg_catalog.english', t)
         || to_tsvector('pg_catalog.spanish', t) from folded;
end
"""

KEEP = """
create function listening_keep_findable(
  organization uuid, kind text, what uuid, note uuid, words text
) returns void
language sql volatile set search_path = pg_catalog, pg_temp
begin atomic
  insert into public.listening_findable (organization_id, kind, of, note_id, vector)
  values (organization, kind, what, note, coalesce(public.listening_vector(words), ''))
  on conflict (organization_id, kind, of) do update set note_id = excluded.note_id, vector = excluded.vector;
end
"""

ON_VERSION = """
create function listening_version_findable() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if TG_OP = 'DELETE' then
    delete from public.listening_findable f
    where f.organization_id = old.organization_id and f.kind = 'note' and f.of = old.note_id;
    -- An earlier wording went: the latest that is left counts.
    perform public.listening_keep_findable(v.organization_id, 'note', v.note_id, v.note_id, v.body)
    from public.listening_noteversion v
    where v.organization_id = old.organization_id and v.note_id = old.note_id
    order by v.number desc limit 1;
    return null;
  end if;
  if not exists (
    select 1 from public.listening_noteversion v
    where v.organization_id = new.organization_id and v.note_id = new.note_id and v.number > new.number
  ) then
    perform public.listening_keep_findable(new.organization_id, 'note', new.note_id, new.note_id, new.body);
  end if;
  return null;
end $$
"""

ON_TRANSLATION = """
create function listening_translation_findable() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if TG_OP = 'DELETE' then
    delete from public.listening_findable f
    where f.organization_id = old.organization_id and f.kind = 'translation' and f.of = old.id;
  else
    perform public.listening_keep_findable(new.organization_id, 'translation', new.id, v.note_id, new.body)
    from public.listening_noteversion v
    where v.organization_id = new.organization_id and v.id = new.version_id;
  end if;
  return null;
end $$
"""

ON_MEMO = """
create function listening_memo_findable() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if TG_OP = 'DELETE' then
    delete from public.listening_findable f
    where f.organization_id = old.organization_id and f.kind = 'memo' and f.of = old.id;
  else
    perform public.listening_keep_findable(new.organization_id, 'memo', new.id, new.note_id, new.body);
  end if;
  return null;
end $$
"""

FIND = f"""
create function listening_find(wanted tsquery, kinds text[])
returns table (kind text, of uuid, note_id uuid)
language sql stable strict security definer rows 200 set search_path = pg_catalog, pg_temp
begin atomic
  select f.kind, f.of, f.note_id from public.listening_findable f
  where f.vector @@ wanted and f.organization_id = {HERE} and f.kind = any (kinds);
end
"""

BACKFILL = """
insert into listening_findable (organization_id, kind, of, note_id, vector)
select distinct on (organization_id, note_id)
  organization_id, 'note', note_id, note_id, listening_vector(body)
from listening_noteversion order by organization_id, note_id, number desc
on conflict do nothing
"""


def trigger(name: str, events: str) -> str:
    return (
        f"create trigger {name} after {events} on {{table}} for each row execute function {name}()"
    )


class Migration(migrations.Migration):
    dependencies = [("listening", "0030_notes")]
    operations = [
        Sql(
            "findable",
            [
                FOLD,
                VECTOR,
                KEEP,
                FIND,
                "grant execute on function listening_fold(text), listening_vector(text),"
                " listening_keep_findable(uuid, text, uuid, uuid, text), listening_find(tsquery, text[]) to {app}",
            ],
            [
                "drop function listening_find(tsquery, text[])",
                "drop function listening_keep_findable(uuid, text, uuid, uuid, text)",
                "drop function listening_vector(text)",
                "drop function listening_fold(text)",
            ],
        ),
        Sql(
            "noteversion",
            [ON_VERSION, trigger("listening_version_findable", "insert or delete"), BACKFILL],
            ["drop trigger listening_version_findable on {table}", "drop function listening_version_findable()"],
        ),
        Sql(
            "notetranslation",
            [ON_TRANSLATION, trigger("listening_translation_findable", "insert or update or delete")],
            [
                "drop trigger listening_translation_findable on {table}",
                "drop function listening_translation_findable()",
            ],
        ),
        Sql(
            "memo",
            [ON_MEMO, trigger("listening_memo_findable", "insert or update or delete")],
            ["drop trigger listening_memo_findable on {table}", "drop function listening_memo_findable()"],
        ),
    ]
