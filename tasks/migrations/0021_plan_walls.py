"""Row security for the tables of plans; references of the new columns of messages."""

from django.db import migrations

from crm.access.walls import Reference, Wall


class Migration(migrations.Migration):
    dependencies = [("tasks", "0020_plans")]
    operations = [
        Wall("reminderplan"),
        Wall("planstep"),
        Wall("template"),
        Wall("planuse"),
        Wall("plannedreminder"),
        Wall("sendingsetting"),
        Wall("inbound"),
        Reference("message", "planned"),
        Reference("message", "template"),
        Reference("message", "settled_by"),
    ]
