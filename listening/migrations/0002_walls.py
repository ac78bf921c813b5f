"""Row security and references within one organization for every table of this app."""

from django.db import migrations

from crm.access.walls import Sql, Wall



class Migration(migrations.Migration):
    dependencies = [
        ("listening", "0001_initial"),
        ("tasks", "0002_walls"),
    ]
    operations = [
        Wall("listeningsession"),
        Wall("sessionparticipant"),
        Wall("attempt"),
        Wall("note"),
        Wall("noteversion"),
        Sql(
            "noteversion",
            ["revoke update on {table} from {app}"],
            ["grant update on {table} to {app}"],
        ),
    ]
