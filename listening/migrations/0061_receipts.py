"""From a receipt code to whose it is, before an organization is known: one function, which tells nothing else."""

from django.db import migrations

from crm.access.walls import Sql

RECEIPT = """
create function listening_resolve_receipt(code text)
returns table (organization_id uuid, participant_id uuid)
language sql stable strict security definer set search_path = pg_catalog, pg_temp
begin atomic
  select p.organization_id, p.id from public.listening_sessionparticipant p
  where p.receipt_code = code and p.receipt_code <> '' limit 2;
end
"""


class Migration(migrations.Migration):
    dependencies = [("listening", "0060_themes")]
    operations = [
        Sql(
            "sessionparticipant",
            [
                RECEIPT,
                "revoke all on function listening_resolve_receipt from public",
                "grant execute on function listening_resolve_receipt to {app}",
            ],
            ["drop function listening_resolve_receipt"],
        ),
    ]
