"""Steps by the rule they came of. Built beside the writers, since steps are a live table."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("tasks", "0022_message_indexes")]
    operations = [
        AddIndexConcurrently(
            model_name='task',
            index=models.Index(condition=models.Q(('origin', ''), _negated=True), fields=['organization', 'origin', 'state'], name='tasks_of_origin'),
        ),
    ]
