"""What has ended, by its end: built beside the writers."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("queue", "0013_progressed"),
    ]
    operations = [
        AddIndexConcurrently(
            model_name="job",
            index=models.Index(
                fields=["organization_id", "state", "-finished_at", "-id"], name="queue_job_ended"
            ),
        ),
    ]
