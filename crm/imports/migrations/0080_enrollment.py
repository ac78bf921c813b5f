"""Numbers of students brought by the public membership file. They are shared by all, so the application may only call
these: what somebody told stays, an import adds and takes back its own numbers alone."""

from django.db import migrations

from crm.access.walls import Sql

BRING = """
create function imports_bring_enrollment(batch uuid, rows jsonb) returns table (n int, id uuid, outcome text, reason text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  r record; known record; school uuid; here uuid := nullif(current_setting('earshot.organization', true), '')::uuid;
begin
  if not exists (select from public.imports_importbatch b where b.organization_id = here and b.id = batch
      and b.kind = 'enrollment') then
    raise exception 'no such import';
  end if;
  for r in select * from jsonb_to_recordset(rows) as x (n int, new_id uuid, nces_id text, year text, race text,
      students int, layer text) order by n loop
    select s.id into school from public.districts_school s where s.nces_id = r.nces_id;
    if not found then
      return query select r.n, null::uuid, 'error'::text, 'enrollment.no_school'::text;
      continue;
    end if;
    select e.id, e.batch_id, e.is_added_up into known from public.districts_enrollment e
      where e.school_id = school and e.year = r.year and e.race = r.race;
    if not found then
      insert into public.districts_enrollment (id, school_id, year, race, students, batch_id, is_added_up)
        values (r.new_id, school, r.year, r.race, r.students, batch, r.layer = 'finest');
      return query select r.n, r.new_id, 'created'::text, ''::text;
    elsif known.batch_id is distinct from batch then
      return query select r.n, known.id, 'unchanged'::text, 'enrollment.told'::text;
    elsif r.layer = 'total' then
      update public.districts_enrollment e set students = r.students, is_added_up = false where e.id = known.id;
      return query select r.n, known.id, 'created'::text, ''::text;
    elsif r.layer = 'race' and known.is_added_up then
      update public.districts_enrollment e set students = r.students, is_added_up = false where e.id = known.id;
      return query select r.n, known.id, 'created'::text, ''::text;
    elsif r.layer = 'finest' and not known.is_added_up then
      return query select r.n, null::uuid, 'skipped'::text, 'enrollment.other_sum'::text;
    else
      update public.districts_enrollment e set students = e.students + r.students where e.id = known.id;
      return query select r.n, known.id, 'created'::text, ''::text;
    end if;
  end loop;
end $$
"""
ADD_UP = """
create function imports_add_up_enrollment(batch uuid) returns int
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  added int; here uuid := nullif(current_setting('earshot.organization', true), '')::uuid;
begin
  if not exists (select from public.imports_importbatch b where b.organization_id = here and b.id = batch
      and b.kind = 'enrollment') then
    raise exception 'no such import';
  end if;
  insert into public.districts_enrollment (id, school_id, year, race, students, batch_id, is_added_up)
    select gen_random_uuid(), e.school_id, e.year, '', sum(e.students), batch, true
    from public.districts_enrollment e where e.batch_id = batch
    group by e.school_id, e.year having not bool_or(e.race = '')
    on conflict (school_id, year, race) do nothing;
  get diagnostics added = row_count;
  return added;
end $$
"""
TAKE_BACK = """
create function imports_take_back_enrollment(batch uuid, ids uuid[]) returns table (id uuid, reason text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  here uuid := nullif(current_setting('earshot.organization', true), '')::uuid;
begin
  if not exists (select from public.imports_importbatch b where b.organization_id = here and b.id = batch
      and b.kind = 'enrollment') then
    raise exception 'no such import';
  end if;
  return query select i.id, case when e.id is null or e.batch_id = batch then '' else 'undo.imported' end
    from unnest(ids) as i (id) left join public.districts_enrollment e on e.id = i.id;
  delete from public.districts_enrollment e where e.batch_id = batch and e.id = any (ids);
  delete from public.districts_enrollment e where e.batch_id = batch and e.race = '' and e.is_added_up
    and not exists (select from public.districts_enrollment o where o.school_id = e.school_id and o.year = e.year
      and o.batch_id = batch and o.race <> '');
end $$
"""
NAMES = "imports_bring_enrollment, imports_add_up_enrollment, imports_take_back_enrollment"


class Migration(migrations.Migration):
    dependencies = [("imports", "0040_mappings"), ("districts", "0080_enrollment_of_import")]
    operations = [
        Sql(
            "importrow",
            [
                BRING,
                ADD_UP,
                TAKE_BACK,
                f"revoke execute on function {NAMES} from public",
                f"grant execute on function {NAMES} to {{app}}",
            ],
            [f"drop function {name}" for name in NAMES.split(", ")],
        ),
    ]
