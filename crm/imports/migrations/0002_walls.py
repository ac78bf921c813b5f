"""Row security for every table of this app."""

from django.db import migrations

from crm.access.walls import Wall


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0001_initial"),
        ("organizations", "0002_walls"),
    ]
    operations = [
        Wall("importbatch"),
        Wall("importrow"),
        Wall("savedmapping"),
        Wall("exportfile"),
    ]
