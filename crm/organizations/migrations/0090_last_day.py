"""The last day of a membership ends where its organization is: by the database's day, UTC's, it ended in the evening."""

from django.db import migrations

from crm.access.walls import Sql

MEMBERSHIPS = """
create or replace function organizations_memberships(of_user uuid)
returns table (membership_id uuid, organization_id uuid, organization_name text, kind text, slug text,
               time_zone text, is_demo boolean, role text, is_youth_trained boolean)
language sql stable strict security definer set search_path = pg_catalog, pg_temp
begin atomic
  select m.id, o.id, o.name, o.kind, o.slug, o.time_zone, o.is_demo, m.role, m.is_youth_trained
  from public.organizations_membership m
  join public.organizations_organization o on o.id = m.organization_id
  join public.accounts_user u on u.id = m.user_id
  where m.user_id = of_user and u.is_active and m.ended_at is null
    and (m.expires_on is null or m.expires_on >= {today})
  order by o.name, m.id;
end
"""
TOKEN = """
create or replace function organizations_resolve_token(hash bytea, purposes text[])
returns table (token_id uuid, organization_id uuid, purpose text, role text, may_write boolean, subject_id uuid,
               membership_id uuid, user_id uuid, is_youth_trained boolean, time_zone text)
language sql stable strict security definer set search_path = pg_catalog, pg_temp
begin atomic
  select t.id, t.organization_id, t.purpose, t.role, t.may_write, t.subject_id, m.id, m.user_id,
         coalesce(m.is_youth_trained, false), o.time_zone
  from public.organizations_accesstoken t
  join public.organizations_organization o on o.id = t.organization_id
  left join public.organizations_membership m on m.id = t.made_by_id and m.organization_id = t.organization_id
  left join public.accounts_user u on u.id = m.user_id
  where t.token_hash = hash and t.purpose = any (purposes) and t.revoked_at is null and t.expires_at > now()
    and (t.made_by_id is null or (u.is_active and m.ended_at is null
         and (m.expires_on is null or m.expires_on >= {today})));
end
"""
THERE, UTC = "(now() at time zone o.time_zone)::date", "current_date"


class Migration(migrations.Migration):
    dependencies = [("organizations", "0080_kept_for")]
    operations = [
        Sql(
            "organization",
            [MEMBERSHIPS.replace("{today}", THERE), TOKEN.replace("{today}", THERE)],
            [MEMBERSHIPS.replace("{today}", UTC), TOKEN.replace("{today}", UTC)],
        )
    ]
