"""Districts and schools brought by a spreadsheet. They are shared by all, so the application may only call these:
what is there is never changed beyond its blanks, and only what one's own import made and nobody uses goes again."""

from django.db import migrations

from crm.access.walls import Sql

BRING = """
create function imports_bring_districts(rows jsonb) returns table (n int, id uuid, outcome text, reason text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  r record; found uuid; school uuid; hits int; changed int;
begin
  for r in select * from jsonb_to_recordset(rows) as x (n int, new_id uuid, leaid text, district text, state text, city text,
      county text, enrollment int, nces_id text, school text, level text, school_new_id uuid) order by n loop
    found := null; changed := 0;
    if r.leaid <> '' then
      select d.id into found from public.districts_district d where d.leaid = r.leaid;
    else
      select count(*), min(d.id::text)::uuid into hits, found from public.districts_district d
        where d.state = r.state and lower(d.name) = lower(r.district);
      if hits > 1 then found := null; end if;
    end if;
    if found is null then
      if r.leaid = '' or r.district = '' or r.state = '' then
        return query select r.n, null::uuid, 'error'::text, 'place.no_district'::text;
        continue;
      end if;
      insert into public.districts_district (id, name, state, leaid, city, county, enrollment, is_fictional)
        values (r.new_id, r.district, r.state, r.leaid, r.city, r.county, r.enrollment, false);
      found := r.new_id;
      if r.school = '' then
        return query select r.n, found, 'created'::text, ''::text;
        continue;
      end if;
    else
      update public.districts_district d set city = case when d.city = '' then r.city else d.city end,
          county = case when d.county = '' then r.county else d.county end, enrollment = coalesce(d.enrollment, r.enrollment)
        where d.id = found and (d.city = '' and r.city <> '' or d.county = '' and r.county <> ''
          or d.enrollment is null and r.enrollment is not null);
      get diagnostics changed = row_count;
    end if;
    if r.school = '' then
      return query select r.n, found, case when changed > 0 then 'updated' else 'unchanged' end, ''::text;
      continue;
    end if;
    school := null;
    select s.id into school from public.districts_school s
      where (r.nces_id <> '' and s.nces_id = r.nces_id) or (s.district_id = found and lower(s.name) = lower(r.school))
      order by s.nces_id = r.nces_id desc limit 1;
    if school is not null then
      return query select r.n, school, 'unchanged'::text, ''::text;
    elsif r.nces_id = '' then
      return query select r.n, null::uuid, 'error'::text, 'place.no_number'::text;
    else
      insert into public.districts_school (id, district_id, name, nces_id, level, is_fictional)
        values (r.school_new_id, found, r.school, r.nces_id, r.level, false);
      return query select r.n, r.school_new_id, 'created'::text, ''::text;
    end if;
  end loop;
end $$
"""
TAKE_BACK = """
create function imports_take_back_districts(batch uuid, ids uuid[]) returns table (id uuid, reason text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  one uuid; here uuid := nullif(current_setting('earshot.organization', true), '')::uuid;
begin
  for one in select i.id from unnest(ids) as i (id)
      left join public.districts_school s on s.id = i.id order by s.id is null loop
    if not exists (select from public.imports_importrow r where r.organization_id = here and r.batch_id = batch
        and r.object_id = one and r.outcome = 'created' and r.undo = '') then
      return query select one, 'undo.shared'::text;
      continue;
    end if;
    begin
      set constraints all immediate;
      delete from public.districts_school where districts_school.id = one;
      delete from public.districts_district where districts_district.id = one;
      return query select one, ''::text;
    exception when foreign_key_violation then
      return query select one, 'undo.in_use'::text;
    end;
  end loop;
  set constraints all deferred;
end $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0002_walls"),
        ("districts", "0001_initial"),
    ]
    operations = [
        Sql(
            "importrow",
            [
                BRING,
                TAKE_BACK,
                "revoke execute on function imports_bring_districts, imports_take_back_districts from public",
                "grant execute on function imports_bring_districts, imports_take_back_districts to {app}",
            ],
            ["drop function imports_take_back_districts", "drop function imports_bring_districts"],
        ),
    ]
