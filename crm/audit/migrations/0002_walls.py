"""Row security and references within one organization for every table of this app."""

from django.db import migrations

from crm.access.walls import Sql, Wall

IN_TURN = """
create function audit_in_turn() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended(new.organization_id::text, 7));
  new.id := nextval('public.audit_auditevent_id_seq');
  return new;
end $$
"""



class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
    ]
    operations = [
        Wall("auditevent"),
        Wall("revision"),
        Wall("auditseal"),
        Sql(
            "auditevent",
            [
                "revoke update, delete on {table} from {app}",
                IN_TURN,
                "create trigger in_turn before insert on {table} for each row execute function audit_in_turn()",
            ],
            [
                "drop trigger in_turn on {table}",
                "drop function audit_in_turn",
                "grant update, delete on {table} to {app}",
            ],
        ),
        Sql(
            "auditseal",
            ["revoke update, delete on {table} from {app}"],
            ["grant update, delete on {table} to {app}"],
        ),
    ]
