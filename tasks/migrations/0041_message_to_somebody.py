"""Looks at the messages that are there, without a lock that writers wait for."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tasks", "0040_fewer_checks")]
    operations = [ValidateConstraint("message", "tasks_message_to_somebody")]
