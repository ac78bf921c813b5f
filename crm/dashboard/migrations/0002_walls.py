"""Row security, and the one table that the coalition's login reads."""

from django.db import migrations

from crm.access.walls import Sql, Wall


class Migration(migrations.Migration):
    dependencies = [("dashboard", "0001_initial")]
    operations = [
        Wall("snapshot"),
        Sql(
            "snapshot",
            [
                "revoke update, delete on {table} from {app}",
                "grant select on {table} to {coalition}",
                "create policy coalition_reads on {table} for select to {coalition} using (true)",
            ],
            [
                "drop policy coalition_reads on {table}",
                "revoke all on {table} from {coalition}",
                "grant update, delete on {table} to {app}",
            ],
        ),
    ]
