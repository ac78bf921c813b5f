"""Row security and references within one organization for every table of this app."""

from django.db import migrations

from crm.access.walls import Sql

PASSWORD = """
create function accounts_password(of_user uuid) returns text
language sql stable strict security definer set search_path = pg_catalog, pg_temp
begin atomic
  select encoded from public.accounts_password where user_id = of_user;
end
"""
SET_PASSWORD = """
create function accounts_set_password(of_user uuid, hash text) returns void
language sql volatile strict security definer set search_path = pg_catalog, pg_temp
begin atomic
  insert into public.accounts_password (user_id, encoded) values (of_user, hash)
  on conflict (user_id) do update set encoded = excluded.encoded, changed_at = now();
end
"""



class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]
    operations = [
        Sql(
            "password",
            [
                "revoke all on {table} from {app}",
                PASSWORD,
                SET_PASSWORD,
                "grant execute on function accounts_password, accounts_set_password to {app}",
            ],
            [
                "drop function accounts_set_password",
                "drop function accounts_password",
                "grant select, insert, update, delete on {table} to {app}",
            ],
        ),
    ]
