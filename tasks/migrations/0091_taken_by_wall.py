"""The reference of the new column stays within its organization."""

from django.db import migrations

from crm.access.walls import Reference


class Migration(migrations.Migration):
    dependencies = [("tasks", "0090_taken_by")]
    operations = [Reference("message", "taken_by")]
