"""The SQL of relationships in a file: a whole chunk at once, in PostgreSQL.

What waits for later rows, and in which row each Earshot ID of the file stands, is kept in temporary tables of the
connection from chunk to chunk: in Python it would grow with the file."""

from crm.imports.staging import Stage

TIE = "kind text, is_of bool, starts text, ends text, note text"
TIES = Stage("import_tie", f"id uuid, line int, part int, other_id uuid, other_line int, {TIE}")
CAME = Stage("import_came", "line int, part int, contact_id uuid")
BONDS = Stage(
    "import_bond",
    "id uuid, is_own bool, at_line int, at_part int, line int, part int, other_id uuid, target int, mine uuid, theirs uuid,"
    f" is_written bool, {TIE}",
)
TOLD = Stage("import_told", "line int, part int, n int, key text, value jsonb, reason text")
# From chunk to chunk.
PLACES = Stage("import_place", "own_id uuid, line int", is_kept=True)
WAITING = Stage(
    "import_waiting",
    f"id uuid, at_line int, line int, part int, other_id uuid, mine uuid, {TIE}",
    is_kept=True,
)
OF_CHUNK, OF_FILE = (TIES, CAME, BONDS, TOLD), (PLACES, WAITING)
INDEXES = """
create index if not exists import_place_of on import_place (own_id, line);
create index if not exists import_waiting_for on import_waiting (at_line)
"""

# Whom the rows of this chunk became.
COME = """
insert into import_came select r.line, r.part, r.object_id from imports_importrow r
where r.organization_id = %(org)s and r.batch_id = %(batch)s and r.line between %(first)s and %(last)s
"""
# Whom each means: who has that number here (of a merged one, the person they were merged into), else the person of that
# row of the file. Limits keep each a question that an index answers, and under row security no index answers a COALESCE.
MEAN = """
insert into import_bond
select t.id, true, t.line, t.part, t.line, t.part, t.other_id, w.line, m.contact_id, coalesce(h.contact, r.contact),
  r.is_written, t.kind, t.is_of, t.starts, t.ends, t.note
from import_tie t
join import_came m on m.line = t.line and m.part = t.part
left join lateral (
  select coalesce(c.merged_into_id, c.id) as contact from contacts_contact c
  where c.organization_id = %(org)s and c.id = t.other_id and c.status <> 'erased' limit 1
) h on true
left join lateral (
  select p.line from import_place p where p.own_id = t.other_id order by p.line limit 1
) p on true
cross join lateral (select case when t.other_line > 0 then t.other_line else p.line end as line) w
left join lateral (
  select r.object_id as contact, true as is_written from imports_importrow r
  where r.organization_id = %(org)s and r.batch_id = %(batch)s and r.line = w.line and r.part = 0 limit 1
) r on true
"""
WAIT = """
insert into import_waiting
select id, target, line, part, other_id, mine, kind, is_of, starts, ends, note
from import_bond where is_own and theirs is null and target is not null and is_written is null
"""
ARRIVE = """
insert into import_bond
select w.id, false, w.at_line, 0, w.line, w.part, w.other_id, w.at_line, w.mine, c.contact_id, true,
  w.kind, w.is_of, w.starts, w.ends, w.note
from import_waiting w join import_came c on c.line = w.at_line and c.part = 0
where w.at_line between %(first)s and %(last)s
"""
# After a crash: what the rows behind say of later ones. Who they became is read from their outcomes.
WAIT_AGAIN = """
insert into import_waiting
select t.id, w.line, t.line, t.part, t.other_id, r.object_id, t.kind, t.is_of, t.starts, t.ends, t.note
from import_tie t
join imports_importrow r on r.organization_id = %(org)s and r.batch_id = %(batch)s and r.line = t.line and r.part = t.part
left join lateral (
  select p.line from import_place p where p.own_id = t.other_id order by p.line limit 1
) p on true
cross join lateral (select case when t.other_line > 0 then t.other_line else p.line end as line) w
where w.line > %(behind)s
"""
NOBODY = """
select line, part, other_id, case when is_written then target end
from import_bond where theirs is null and (target is null or is_written) order by is_own, id
"""
# A relationship that nothing is known of here, and that all rows agree on, is written; one that holds already is not
# told. Whatever is left comes back: an end, one that ended here, a minor as a guardian.
TIE_UP = """
with b as materialized (
  select o.*, bool_or(o.ends <> '') over (partition by o.kind, o.low, o.high) as has_end,
    row_number() over (partition by o.kind, o.low, o.high order by o.is_own, o.id) as nth
  from (
    select *, case when kind = any(%(mutual)s) then least(mine, theirs) else contact end as low,
      case when kind = any(%(mutual)s) then greatest(mine, theirs) else other end as high
    from (
      select *, case when is_of then mine else theirs end as contact, case when is_of then theirs else mine end as other
      from import_bond where mine <> theirs
    ) w
  ) o
), g as materialized (
  select b.*, h.is_known, h.is_open, b.kind = 'guardian' and exists (
      select from contacts_contact c where c.organization_id = %(org)s and c.id = b.contact and c.is_minor) as is_minor
  from b
  cross join lateral (
    select count(*) > 0 as is_known, coalesce(bool_or(k.ends_on is null), false) as is_open
    from (
      select r.ends_on from contacts_relationship r
      where r.organization_id = %(org)s and r.contact_id = b.low and r.kind = b.kind and r.other_id = b.high
      union all
      select r.ends_on from contacts_relationship r
      where b.kind = any(%(mutual)s) and r.organization_id = %(org)s and r.contact_id = b.high and r.kind = b.kind
        and r.other_id = b.low
    ) k
  ) h
  where b.nth = 1
), made as (
  insert into contacts_relationship (id, organization_id, contact_id, other_id, kind, starts_on, ends_on, note, source)
  select id, %(org)s, contact, other, kind, nullif(starts, '')::date, null, note, 'import'
  from g where not (has_end or is_known or is_minor) order by id
), told as (
  insert into import_told
  select at_line, at_part, 1, 'ties', to_jsonb(id::text), '{"code": "tie.made"}'
  from g where not (has_end or is_known or is_minor)
)
select b.at_line, b.at_part, b.line, b.part, b.contact, b.other, b.kind, b.starts, b.ends, b.note
from b join g on g.kind = b.kind and g.low = b.low and g.high = b.high
where g.is_minor or g.has_end or (g.is_known and not g.is_open)
order by b.is_own, b.id
"""
# What the undo needs, and what the row says.
KEEP = """
with said as (
  select line, part, jsonb_agg(reason::jsonb order by n) as reasons
  from (select line, part, reason, min(n) as n from import_told where reason <> '' group by line, part, reason) s
  group by line, part
), kept as (
  select line, part, jsonb_object_agg(key, found) as added
  from (select line, part, key, jsonb_agg(value) as found from import_told where key <> '' group by line, part, key) k
  group by line, part
), v as materialized (
  select line, part, said.reasons, kept.added from said full join kept using (line, part)
)
update imports_importrow r set reasons = r.reasons || coalesce(v.reasons, '[]'),
  before = case when v.added is null then r.before else
    coalesce(r.before, (select jsonb_build_object('version', c.version) from contacts_contact c
                        where c.organization_id = %(org)s and c.id = r.object_id))
    || jsonb_build_object('added', coalesce(r.before->'added', '{}') || v.added) end
from v
where r.organization_id = %(org)s and r.batch_id = %(batch)s and r.line = v.line and r.part = v.part
  and r.object_id is not null
"""
NOW_UPDATED = """
update imports_importrow r set outcome = 'updated'
from (select distinct line, part from import_told where key <> '') v
where r.organization_id = %(org)s and r.batch_id = %(batch)s and r.line = v.line and r.part = v.part
  and r.outcome = 'unchanged'
returning r.part
"""
