"""Lets an import tell PostgreSQL how many people an organization has become: a login that owns no table cannot."""

from django.db import migrations

from crm.access.walls import Sql

KNOW = """
create function contacts_know_sizes() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  analyze public.contacts_contact, public.contacts_contactmethod, public.contacts_externalid;
end $$
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0050_consent_uses")]
    operations = [
        Sql(
            "contact",
            [
                KNOW,
                "revoke execute on function contacts_know_sizes from public",
                "grant execute on function contacts_know_sizes to {app}",
            ],
            ["drop function contacts_know_sizes"],
        ),
    ]
