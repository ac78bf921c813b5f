"""The names that make poor passwords for somebody: of their organizations and of those organizations' coalitions."""

from django.db import migrations

from crm.access.walls import Sql

NAMES = """
create function organizations_names_around(ids uuid[]) returns setof text
language sql stable strict security definer set search_path = pg_catalog, pg_temp
begin atomic
  select o.name from public.organizations_organization o
  where o.id = any (ids)
     or o.id in (select c.coalition_id from public.organizations_organization c where c.id = any (ids));
end
"""


class Migration(migrations.Migration):
    dependencies = [("organizations", "0003_people")]
    operations = [
        Sql(
            "organization",
            [NAMES, "grant execute on function organizations_names_around to {app}"],
            ["drop function organizations_names_around"],
        ),
    ]
