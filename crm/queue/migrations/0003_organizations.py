"""The dispatcher learns which organizations there are, and nothing else about them."""

from django.db import migrations

from crm.access.walls import Sql

ORGANIZATIONS = """
create function queue_organizations() returns setof uuid
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select id from public.organizations_organization order by id;
end
"""


class Migration(migrations.Migration):
    dependencies = [
        ("queue", "0002_walls"),
        ("organizations", "0002_walls"),
    ]
    operations = [
        Sql(
            "tick",
            [ORGANIZATIONS, "grant execute on function queue_organizations to {dispatcher}"],
            ["drop function queue_organizations"],
        ),
    ]
