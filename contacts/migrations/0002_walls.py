"""Row security and references within one organization for every table of this app."""

from django.db import migrations

from crm.access.walls import Sql, Wall

FORGET = """
create function contacts_forget_tokens() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  delete from public.contacts_searchtoken t using gone g
  where t.organization_id = g.organization_id and t.contact_id = g.id;
  return null;
end $$
"""



class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0001_initial"),
        ("organizations", "0002_walls"),
    ]
    operations = [
        Wall("contact"),
        Wall("contactmethod"),
        Wall("constituencyrow"),
        Wall("tag"),
        Wall("contacttag"),
        Wall("consentevent"),
        Wall("externalid"),
        Wall("searchtoken"),
        Wall("turf"),
        Wall("turfcontact"),
        Wall("turfmember"),
        Wall("suppression"),
        Sql(
            "contact",
            [
                FORGET,
                "create trigger forget_tokens after delete on {table} referencing old table as gone"
                " for each statement execute function contacts_forget_tokens()",
            ],
            ["drop trigger forget_tokens on {table}", "drop function contacts_forget_tokens"],
        ),
        Sql(
            "consentevent",
            # The ledger is added to, never rewritten; erasing a person deletes their lines.
            ["revoke update on {table} from {app}"],
            ["grant update on {table} to {app}"],
        ),
    ]
