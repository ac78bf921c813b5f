"""The SQL of the contacts import: from the temporary tables of a chunk into the tables, under row security."""

# One chunk of one organization at a time: two imports of the same people would not see each other's.
IN_TURN = "select pg_advisory_xact_lock(hashtextextended(%(org)s::text, 11))"
# Whom each person of the chunk might be. 0: came in with the same file before, 1: our own id, 2: an id of another
# system, 3: e-mail, 4: phone, 5: nothing but a name. A shared number stands for many, so six of each are enough. A limit
# within a lateral join keeps PostgreSQL looking each up by its index: joined as it likes, it reads everybody's for each
# chunk. What a chunk has none of is not asked.
SAME_FILE = """
select p.n, 0, r.object_id, c.id is null, coalesce(c.status, ''), coalesce(c.merged_into_id, c.id), true, '', '', ''
from import_person p
join imports_importrow r on r.organization_id = %(org)s and r.batch_id = %(earlier)s and r.line = p.line and r.part = p.part
left join contacts_contact c on c.organization_id = %(org)s and c.id = r.object_id
where r.object_id is not null
"""
OWN_IDS = """
select p.n, 1, k.id, false, k.status, k.contact, true, '', '', ''
from import_person p
cross join lateral (
  select c.id, c.status, coalesce(c.merged_into_id, c.id) as contact
  from contacts_contact c where c.organization_id = %(org)s and c.id = p.own_id::uuid limit 1
) k
where p.own_id <> ''
"""
OTHER_IDS = """
select e.n, 2, k.id, false, k.status, k.contact, true, '', '', ''
from import_external e
cross join lateral (
  select c.id, c.status, coalesce(c.merged_into_id, c.id) as contact
  from contacts_externalid x join contacts_contact c on c.organization_id = %(org)s and c.id = x.contact_id
  where x.organization_id = %(org)s and x.system = e.system and x.value = e.value limit 1
) k
"""
REACHED_BY = """
select m.n, case when m.kind = 'email' then 3 else 4 end, k.id, false, k.status, k.id, k.agrees, k.given_name, k.family_name,
       k.chosen_name
from import_method m
cross join lateral (
  select c.id, c.status, c.sort_name = m.sort_name as agrees, c.given_name, c.family_name, c.chosen_name
  from contacts_contactmethod w
  join contacts_contact c on c.organization_id = %(org)s and c.id = w.contact_id
  where w.organization_id = %(org)s and w.key = m.key and c.status not in ('merged', 'erased')
  order by (c.sort_name = m.sort_name) desc
  limit 6
) k
where m.status <> 'wrong_person'
"""
# A name alone is a question (asking.py), unless more speaks for it and nothing against: the same street, ZIP code or
# school, the same row of a file of that name, or an earlier row of this one.
NAMED_ONLY = """
select p.n, 5, k.id, false, k.status, k.id, true, '', '', ''
from import_person p
cross join lateral (
  select c.id, c.status from contacts_contact c
  where c.organization_id = %(org)s and c.sort_name = p.sort_name and c.status not in ('merged', 'erased')
    and c.is_minor = p.is_minor
    and (c.zip_code = p.zip_code or c.zip_code = '' or p.zip_code = '') and (c.city = p.city or c.city = '' or p.city = '')
    and not exists (select from contacts_contactmethod w where w.organization_id = %(org)s and w.contact_id = c.id)
    and ((p.zip_code <> '' and c.zip_code = p.zip_code) or (p.street <> '' and c.street = p.street)
      or (c.import_batch_id = %(batch)s and c.zip_code = p.zip_code and c.city = p.city)
      or exists (
        select from imports_importrow r
        where r.organization_id = %(org)s and r.batch_id = %(namesake)s and r.line = p.line and r.part = p.part
          and r.object_id = c.id offset 0)
      or exists (
        select from import_stake s join contacts_constituencyrow k on k.organization_id = %(org)s
          and k.contact_id = c.id and k.school_id = nullif(s.school_id, '')::uuid
        where s.n = p.n and (s.kind = 'student') = (k.kind = 'student') offset 0))
  limit 2
) k
where p.is_bare
"""
REASONS = "update import_person p set reasons = v.reasons from unnest(%s::int[], %s::text[]) as v (n, reasons) where p.n = v.n"
TAGS = """
insert into contacts_tag (id, organization_id, name, meaning)
select gen_random_uuid(), %s, n, '' from unnest(%s::text[]) as t (n) on conflict do nothing
"""

# New people, all but those `apart`: known ones, and rows that are not written. What belongs to somebody comes with their
# new id and in its order, so that nothing need be joined or sorted.
# The year in which an age band ends: as derived.age_band_until.
NEW_PEOPLE = """
insert into contacts_contact (id, organization_id, given_name, family_name, chosen_name, sort_name, pronouns, language,
  other_languages, needs_interpreter, age_band, age_band_until, is_minor, race_ethnicity, race_source, city, county, state, zip_code, street,
  district_id, owner_id, status, confidentiality, about, import_batch_id, updated_at, version)
select contact_id, %(org)s, given_name, family_name, chosen_name, sort_name, pronouns, coalesce(nullif(language, ''), %(language)s),
  other_languages::jsonb, needs_interpreter = 't', coalesce(nullif(age_band, ''), 'unknown'),
  extract(year from %(today)s::date)::int
    + case age_band when 'under_13' then 3 when '13_15' then 2 when '16_17' then 1 when '18_24' then 6 end, is_minor, '[]', 'not_asked', city,
  county, state, zip_code, street, nullif(district_id, '')::uuid, nullif(owner_id, '')::uuid,
  coalesce(nullif(status, ''), 'active'), 'normal', about, %(batch)s, now(), 1
from import_person where n <> all(%(apart)s::int[])
"""
NEW_METHODS = """
insert into contacts_contactmethod (id, organization_id, contact_id, kind, value, key, reversed_key, label, status, is_preferred)
select id, %(org)s, contact_id, kind, value, key, reverse(key), label, status, false
from import_method where n <> all(%(apart)s::int[])
"""
NEW_STAKES = """
insert into contacts_constituencyrow (id, organization_id, contact_id, kind, subtype, district_id, school_id, school_text, grade,
  starts_on, ends_on, source)
select id, %(org)s, contact_id, kind, subtype, nullif(district_id, '')::uuid, nullif(school_id, '')::uuid,
  school_text, grade, nullif(starts_on, '')::date, nullif(ends_on, '')::date, 'import'
from import_stake where n <> all(%(apart)s::int[])
"""
NEW_TAG_LINKS = """
insert into contacts_contacttag (organization_id, contact_id, tag_id)
select %(org)s, w.contact_id, t.id
from (select contact_id, unnest(string_to_array(tags, e'\\x1f')) as name from import_person
      where tags <> '' and n <> all(%(apart)s::int[])) w
join contacts_tag t on t.organization_id = %(org)s and t.name = w.name
"""
NEW_CONSENTS = """
insert into contacts_consentevent (id, organization_id, contact_id, purpose, value, how, language, text_version, given_by, source, given_on)
select id, %(org)s, contact_id, purpose, value, how, coalesce(nullif(language, ''), %(language)s), '', 'self', source,
  nullif(given_on, '')::date
from import_consent where n <> all(%(apart)s::int[])
"""
NEW_EXTERNALS = """
insert into contacts_externalid (id, organization_id, contact_id, system, value)
select id, %(org)s, contact_id, system, value
from import_external where n <> all(%(apart)s::int[]) on conflict do nothing
"""
NEW_TOKENS = """
insert into contacts_searchtoken (organization_id, token, contact_id)
select %(org)s, w.token, w.contact_id
from (select contact_id, unnest(string_to_array(tokens, ' ')) as token from import_person
      where tokens <> '' and n <> all(%(apart)s::int[])) w
order by w.token, w.contact_id
"""
NEW_OUTCOMES = """
insert into imports_importrow (organization_id, batch_id, line, part, outcome, reasons, object_id, undo, undo_reason)
select %(org)s, %(batch)s, line, part, 'created', reasons::jsonb, contact_id, '', ''
from import_person where n <> all(%(apart)s::int[])
"""
OTHER_OUTCOMES = """
insert into imports_importrow (organization_id, batch_id, line, part, outcome, reasons, object_id, before, raw, undo, undo_reason)
select %(org)s, %(batch)s, line, part, outcome, reasons::jsonb, contact_id, before::jsonb, raw::jsonb, '', ''
from import_outcome order by line
"""
SUPPRESS = """
with told as (
  select s.digest, s.reason, coalesce(p.contact_id, s.contact_id) as contact_id
  from import_suppression s left join unnest(%(known)s::int[], %(ids)s::uuid[]) as p (n, contact_id) on p.n = s.n
  where s.n <> all(%(unwritten)s::int[])
), said as (
  insert into contacts_suppression as there (organization_id, digest, reason)
  select distinct %(org)s::uuid, digest, reason from told
  on conflict (organization_id, digest, reason) do update set at = excluded.at
  returning there.digest, there.reason, xmax = 0 as is_new
)
select distinct on (t.digest, t.reason) t.contact_id, encode(t.digest, 'hex'), t.reason
from said join told t on t.digest = said.digest and t.reason = said.reason where said.is_new
"""
MARK_SUPPRESSED = """
update contacts_contactmethod set is_suppressed = true
where organization_id = %(org)s and key = any(%(keys)s) and not is_suppressed
"""
SUPPRESSED_BEFORE = """
update imports_importrow r set before = v.before::jsonb
from unnest(%(ids)s::uuid[], %(befores)s::text[]) as v (contact_id, before)
where r.organization_id = %(org)s and r.object_id = v.contact_id and r.batch_id = %(batch)s and r.outcome = 'created'
"""

# What is added to people who are here already, `known` by their numbers, `ids` who they are. Each gives (contact, what was
# added) for the undo. An offset keeps a question one that an index answers for each, as the limits above do.
ADD_METHODS = """
insert into contacts_contactmethod (id, organization_id, contact_id, kind, value, key, reversed_key, label, status, is_preferred)
select m.id, %(org)s, p.contact_id, m.kind, m.value, m.key, reverse(m.key), m.label, m.status, false
from unnest(%(known)s::int[], %(ids)s::uuid[]) as p (n, contact_id)
join import_method m on m.n = p.n
where not exists (
    select from contacts_contactmethod k
    where k.organization_id = %(org)s and k.contact_id = p.contact_id
      and (k.key = m.key or (m.kind = any(%(only_blank)s) and (k.kind = 'email') = (m.kind = 'email')))
    offset 0)
order by m.id on conflict do nothing returning contact_id, id::text
"""
CLOSE_METHODS = """
update contacts_contactmethod k set status = v.status
from (
  select w.id, w.status as was, m.status
  from unnest(%(known)s::int[], %(ids)s::uuid[]) as p (n, contact_id)
  join import_method m on m.n = p.n
  join contacts_contactmethod w on w.organization_id = %(org)s and w.contact_id = p.contact_id and w.key = m.key
  where m.status <> 'ok' and w.status not in (m.status, 'unsubscribed')
) v
where k.organization_id = %(org)s and k.id = v.id returning k.contact_id, k.id::text, v.was
"""
ADD_STAKES = """
insert into contacts_constituencyrow (id, organization_id, contact_id, kind, subtype, district_id, school_id, school_text, grade,
  starts_on, ends_on, source)
select s.id, %(org)s, p.contact_id, s.kind, s.subtype, nullif(s.district_id, '')::uuid, nullif(s.school_id, '')::uuid,
  s.school_text, s.grade, nullif(s.starts_on, '')::date, nullif(s.ends_on, '')::date, 'import'
from unnest(%(known)s::int[], %(ids)s::uuid[]) as p (n, contact_id)
join import_stake s on s.n = p.n
where not exists (
    select from contacts_constituencyrow r
    where r.organization_id = %(org)s and r.contact_id = p.contact_id and (r.kind = s.kind or s.kind = 'other')
      and (s.ends_on = '' or r.ends_on is not distinct from nullif(s.ends_on, '')::date)
      and ((s.school_id = '' and s.school_text = '')
           or (r.school_id is not distinct from nullif(s.school_id, '')::uuid and r.school_text = s.school_text))
    offset 0)
order by s.id returning contact_id, id::text
"""
ADD_TAG_LINKS = """
insert into contacts_contacttag (organization_id, contact_id, tag_id)
select distinct %(org)s::uuid, p.contact_id, t.id
from unnest(%(known)s::int[], %(ids)s::uuid[]) as p (n, contact_id)
join import_person i on i.n = p.n
cross join unnest(string_to_array(i.tags, e'\\x1f')) as w (name)
join contacts_tag t on t.organization_id = %(org)s and t.name = w.name
where i.tags <> '' on conflict do nothing returning contact_id, tag_id::text
"""
# What was said already is not said again; a no without a day is, where somebody said yes since the last one.
ADD_CONSENTS = """
insert into contacts_consentevent (id, organization_id, contact_id, purpose, value, how, language, text_version, given_by, source, given_on)
select e.id, %(org)s, p.contact_id, e.purpose, e.value, e.how, coalesce(nullif(e.language, ''), %(language)s), '', 'self', e.source,
  nullif(e.given_on, '')::date
from unnest(%(known)s::int[], %(ids)s::uuid[]) as p (n, contact_id)
join import_consent e on e.n = p.n
where not exists (
    select from contacts_consentevent k
    where k.organization_id = %(org)s and k.contact_id = p.contact_id and k.purpose = e.purpose
      and (k.value = e.value or (e.value = 'denied' and k.value = 'withdrawn'))
      and (e.given_on = '' or coalesce(k.given_on, (k.at at time zone %(zone)s)::date) = nullif(e.given_on, '')::date)
      and (e.given_on <> '' or e.value not in ('denied', 'withdrawn') or not exists (
        select from contacts_consentevent g
        where g.organization_id = %(org)s and g.contact_id = k.contact_id and g.purpose = k.purpose and g.session_id is null
          and (g.at, g.id) > (k.at, k.id) and g.value not in ('denied', 'withdrawn') and g.how <> 'import' and g.source = ''))
    offset 0)
order by e.id returning contact_id, id::text
"""
ADD_EXTERNALS = """
insert into contacts_externalid (id, organization_id, contact_id, system, value)
select e.id, %(org)s, p.contact_id, e.system, e.value
from unnest(%(known)s::int[], %(ids)s::uuid[]) as p (n, contact_id)
join import_external e on e.n = p.n order by e.id on conflict do nothing returning contact_id, id::text
"""
KNOWN = """
select c.id, p.n, c.given_name, c.family_name, c.chosen_name, c.pronouns, c.language, c.age_band, c.street, c.city, c.county, c.state,
  c.zip_code, c.about, c.other_languages, c.needs_interpreter, coalesce(c.district_id::text, ''), coalesce(c.owner_id::text, ''),
  c.status, c.is_minor, c.sort_name, c.version, c.archived_at is not null
from unnest(%(known)s::int[], %(ids)s::uuid[]) as p (n, contact_id)
join contacts_contact c on c.organization_id = %(org)s and c.id = p.contact_id order by c.id for update of c
"""
KINDS_OF = """
select contact_id, array_agg(kind) from contacts_constituencyrow
where organization_id = %(org)s and contact_id = any(%(ids)s) and (ends_on is null or ends_on >= %(today)s) group by contact_id
"""
CHANGE = """
update contacts_contact c set given_name = v.given_name, family_name = v.family_name, chosen_name = v.chosen_name,
  pronouns = v.pronouns, language = v.language, age_band = v.age_band,
  age_band_until = case when c.age_band = v.age_band then c.age_band_until else extract(year from %(today)s::date)::int
    + case v.age_band when 'under_13' then 3 when '13_15' then 2 when '16_17' then 1 when '18_24' then 6 end end, street = v.street, city = v.city, county = v.county,
  state = v.state, zip_code = v.zip_code, about = v.about, other_languages = v.other_languages::jsonb,
  needs_interpreter = v.needs_interpreter, district_id = nullif(v.district_id, '')::uuid, owner_id = nullif(v.owner_id, '')::uuid,
  status = v.status, is_minor = v.is_minor, sort_name = v.sort_name, version = c.version + 1, updated_at = now()
from import_change v where c.organization_id = %(org)s and c.id = v.contact_id
"""
FORGET_TOKENS = (
    "delete from contacts_searchtoken where organization_id = %(org)s and contact_id = any(%(ids)s::uuid[])"
)
ADD_TOKENS = """
insert into contacts_searchtoken (organization_id, token, contact_id)
select %(org)s, v.token, v.contact_id from unnest(%(ids)s::uuid[], %(tokens)s::text[]) as v (contact_id, token)
on conflict do nothing
"""
