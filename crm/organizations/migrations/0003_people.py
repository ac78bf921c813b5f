"""Inside an organization only its own people can be read; partners and first run go through functions."""

from django.db import migrations

from crm.access.walls import Sql

# Outside an organization (signing in, a reset, an invitation) the sign-in code must find a person by address or id.
# Inside one, people are those who have, or had, a membership there. The membership's own wall does the rest.
NOBODY_YET = "select nullif(current_setting('earshot.organization', true), '') is null"
COLLEAGUE = (
    f"({NOBODY_YET}) or exists (select from organizations_membership m where m.user_id = {{column}})"
)
PEOPLE = [
    ("accounts_user", "id"),
    ("account_emailaddress", "user_id"),
    ("mfa_authenticator", "user_id"),
]


def wall(table, column):
    seen = COLLEAGUE.format(column=f"{table}.{column}")
    return [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy colleagues on {table} to {{app}} using ({seen}) with check ({seen})",
        f"create policy owner on {table} to {{owner}} using (true) with check (true)",
    ]


def no_wall(table, column):
    return [
        f"drop policy colleagues on {table}",
        f"drop policy owner on {table}",
        f"alter table {table} no force row level security",
        f"alter table {table} disable row level security",
    ]


ADD_PARTNER = """
create function organizations_add_partner(new_id uuid, new_kind text, new_name text, new_slug text, new_state text,
  new_zone text, new_language text, invitation uuid, address text, as_role text, hash bytea, until timestamptz)
returns void language plpgsql volatile strict security definer set search_path = pg_catalog, pg_temp as $$
declare
  here uuid := nullif(current_setting('earshot.organization', true), '')::uuid;
  demo boolean;
begin
  select is_demo into demo from public.organizations_organization where id = here and kind = 'coalition';
  if demo is null then
    raise insufficient_privilege using message = 'only a coalition adds partners';
  end if;
  insert into public.organizations_organization (id, coalition_id, kind, name, slug, state, time_zone, language,
    quiet_from, quiet_until, reply_to, postal_address, min_cell, is_demo)
  values (new_id, here, new_kind, new_name, new_slug, new_state, new_zone, new_language,
    '21:00', '08:00', '', '', 10, demo);
  insert into public.organizations_invitation (id, organization_id, email, role, token_hash, expires_at)
  values (invitation, new_id, address, as_role, hash, until);
  insert into public.audit_auditevent (id, organization_id, verb, actor_kind, reason, target_kind, target_id, fields,
    details, request_id, address)
  values (0, new_id, 'organizations.founded', 'system', 'added by the coalition', 'organizations.organization', new_id,
    '[]', '{{}}', '', '');
end $$
"""
NONE = """
create function organizations_none() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select not exists (select from public.organizations_organization);
end
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0002_walls"),
        ("audit", "0002_walls"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [
        Sql(
            "membership",
            [statement for pair in PEOPLE for statement in wall(*pair)],
            [statement for pair in PEOPLE for statement in no_wall(*pair)],
        ),
        Sql(
            "organization",
            [
                ADD_PARTNER,
                NONE,
                "grant execute on function organizations_add_partner, organizations_none to {app}",
            ],
            ["drop function organizations_none", "drop function organizations_add_partner"],
        ),
    ]
