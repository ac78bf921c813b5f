"""The log by person and by what it is about. Built beside the writers, since messages are a live table."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("tasks", "0021_plan_walls")]
    operations = [
        AddIndexConcurrently(
            model_name='message',
            index=models.Index(condition=models.Q(('contact__isnull', False)), fields=['organization', 'contact', '-created_at'], name='tasks_message_of_contact'),
        ),
        AddIndexConcurrently(
            model_name='message',
            index=models.Index(condition=models.Q(('subject_id__isnull', False)), fields=['organization', 'subject_id', '-created_at'], name='tasks_message_of_subject'),
        ),
    ]
