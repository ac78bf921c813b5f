"""Row security and references within one organization for every table of this app."""

from django.db import migrations

from crm.access.walls import Wall


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0001_initial"),
        ("contacts", "0002_walls"),
    ]
    operations = [
        Wall("task"),
        Wall("reminder"),
        Wall("notice"),
        Wall("message"),
    ]
