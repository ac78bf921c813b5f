"""Row security and references within one organization for every table of this app."""

from django.db import migrations

from crm.access.walls import Sql



class Migration(migrations.Migration):
    dependencies = [
        ("districts", "0001_initial"),
    ]
    operations = [
        Sql(
            "district",
            ["revoke insert, update, delete on {table} from {app}", "grant select on {table} to {coalition}"],
            ["grant insert, update, delete on {table} to {app}", "revoke all on {table} from {coalition}"],
        ),
        Sql(
            "school",
            ["revoke insert, update, delete on {table} from {app}", "grant select on {table} to {coalition}"],
            ["grant insert, update, delete on {table} to {app}", "revoke all on {table} from {coalition}"],
        ),
    ]
