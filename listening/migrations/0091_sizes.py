"""Lets a file of codings tell PostgreSQL how many there are now, as contacts/0060 does for people."""

from django.db import migrations

from crm.access.walls import Sql

KNOW = """
create function listening_know_sizes() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  analyze public.listening_note, public.listening_noteversion, public.listening_excerpt, public.listening_coding,
    public.listening_findable;
end $$
"""


class Migration(migrations.Migration):
    dependencies = [("listening", "0090_excerpts_found")]
    operations = [
        Sql(
            "coding",
            [
                KNOW,
                "revoke execute on function listening_know_sizes from public",
                "grant execute on function listening_know_sizes to {app}",
            ],
            ["drop function listening_know_sizes"],
        ),
    ]
