"""Row security and references within one organization for every table of this app."""

from django.db import migrations

from crm.access.walls import Sql, Wall

MEMBERSHIPS = """
create function organizations_memberships(of_user uuid)
returns table (membership_id uuid, organization_id uuid, organization_name text, kind text, slug text,
               time_zone text, is_demo boolean, role text, is_youth_trained boolean)
language sql stable strict security definer set search_path = pg_catalog, pg_temp
begin atomic
  select m.id, o.id, o.name, o.kind, o.slug, o.time_zone, o.is_demo, m.role, m.is_youth_trained
  from public.organizations_membership m
  join public.organizations_organization o on o.id = m.organization_id
  join public.accounts_user u on u.id = m.user_id
  where m.user_id = of_user and u.is_active and m.ended_at is null
    and (m.expires_on is null or m.expires_on >= current_date)
  order by o.name, m.id;
end
"""
TOKEN = """
create function organizations_resolve_token(hash bytea, purposes text[])
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
         and (m.expires_on is null or m.expires_on >= current_date)));
end
"""
INVITATION = """
create function organizations_resolve_invitation(hash bytea)
returns table (invitation_id uuid, organization_id uuid, organization_name text, email text, role text)
language sql stable strict security definer set search_path = pg_catalog, pg_temp
begin atomic
  select i.id, i.organization_id, o.name, i.email, i.role
  from public.organizations_invitation i
  join public.organizations_organization o on o.id = i.organization_id
  where i.token_hash = hash and i.used_at is null and i.revoked_at is null and i.expires_at > now();
end
"""



class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0001_initial"),
        ("accounts", "0002_walls"),
    ]
    operations = [
        Wall("organization", "id"),
        Wall("membership"),
        Wall("invitation"),
        Wall("accesstoken"),
        Wall("shareagreement"),
        Sql(
            "organization",
            [
                MEMBERSHIPS,
                TOKEN,
                INVITATION,
                "grant execute on function organizations_memberships, organizations_resolve_token,"
                " organizations_resolve_invitation to {app}",
                # The list of partners is public; the coalition's own login reads these columns and no others.
                "grant select (id, coalition_id, kind, name, slug, state, is_demo) on {table} to {coalition}",
                "create policy coalition_reads on {table} for select to {coalition} using (true)",
            ],
            [
                "drop policy coalition_reads on {table}",
                "revoke all on {table} from {coalition}",
                "drop function organizations_resolve_invitation",
                "drop function organizations_resolve_token",
                "drop function organizations_memberships",
            ],
        ),
    ]
